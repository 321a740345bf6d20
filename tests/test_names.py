"""Who and what is meant by a name: exact look-up, ids before names, near names in refusals only."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from registers import event_of, names_of, register

from ledger import states
from ledger.dates import parse
from ledger.errors import Ambiguous, Unknown
from ledger.events import Milestone, Renaming
from ledger.names import Names, fold
from ledger.store import Ledger
from projections.effective import fold as effective

NAMES = names_of(
    effective(
        register("""
2024-01-01 | program ilrs name="International Lunar Research Station" aliases=ILRS,"Moon Base"
           | program artemis name="Artemis Accords" aliases="The Accords","Moon Base"
           | program accords name="Another Agreement" aliases=artemis
           | participant cnsa name="China National Space Administration" state=CHN aliases=CNSA
  same_as=wikidata:Q1065314,ror:034b53w38
           | participant uae-su name="University of Sharjah" kind=university state=ARE
           | participant egy name="The Egyptian Amateurs" kind=ngo state=EGY
           | participant georgia name=Georgia kind=university state=USA
           | participant societe name="Société de l’Espace" kind=company state=FRA
           | milestone october-accords name="The accords of October 2023" on=2023-10
           | milestone first-accords name="October-Accords" on=2020-10-13
""")
    )
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ilrs", "ilrs"),
        ("ILRS", "ilrs"),
        ("International Lunar Research Station", "ilrs"),
        ("  international   LUNAR research\tstation ", "ilrs"),
        ("the accords", "artemis"),
        ("artemis", "artemis"),  # an id, though also another's alias
        ("accords", "accords"),
    ],
)
def test_program(name: str, expected: str) -> None:
    assert NAMES.program(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cnsa", "cnsa"),
        ("CNSA", "cnsa"),
        ("china national space administration", "cnsa"),
        ("Société de l’Espace", "societe"),
        (unicodedata.normalize("NFD", "SOCIÉTÉ de l’Espace"), "societe"),
        ("wikidata:Q1065314", "cnsa"),
        ("ror:034B53W38", "cnsa"),
        ("Zaire", "COD"),
        ("ZAR", "COD"),
        ("Swaziland", "SWZ"),
        ("China", "CHN"),
        ("CHN", "CHN"),
        ("chn", "CHN"),
        ("CN", "CHN"),
        ("UAE", "ARE"),
        ("the United Arab Emirates", "ARE"),
        ("SUN", "SUN"),  # ISO 3166-3
        ("egy", "egy"),  # an id that was filed, letter by letter
        ("EGY", "EGY"),  # a code, letter by letter
        ("Egypt", "EGY"),
        ("georgia", "georgia"),
        ("GEO", "GEO"),
    ],
)
def test_participant(name: str, expected: str) -> None:
    assert NAMES.participant(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("october-accords", "october-accords"),  # an id, though also another's name
        ("the accords of october 2023", "october-accords"),
        ("first-accords", "first-accords"),
    ],
)
def test_milestone(name: str, expected: str) -> None:
    assert NAMES.milestone(name) == expected


@pytest.mark.parametrize(
    ("what", "name", "candidates"),
    [
        ("program", "Moon Base", "artemis, ilrs"),
        ("program", "ARTEMIS", "accords, artemis"),
        ("milestone", "October-Accords", "first-accords, october-accords"),
        ("participant", "Egy", "EGY, egy"),
        ("participant", "Georgia", "GEO, georgia"),
    ],
)
def test_ambiguous(what: str, name: str, candidates: str) -> None:
    with pytest.raises(Ambiguous) as refusal:
        getattr(NAMES, what)(name)
    assert str(refusal.value) == f"{what} {name!r} could be {candidates}: say which one"


@pytest.mark.parametrize(
    ("what", "name", "remedy"),
    [
        ("program", "ILSR", "did you mean ilrs?"),
        ("program", "Accord", "did you mean accords or artemis?"),
        ("program", "artemis acords", "did you mean artemis?"),
        ("program", "International Lunar", "did you mean ilrs?"),
        ("program", "Gateway", "add it first, by an event of type 'program'"),
        ("program", "cnsa", "add it first, by an event of type 'program'"),
        ("program", "internat", "did you mean ilrs?"),
        ("program", "The", "did you mean artemis?"),
        ("participant", "university", "did you mean uae-su?"),
        ("program", " ", "add it first, by an event of type 'program'"),
        ("milestone", "october-acords", "did you mean october-accords?"),
        ("milestone", "2024", "add it first, by an event of type 'milestone', or give a date"),
        ("participant", "Egipt", "did you mean Egypt?"),
        ("participant", "University of Sharja", "did you mean uae-su?"),
        ("participant", "csna", "did you mean cnsa or China or Canada or Bosnia and Herzegovina?"),
        (
            "participant",
            "Atlantis-on-the-Moon",
            "add it first, by an event of type 'participant', or use its ISO 3166 code, if any",
        ),
        ("state", "Egipt", "did you mean Egypt?"),
    ],
)
def test_unknown_lists_near_names(what: str, name: str, remedy: str) -> None:
    with pytest.raises(Unknown) as refusal:
        getattr(NAMES, what)(name)
    of = "participant" if what == "state" else what
    assert str(refusal.value) == f"no {of} is called {name!r}: {remedy}"


@pytest.mark.parametrize("name", ["CNSA", "cnsa", "University of Sharjah"])
def test_a_state_is_no_other_participant(name: str) -> None:
    with pytest.raises(Unknown, match="no participant is called"):
        NAMES.state(name)


@pytest.mark.parametrize("name", ["Egypt", "EGY", "egy", "EG"])
def test_a_state_by_every_name(name: str) -> None:
    assert NAMES.state(name) == "EGY"


def test_every_code_names_its_state_and_no_other() -> None:
    nobody = Names()
    for state in states.all_states():
        assert nobody.participant(state.code) == state.code


def test_likeness_is_not_sameness() -> None:
    """A fuzzy search takes "Republic of Korea" for North Korea."""
    assert NAMES.participant("Republic of Korea") == "KOR"
    with pytest.raises(Unknown):
        NAMES.participant("Republic of Corea")


def test_two_near_names_at_most() -> None:
    text = "\n".join(f"2024-01-01 | program moon-{n} name='Lunar {n}'" for n in range(5))
    names = names_of(effective(register(text)))
    for name in ("moon-x", "lunar"):
        with pytest.raises(Unknown) as refusal:
            names.program(name)
        assert len(refusal.value.near) == 2


def test_what_is_shown_of_a_long_name_is_short() -> None:
    with pytest.raises(Unknown) as refusal:
        NAMES.program("x" * 20_000)
    assert len(str(refusal.value)) < 200
    assert "xxx…'" in str(refusal.value)


@pytest.mark.parametrize(
    ("identity", "title", "kind"),
    [
        ("cnsa", "China National Space Administration", "agency"),
        ("egy", "The Egyptian Amateurs", "ngo"),
        ("EGY", "Egypt", "state"),
        ("SUN", "Soviet Union", "state"),
        ("ilrs", "International Lunar Research Station", "unknown"),
        ("nobody", "nobody", "unknown"),
    ],
)
def test_titles_and_kinds(identity: str, title: str, kind: str) -> None:
    assert (NAMES.title(identity), NAMES.kind(identity)) == (title, kind)


def test_a_name_is_known_once_it_was_learnt() -> None:
    names = Names()
    with pytest.raises(Unknown):
        names.milestone("Landing")
    [landing] = register("2024-01-01 | milestone landing name=Landing on=2030")
    assert isinstance(landing.event, Milestone)
    names.learn(landing.event)
    assert names.milestone("LANDING") == "landing"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Türkiye", unicodedata.normalize("NFD", "Türkiye")),
        ("STRASSE", "straße"),
        (" a  b ", "A B"),
        ("Moon\u00a0Base", "moon base"),
    ],
)
def test_names_that_are_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("é", "e"), ("a-b", "a b"), ("ILRS", "IL RS")])
def test_names_that_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_definition_that_reads_otherwise_is_known_by_what_it_is_called_now() -> None:
    names = Names()
    first = Milestone(id="one", name="First", on=parse("2020"))
    alike = Milestone(id="two", name="First", on=parse("2021"))
    for one in (first, alike):
        names.learn(one)
    names.learn_anew(first, Milestone(id="one", name="Second", on=parse("2020")))
    assert [names.milestone(one) for one in ("first", "second", "one")] == ["two", "one", "one"]
    names.learn_anew(first, None)
    with pytest.raises(Unknown):
        names.milestone("second")
    names.learn_anew(first, first)
    assert names.milestone("one") == "one"
    with pytest.raises(Ambiguous):
        names.milestone("first")


RENAMED = """
2020-01-01 | program gatt name="General Agreement" aliases=GATT
           | participant academy name="Old Academy" kind=university state=EGY
           | participant young name="Young Academy" kind=university state=EGY
2021-01-01 | renaming program=gatt name="World Trade" on=1995-01-01
           | renaming participant=academy name="New Academy" on=2001
           | renaming participant=academy name="Last Academy" on=2010-05-01
           | renaming participant=EGY name="Land of the Nile" on=2015-01-01
"""


def renamed(text: str = RENAMED) -> Names:
    events = [event_of(one) for one in register(text)]
    filed = [one for one in events if not isinstance(one, Renaming)]
    return Names(filed, [one for one in events if isinstance(one, Renaming)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("identity", "on", "name", "called"),
    [
        ("SWZ", "1968-09-06", "Swaziland", "Swaziland (now Eswatini)"),
        ("SWZ", "2018-04-19", "Eswatini", "Eswatini"),
        ("COD", "1996-01-01", "Zaire", "Zaire (now DR Congo)"),
        ("FRA", "1950-01-01", "France", "France"),
        ("gatt", "1994-12-31", "General Agreement", "General Agreement (now World Trade)"),
        ("gatt", "1995-01-01", "World Trade", "World Trade"),
        ("academy", "1999-01-01", "Old Academy", "Old Academy (now Last Academy)"),
        ("academy", "2001-12-30", "Old Academy", "Old Academy (now Last Academy)"),
        ("academy", "2001-12-31", "New Academy", "New Academy (now Last Academy)"),
        ("academy", "2010-05-01", "Last Academy", "Last Academy"),
        ("young", "1999-01-01", "Young Academy", "Young Academy"),
        (
            "EGY",
            "1967-10-10",
            "United Arab Republic",
            "United Arab Republic (now Land of the Nile)",
        ),
        ("EGY", "2014-12-31", "Egypt", "Egypt (now Land of the Nile)"),
        ("EGY", "2015-01-01", "Land of the Nile", "Land of the Nile"),
        ("nobody", "2015-01-01", "nobody", "nobody"),
    ],
)
def test_the_name_on_a_day_and_now(identity: str, on: str, name: str, called: str) -> None:
    day = date.fromisoformat(on)
    assert renamed().title(identity, day) == name
    assert renamed().called(identity, day) == called


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("old academy", "academy"),
        ("New Academy", "academy"),
        ("Last Academy", "academy"),
        ("Land of the Nile", "EGY"),
        ("Egypt", "EGY"),
    ],
)
def test_a_participant_is_found_by_every_name_that_it_had(name: str, identity: str) -> None:
    assert renamed().participant(name) == identity


def test_a_program_is_found_by_every_name_that_it_had() -> None:
    assert {renamed().program(one) for one in ("gatt", "General Agreement", "World Trade")} == {
        "gatt"
    }


def test_renamings_are_as_known_at_a_position(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "events.db") as ledger:
        with ledger.batch() as batch:
            batch.add_wire({"type": "program", "id": "gatt", "name": "GATT"}, by="desk")
            wire = {"type": "renaming", "program": "gatt", "name": "WTO"}
            batch.add_wire({**wire, "occurred_on": "1995-01-01"}, by="desk")
            assert batch.names.program("WTO") == "gatt"
            batch.add_wire({"type": "retraction", "event": "#2", "reason": "another"}, by="desk")
            with pytest.raises(Unknown):
                batch.names.program("WTO")
        titles = [ledger.names(known).title("gatt") for known in (1, 2, 3, None)]
        assert titles == ["GATT", "WTO", "GATT", "GATT"]
