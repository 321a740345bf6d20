"""Folds over the events that an answer needs say what folds over the whole ledger say, and these
events are few."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from extent import examples
from registers import register

from ledger import reader
from ledger.events import Source
from ledger.store import Ledger
from projections.audit import Question, audit
from projections.effective import fold
from projections.evidence import Policy
from projections.kept import relevant, tables
from projections.roster import memberships
from projections.ties import ties
from projections.timeline import timeline
from web.page.relevant import Bearing

SAMPLE = Path(__file__).parent.parent / "events.db.sample"
POLICIES = [
    Policy(),
    Policy(tiers=("official",)),
    Policy(published_by=date(2023, 10, 24)),
    Policy(min_sources=2),
    Policy(date(2024, 6, 30), ("official", "press"), 2),
]


@pytest.fixture(scope="module")
def sample() -> Iterator[Ledger]:
    with Ledger.open(SAMPLE) as ledger:
        yield ledger


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_rosters_in_the_sample(sample: Ledger, policy: Policy) -> None:
    for known in (sample.size, sample.size // 2):
        whole = memberships(fold(sample.events(until=known)), policy)
        for program in sample.names().programs:
            records = relevant.of_program(sample, program)
            found = memberships(fold(one for one in records if one.position <= known), policy)
            for pair in whole.keys() | found.keys():
                if pair[0] == program:
                    assert found.get(pair) == whole.get(pair)


def test_audits_in_the_sample(sample: Ledger) -> None:
    chance, names, everything = random.Random(1), sample.names(), list(sample.events())
    pairs = sorted(memberships(fold(everything)))
    for program, participant in chance.sample(pairs, examples(40)):
        day = date(2020, 1, 1) + timedelta(days=chance.randrange(2500))
        known = chance.choice([sample.size, chance.randrange(1, sample.size)])
        question = Question(program, participant, day, known, chance.choice(POLICIES))
        concerned = {participant, *names.bodies_of(participant)}
        records = relevant.of_program(sample, program, concerned)
        assert audit(records, question, names) == audit(everything, question, names)
        assert len(records) < len(everything) / 4


def test_timelines_and_ties_in_the_sample(sample: Ledger) -> None:
    names, whole = sample.names(), fold(sample.events())
    for participant in ("EGY", "CHN", "SAU", "apsco", "cnsa"):
        concerned = {participant, *names.bodies_of(participant)}
        found = fold(relevant.naming(sample, concerned))
        wanted = timeline(whole, names, participant=participant)
        assert timeline(found, names, participant=participant) == wanted
        assert ties(found, names, participant) == ties(whole, names, participant)


LIFE = """
    | program p force=required
    | program q
    | signing program=p participant=FRA on=2020-01-01
    | consent program=p participant=FRA on=2020-02-01 effective_on=2020-03-01
    | consent program=p participant=ITA on=2020-02-01
    | withdrawal program=p participant=FRA on=2020-05-01 falls_to=signatory
    | revocation event=#6 on=2020-06-01
    | correction event=#7 changes.occurred_on=2020-07-01
    | entry-into-force program=q on=2020-02-15
    | correction event=#9 changes.program=p
    | consent program=q participant=ITA on=2020-02-01
    | ending participant=ITA on=2020-09-01
    | ending participant=ESP on=2020-09-01
    | correction event=#13 changes.participant=FRA changes.occurred_on=2020-10-01
    | ending program=q on=2020-11-01
    | revocation event=#3 on=2020-08-01
    | retraction event=#16
    """


@pytest.mark.parametrize("known", range(2, 18))
def test_memberships_within_the_lives_of_programs_and_participants(
    tmp_path: Path, known: int
) -> None:
    with Ledger.create(tmp_path / "events.db", subscribers=[tables.keep]) as ledger:
        ledger.append([one.event for one in register(LIFE)], by="desk")
        everything = list(ledger.events(until=known))
        whole, bearing = memberships(fold(everything)), Bearing(everything)
        for program in "pq":
            definition = [one for one in everything if getattr(one.event, "id", None) == program]
            records = relevant.of_program(ledger, program)
            found = memberships(fold(one for one in records if one.position <= known))
            for participant in ("FRA", "ITA"):
                pair = program, participant
                assert found.get(pair) == whole.get(pair)
                own = relevant.of_program(ledger, program, [participant])
                assert memberships(fold(one for one in own if one.position <= known)).get(
                    pair
                ) == whole.get(pair)
                held = definition + bearing.memberships(program).get(participant, [])
                assert memberships(fold(held)).get(pair) == whole.get(pair)


@pytest.mark.parametrize(
    ("query", "values"),
    [(tables._OF_LIVES, {"program": "ilrs"}), (reader._RENAMINGS, [100])],
    ids=["lives", "renamings"],
)
def test_what_few_events_are_of_is_found_by_their_index(
    query: str, values: Any, sample: Ledger
) -> None:
    """All answers ask for it, so that none may look through every event."""
    plan = sample.sql.execute(f"EXPLAIN QUERY PLAN {query}", values)
    assert any("events_by_life" in row[3] for row in plan)


FILED = """
    | program p
    | program q
    | source first tier=official
    | source copy copy_of=first
    | source third
    """


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "events.db", subscribers=[tables.keep]) as made:
        yield made


def record(ledger: Ledger, text: str) -> Ledger:
    ledger.append([one.event for one in register(FILED + text)], by="desk")
    return ledger


@pytest.mark.parametrize(
    ("line", "sources"),
    [
        ("| signing program=p participant=FRA on=2020 cites=third", ["third"]),
        ("| signing program=p participant=FRA on=2020 cites=copy", ["first", "copy"]),
        ("| signing program=q participant=FRA on=2020 cites=third", []),
        ("| claim program=p on=2020 count=1 subject=FRA cites=third", ["third"]),
        (
            """
            | signing program=p participant=FRA on=2020
            | attestation event=#6 cites=copy
            """,
            ["first", "copy"],
        ),
    ],
)
def test_the_sources_are_those_that_are_cited_and_what_they_copy(
    ledger: Ledger, line: str, sources: list[str]
) -> None:
    found = relevant.of_program(record(ledger, line), "p")
    assert [one.event.id for one in found if isinstance(one.event, Source)] == sources


@pytest.mark.parametrize(
    ("changes", "sources"),
    [
        ({"citations": [{"source": "third"}]}, ["third"]),
        ({"citations": None}, []),
        ({"program": "q"}, []),
    ],
)
def test_what_a_correction_cites_counts_too(
    ledger: Ledger, changes: dict[str, object], sources: list[str]
) -> None:
    record(ledger, "| signing program=p participant=FRA on=2020 place=Paris")
    correct(ledger, "#6", {**changes, "place": "Lyon"})
    found = relevant.of_program(ledger, "p")
    assert [one.event.id for one in found if isinstance(one.event, Source)] == sources
    assert [one.position for one in found if one.position > 5] == [6, 7]


def test_so_does_a_source_that_is_corrected_to_be_a_copy(ledger: Ledger) -> None:
    record(ledger, "| signing program=p participant=FRA on=2020 cites=third")
    correct(ledger, "#5", {"copy_of": "first"})
    found = relevant.of_program(ledger, "p")
    assert [one.position for one in found] == [1, 3, 5, 6, 7]


def test_and_a_claim_whose_citation_was_corrected(ledger: Ledger) -> None:
    record(ledger, "| claim program=p on=2020 count=1 cites=third")
    correct(ledger, "#6", {"citation": {"source": "copy"}})
    assert [one.position for one in relevant.of_program(ledger, "p")] == [1, 3, 4, 5, 6, 7]


def test_an_event_concerns_the_program_that_it_ever_read_as(ledger: Ledger) -> None:
    record(ledger, "| signing program=p participant=FRA on=2020")
    correct(ledger, "#6", {"program": "q"})
    for program, definition in (("p", 1), ("q", 2)):
        found = [one.position for one in relevant.of_program(ledger, program)]
        assert found == [definition, 6, 7]
    assert [one.position for one in relevant.of_program(ledger, "unheard-of")] == []


def test_only_the_participants_that_are_asked_for(ledger: Ledger) -> None:
    record(
        ledger,
        """
        | signing program=p participant=FRA on=2020
        | signing program=p participant=ITA on=2020
        | announcement program=p participants=ITA on=2020
        """,
    )
    found = [one.position for one in relevant.of_program(ledger, "p", ["FRA"])]
    assert found == [1, 6, 8]


def test_an_event_names_a_participant_that_a_correction_put_there(ledger: Ledger) -> None:
    record(ledger, "| launch payload=Sat on=2020 launched_by=ITA launched_for=ESP")
    correct(ledger, "#6", {"launched_by": ["FRA"]})
    assert [one.position for one in relevant.naming(ledger, ["FRA"])] == [6, 7]
    assert [one.position for one in relevant.naming(ledger, ["DEU"])] == []


def test_the_documents_of_some_events_and_what_else_was_done_by_them(ledger: Ledger) -> None:
    record(
        ledger,
        """
        | document act title=Act
        | document deed title=Deed
        | signing program=p participant=FRA on=2020
        | signing program=q participant=FRA on=2020 document=act
        | signing program=q participant=ITA on=2020 document=deed
        """,
    )
    of_p = relevant.of_program(ledger, "p")
    assert relevant.with_papers(ledger, of_p) == of_p
    correct(ledger, "#8", {"document": "act"})
    found = relevant.with_papers(ledger, relevant.of_program(ledger, "p"))
    assert [one.position for one in found] == [1, 6, 8, 9, 11]


def correct(ledger: Ledger, event: str, changes: dict[str, object]) -> None:
    wire = {"type": "correction", "event": event, "changes": changes, "reason": "it was wrong"}
    with ledger.batch() as batch:
        batch.add_wire(wire, by="desk")
