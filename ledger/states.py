"""States by ISO 3166, as pycountry has it, and a reviewed table of further names (`state_aliases`).

Look-up is exact and never a guess. Upper case, white space, the shape of an apostrophe and the
article "the" at either end do not count; likeness does not count either, it is for the words of
a refusal only (`near`). Participants that are no states are left to the ledger's own events.

ISO gives codes to territories too (Hong Kong, Greenland); they are admitted like states. Former
states are those of ISO 3166-3; where a former one has a name or a code that a present one bears,
it means the present one (Burma, East Timor, SK, ATF). Kosovo has no ISO code and is not here: a
register that needs it adds a `participant` event.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path

import attrs
import orjson

from ledger.state_aliases import ALIASES, DISPLAY

_ARTICLE = re.compile(r"^the | \(the\)$|, the$")
_ISO_NAMES = ("alpha_2", "alpha_3", "name", "common_name", "official_name")


@attrs.frozen
class State:
    """A state or territory: ``code`` is its alpha-3 code, ``name`` the name that people use."""

    code: str
    name: str
    former: bool


def state(code: str) -> State | None:
    """The state that has a code, as events keep it: alpha-3, in upper case."""
    found = _named().get(code)
    return found[0] if found else None


def find(text: str) -> tuple[str, ...]:
    """The codes of the states that a text names: none, one, or several that share the name."""
    return _index().get(_fold(text), ())


def near(text: str) -> list[str]:
    """Up to three names that look alike, for a refusal to list and for nothing else."""
    # not among official names: as many as begin with "Republic of" would seem alike
    names = {
        _fold(name): one.name
        for one in all_states()
        for name in (one.name, *ALIASES.get(one.code, ()))
    }
    alike = difflib.get_close_matches(_fold(text), names, n=9)
    return list(dict.fromkeys(names[name] for name in alike))[:3]


def all_states() -> tuple[State, ...]:
    """Every state, the present ones first, each by its code."""
    return tuple(found for found, _ in _named().values())


@cache
def _named() -> Mapping[str, tuple[State, tuple[str, ...]]]:
    """Every state by its code, with all the names that it answers to."""
    named: dict[str, tuple[State, tuple[str, ...]]] = {}
    for former, database in ((False, "3166-1"), (True, "3166-3")):
        for country in sorted(_iso(database), key=itemgetter("alpha_3")):
            iso = {part: country[part] for part in _ISO_NAMES if part in country}
            code = iso["alpha_3"]
            shown = DISPLAY.get(code, iso.get("common_name", iso["name"]))
            names = (shown, *iso.values(), *ALIASES.get(code, ()))
            named.setdefault(code, (State(code, shown, former), names))
    return named


def _iso(standard: str) -> list[dict[str, str]]:
    """The entries of a part of ISO 3166 in the data that pycountry brings. The package itself is
    not imported: that takes longer than all that most commands do."""
    package = find_spec("pycountry")
    assert package is not None
    file = Path(package.origin or "").with_name("databases") / f"iso{standard}.json"
    found: list[dict[str, str]] = orjson.loads(file.read_bytes())[standard]
    return found


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """The codes that each folded name means; what a present state claims is its alone."""
    present: defaultdict[str, set[str]] = defaultdict(set)
    former: defaultdict[str, set[str]] = defaultdict(set)
    for one, names in _named().values():
        claims = former if one.former else present
        for name in names:
            claims[_fold(name)].add(one.code)
    return {name: tuple(sorted(codes)) for name, codes in (former | present).items()}


def _fold(text: str) -> str:
    """A name as it is compared."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    return _ARTICLE.sub("", " ".join(plain.split()))
