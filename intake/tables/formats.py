"""The forms in which lists of others come: each a module and a line in `FORMS`, told by looking.

A module has ``takes``, whether a file is in its form, and ``read``, which gives its `Listing`.
"""

from importlib import import_module

import attrs

from intake.tables.files import Content
from intake.tables.listing import Listing, Told
from intake.tables.sheets import BadList

FORMS = {  # by the names that people know: the modules, in the order in which they are tried
    "untc": "untc",
    "wikidata": "wikidata",
    "popolo": "popolo",
    "fcdo": "fcdo",
    "columns": "columns",
}


def read(content: Content, told: Told, form: str | None = None) -> Listing:
    """Return what a file says, in a form or in the first that takes it. Raises `BadList`."""
    form = form or ("columns" if told.columns else None)
    tried = [form] if form else list(FORMS)
    for name in tried:
        module = import_module(f"intake.tables.{FORMS[name]}")
        if form or module.takes(content):
            found: Listing = module.read(content, told)
            if content.language and not content.language.lower().startswith("en"):
                aside = f"the page says that it is in {content.language!r}, and English is read"
                found = attrs.evolve(found, asides=[*found.asides, aside])
            return found
    raise BadList(content.name, _unknown(content))


def _unknown(content: Content) -> str:
    heads = [row for sheet in content.sheets for row in sheet.rows[:1]]
    shown = ", ".join(repr(cell[:40]) for cell in heads[0] if cell.strip()) if heads else ""
    has = f"its columns are {shown}" if shown else "it has no table"
    do = "say which column names the participants, and which has the dates of which act"
    return f"it is in no form known here, {has}: {do}"
