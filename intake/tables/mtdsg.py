"""What the UN Treaty Collection says of a treaty beside its table: its number, its title, its entry
into force and its registration, in a saved page or in the XML of "Multilateral Treaties Deposited
with the Secretary-General".

That XML has the table under ``Treaty/Participants/Table/TGroup``, rows of ``Entry``, and the rest
under ``Header/ExternalData``.
"""

import re
from pathlib import PurePath
from typing import Any

from intake.tables import written
from intake.tables.files import Content
from intake.tables.listing import OfProgram
from intake.tables.sheets import Sheet

_NUMBER = re.compile(
    r"(?P<chapter>\d{1,2}|[IVX]{1,6})-(?P<treaty>\d{1,3}(?:-[a-z0-9]{1,2})*)", re.I
)
_MARKUP = re.compile(r"<superscript>[^<]*</superscript>|<[^>]*>")
_AS_AT = re.compile(r"STATUS AS AT\s*:?\s*(\d{2})-(\d{2})-(\d{4})", re.I)
_DAY = r"\d{1,2}\s+[A-Z][a-z]+\s+\d{4}"
_IN_FORCE = re.compile(rf"Entry into force\s*:?\s*({_DAY})")
_REGISTERED = re.compile(rf"Registration\s*:?\s*{_DAY},?\s*No\.?\s*(\d+)")
_PLACE_AND_DAY = re.compile(rf"\.\s+[^.]+,\s+{_DAY}\s*$")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def is_status(root: Any) -> bool:
    """Return whether an XML document is the status of a treaty."""
    return root is not None and root.find(".//Participants//Row/Entry") is not None


def table(root: Any) -> Sheet:
    """Return the table of the participants."""
    rows = root.findall(".//Participants//Row")
    return Sheet([[_text(entry) for entry in row.findall("Entry")] for row in rows])


def about(content: Content, title: str | None) -> tuple[OfProgram, str | None]:
    """Return the treaty of a table, and the day on which the table stood so, if it says it."""
    root = content.xml
    external = root.find(".//ExternalData") if root is not None else None
    text, day = content.text, None
    registered = in_force = None
    if external is not None:
        title = title or _text(external.find("Titlesect")) or None
        in_force = re.match(_DAY, _text(external.find(".//EIF/Labeltext")))
        registered = re.search(r"No\.?\s*(\d+)", _text(external.find(".//Registration/Labeltext")))
    elif as_at := _AS_AT.search(text):
        day = "-".join(reversed(as_at.groups()))
        in_force, registered = _IN_FORCE.search(text), _REGISTERED.search(text)
    force = _edtf(in_force[in_force.lastindex or 0]) if in_force else None
    number = registered[1] if registered else None
    return _program(content.name, title, number, force), day


def _edtf(text: str) -> str | None:
    try:
        return written.edtf(" ".join(text.split()))
    except ValueError:
        return None


def _program(name: str, title: str | None, registered: str | None, force: str | None) -> OfProgram:
    stem = PurePath(name).name.split(".")[0]
    found = _NUMBER.fullmatch(stem)
    chapter = _arabic(found["chapter"]) if found else 0
    if not found or not chapter:
        names = [title] if title else []
        return OfProgram(names, in_force_on=force)
    treaty = found["treaty"].lower()
    number = f"{roman(chapter)}-{treaty}"
    short = _PLACE_AND_DAY.sub("", title) if title else f"UN Treaty Collection {number}"
    elsewhere = [f"unts:I-{registered}"] if registered else []
    wire = {
        "type": "program",
        "id": f"untc-{chapter}-{treaty}",
        "name": short,
        "aliases": [f"UNTC {number}", *([title] if title and title != short else [])],
        # who has consented, whether the treaty is in force yet or not
        "members": ["bound", "party"],
        "force": "required",
        **({"same_as": elsewhere} if elsewhere else {}),
    }
    names = [f"untc-{chapter}-{treaty}", f"UNTC {number}", number, short, *elsewhere]
    return OfProgram([*names, *([title] if title else [])], wire, number, force)


def roman(number: int) -> str:
    """Return a number of a chapter as the collection writes it."""
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def _arabic(chapter: str) -> int:
    """Return the number of a chapter, 0 where it is none."""
    if chapter.isdigit():
        return int(chapter)
    return next((one for one in range(1, 40) if roman(one) == chapter.upper()), 0)


def _text(element: Any) -> str:
    """Return the text of an element, without the markup in it, which may be escaped there."""
    if element is None:
        return ""
    for one in element.iter("superscript"):
        one.text = ""
    return " ".join(_MARKUP.sub("", "".join(element.itertext())).split())
