"""States by ISO 3166, as pycountry has it, and a reviewed table of further names (`state_aliases`).

Look-up is exact and never a guess. Upper case, white space, the shape of an apostrophe and the
article "the" at either end do not count; likeness does not count either, it is for the words of
a refusal only (`near`). Participants that are no states have events of their own.

ISO gives codes to territories too (Hong Kong, Greenland); they are admitted, and counted as no
states (`territories`). Former states are those of ISO 3166-3 that ended; a withdrawn code that
stands for a present one by a former name means the present one (`former_states`). Where a former
one has a name or a code that a present one bears, it means the present one (Burma, SK, ATF). Kosovo
has no ISO code and is not here: a register that needs it adds a `participant` event.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import orjson

from ledger.former_names import FORMER_NAMES, NOT_FOUND
from ledger.former_states import ENDED, PLACES, RENAMED
from ledger.state_aliases import ALIASES, DISPLAY
from ledger.territories import BEFORE, RESPONSIBLE, SUBNATIONAL

_ARTICLE = re.compile(r"^the | \(the\)$|, the$")
_CODE = re.compile("[A-Z]{2,3}")  # and abbreviations that people use are listed by hand
_ISO_NAMES = ("alpha_2", "alpha_3", "name", "common_name", "official_name")


class State(NamedTuple):
    """A state or territory: ``code`` is its alpha-3 code, ``name`` the name that people use.

    ``kind`` is "state", "territory" or "subnational". Of a former one, ``until`` is the first day
    on which it was no more (None: that is not established), ``successors`` those that took its
    place, ``continued_by`` the one of them that is the same legal person, ``source`` who says so.
    """

    code: str
    name: str
    former: bool
    kind: str = "state"
    until: date | None = None
    successors: tuple[str, ...] = ()
    continued_by: str | None = None
    source: str = ""


def state(code: str) -> State | None:
    """Return the state that has a code, as events keep it: alpha-3, in upper case."""
    found = _named().get(code)
    return found[0] if found else None


def name_on(code: str, on: date) -> str | None:
    """Return the name that the state of a code had on a day, where that was another than
    today's."""
    day = on.isoformat()
    for name, since, until, _ in FORMER_NAMES.get(code, ()):
        if day < until:
            return name if since is None or since <= day else None
    return None


def renamed_on(code: str) -> Iterator[date]:
    """Yield the days on which the state of a code took another name."""
    for _, since, until, _ in FORMER_NAMES.get(code, ()):
        yield from (date.fromisoformat(day) for day in (since, until) if day)


def responsible(code: str, on: date) -> tuple[str, ...]:
    """Return the codes of the states that are responsible for a territory on a day: one, two for a
    condominium, none where that is disputed or disclaimed, and for a state."""
    until, before = BEFORE.get(code, ("", ()))
    return before if on.isoformat() < until else RESPONSIBLE.get(code, ())


def find(text: str) -> tuple[str, ...]:
    """Return the codes of the states that a text names, or that have it as their id elsewhere
    (``wikidata:Q79``): none, one, or several that share the name."""
    found = _index().get(_fold(text), ())
    if not found and ":" in text:
        code = _ids_elsewhere().get(text.strip())
        return (code,) if code else ()
    return found


def same_as(code: str) -> tuple[str, ...]:
    """Return the ids elsewhere of the state or territory of a code: UN M49, whose numbers ISO 3166
    has too, and Wikidata."""
    number, entity = _m49().get(code), wikidata(code)
    return (*([number] if number else ()), *([f"wikidata:{entity}"] if entity else ()))


@cache
def _m49() -> Mapping[str, str]:
    return {one["alpha_3"]: f"m49:{one['numeric']}" for one in _iso("3166-1")}


@cache
def _ids_elsewhere() -> Mapping[str, str]:
    """Return the code that each id elsewhere means."""
    from ledger.state_ids import ALSO, IDS  # few ask

    found = {number: code for code, number in _m49().items()}
    for code in sorted(IDS, key=_m49().__contains__):  # of those that share one, today's
        entity, number = IDS[code]
        ids = (entity and f"wikidata:{entity}", number and f"cow:{number}")
        found |= {one: code for one in ids if one}
    return found | {f"wikidata:{entity}": code for code, entity in ALSO.items()}


def near(text: str) -> list[str]:
    """Return up to three names that look alike, for a refusal to list and for nothing else."""
    # not among official names: as many as begin with "Republic of" would seem alike
    names = {
        _fold(name): one.name
        for one in all_states()
        for name in (one.name, *ALIASES.get(one.code, ()))
    }
    alike = difflib.get_close_matches(_fold(text), names, n=9)
    return list(dict.fromkeys(names[name] for name in alike))[:3]


def all_states() -> tuple[State, ...]:
    """Return every state, the present ones first, each by its code."""
    return tuple(found for found, _ in _named().values())


def spellings() -> Iterator[tuple[str, str]]:
    """Yield every name of states as it is spelled, with the code that `find` gives for it:
    former ones too; no codes, and no name that several share."""
    for one, names in _named().values():
        for name in names:
            if find(name) == (one.code,) and not _CODE.fullmatch(name):
                yield name, one.code


@cache
def _named() -> Mapping[str, tuple[State, tuple[str, ...]]]:
    """Return every state by its code, with all the names that it answers to."""
    named: dict[str, tuple[State, tuple[str, ...]]] = {}
    for former, country in _entries():
        iso = [country[part] for part in _ISO_NAMES if part in country]
        code = country["alpha_3"]
        if code not in RENAMED:
            name = DISPLAY.get(code, country.get("common_name", country["name"]))
            before = {one.name for one in FORMER_NAMES.get(code, ())} - NOT_FOUND
            names = (name, *iso, *ALIASES.get(code, ()), *sorted(before))
            named.setdefault(code, (_state(code, name, former), names))
    return named


def alpha_2(code: str) -> str | None:
    """Return the code of two letters of a present state or territory: ``EG``."""
    return _alpha_2().get(code)


@cache
def _alpha_2() -> Mapping[str, str]:
    return {one["alpha_3"]: one["alpha_2"] for one in _iso("3166-1")}


def wikidata(code: str) -> str | None:
    """Return the entity of a state in Wikidata: ``Q79``."""
    from ledger.state_ids import IDS

    return IDS.get(code, (None, None))[0]


def cow(code: str, year: int) -> int | None:
    """Return the number of a state in the Correlates of War project's list, in a year."""
    from ledger.state_ids import BEFORE, IDS

    until, number = BEFORE.get(code, (0, None))
    return number if year <= until else IDS.get(code, (None, None))[1]


def _state(code: str, name: str, former: bool) -> State:
    kind = "state" if code not in RESPONSIBLE else "territory"
    if code in SUBNATIONAL:
        kind = "subnational"
    end = (ENDED.get(code) or PLACES.get(code)) if former else None
    if end is None:
        return State(code, name, former, kind)
    until = date.fromisoformat(end.until) if end.until else None
    return State(code, name, former, kind, until, end.successors, end.continued_by, end.source)


def _entries() -> Iterator[tuple[bool, Mapping[str, str]]]:
    """Yield every entry of ISO 3166, the present ones first, and whether its code was withdrawn."""
    for former, part in ((False, "3166-1"), (True, "3166-3")):
        for country in sorted(_iso(part), key=itemgetter("alpha_3")):
            yield former, country


@cache
def _iso(standard: str) -> list[dict[str, str]]:
    """Return the entries of a part of ISO 3166 in the data that pycountry brings. The package
    itself is not imported: that takes longer than all that most commands do."""
    package = find_spec("pycountry")
    assert package is not None
    file = Path(package.origin or "").with_name("databases") / f"iso{standard}.json"
    found: list[dict[str, str]] = orjson.loads(file.read_bytes())[standard]
    return found


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """Return the codes that each folded name means; what a present state claims is its alone."""
    present: defaultdict[str, set[str]] = defaultdict(set)
    former: defaultdict[str, set[str]] = defaultdict(set)
    for one, names in _named().values():
        claims = former if one.former else present
        for name in names:
            claims[_fold(name)].add(one.code)
    for was_withdrawn, country in _entries():
        code = RENAMED.get(country["alpha_3"])
        if was_withdrawn and code:
            for part in _ISO_NAMES:
                if part in country:
                    former[_fold(country[part])].add(code)
    return {name: tuple(sorted(codes)) for name, codes in (former | present).items()}


def _fold(text: str) -> str:
    """Return a name as it is compared."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    return _ARTICLE.sub("", " ".join(plain.split()))
