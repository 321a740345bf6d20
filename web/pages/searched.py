"""Whom the page with the date finds by name: each participant that has a page."""

from collections import defaultdict

from ledger import states
from ledger.state_aliases import ALIASES
from web.page.site import script
from web.pages import rows
from web.pages.happened import PARTICIPANT
from web.pages.paths import path_of
from web.pages.register import Register

NAMES = "participants/names.js"


def names(register: Register) -> bytes:
    """Return a data file with each participant: its name, the path of its page, its kind in words,
    and what else it is called."""
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for spelling, code in states.spellings():
        spelled[code].add(spelling)
    found = []
    for one in register.participants:
        filed, name = register.names.participants.get(one), register.names.title(one)
        aliases = (*ALIASES.get(one, ()), *(filed.aliases if filed else ()))
        others = {one, *spelled[one], *aliases} - {name}
        found.append([name, path_of(PARTICIPANT, one), rows.kind_of(register, one), sorted(others)])
    return script(NAMES, register.language.whole(found)).encode()
