"""Random registers in which everything that can bear on a membership happens: acts on dates that
overlap, revocations of them, entries into force, endings and marks, sources of every tier, dated or
not, copies of one another, attestations for and against, claims, corrections of any of these, and
retractions of anything, retractions too."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from registers import register

from ledger import codec
from ledger.errors import MalformedEvent
from ledger.events import TIERS, Recorded, Source, type_of
from ledger.rules import REVOCABLE
from projections.effective import fold
from projections.evidence import Policy

PROGRAMS, PARTICIPANTS = ("ilrs", "accords"), ("EGY", "NOR", "cnsa")
SOURCES = ("tass", "xinhua", "nasa", "wikipedia")
DATES = ("2023-01-05", "2023-01-06", "2023-01", "2023-01-04/2023-01-06", "2023-01-06~", "2023-02")
OPEN = ("2023-01-05/..", "../2023-01-06")
DAYS = [date(2022, 12, 31), *(date(2023, 1, day) for day in range(3, 10)), date(2023, 2, 28)]


def history(chance: random.Random, length: int = 14) -> list[Recorded]:
    """A register of two programs and so many further events."""
    records = register("\n".join(_opening(chance)))
    while len(records) < length + len(PROGRAMS):
        with suppress(AssertionError, MalformedEvent):  # it stands already, or does not read
            longer = register(_line(chance, records), records)
            fold(longer)
            records = longer
    return records


def policy(chance: random.Random) -> Policy:
    return Policy(
        published_by=chance.choice([None, *DAYS]),
        tiers=tuple(chance.sample(TIERS, chance.randrange(len(TIERS) + 1))),
        min_sources=chance.choice([None, None, 1, 2, 3]),
        disputed=chance.choice([None, None, "widen"]),
    )


def _opening(chance: random.Random) -> Iterator[str]:
    force = chance.choice(
        ["", "force=required members=bound,party", "force=required members=party"]
    )
    yield f"2023-01-01 | program {PROGRAMS[0]} {force}"
    tiers = chance.choice(["", "tiers=partner,signatory,party members=signatory,party"])
    yield f"2023-01-01 | program {PROGRAMS[1]} opened_on=2023-01-05 {tiers}"


def _line(chance: random.Random, records: list[Recorded]) -> str:
    kind = chance.choice("aaaaaallvvssstccrw")
    number = chance.randint(1, len(records))
    date_ = chance.choice(DATES * 3 + OPEN)
    pair = f"program={chance.choice(PROGRAMS)} participant={chance.choice(PARTICIPANTS)}"
    source = chance.choice(SOURCES)
    says = f"says={date_}" if chance.random() < 0.3 else ""
    mark = chance.randrange(10**6)  # so that no event stands twice
    match kind:
        case "a":
            act = chance.choice(["signing", "signing", "endorsement", "consent", "withdrawal"])
            cites = f"cites={source},{chance.choice(SOURCES)}" if chance.random() < 0.8 else ""
            later = f"effective_on={chance.choice(DATES)}" if chance.random() < 0.3 else ""
            falls = chance.random() < 0.5 and act == "withdrawal"
            falls_to = f"falls_to={chance.choice(('supporter', 'signatory'))}" if falls else ""
            after = chance.random() < 0.3 and act in ("signing", "consent")
            predecessor = f"predecessor={chance.choice(PARTICIPANTS)}" if after else ""
            if chance.random() < 0.1:
                act = f"admission tier={chance.choice(('partner', 'party'))}"
            event = f"{act} {pair} on={date_} note={mark} {cites} {later} {falls_to} {predecessor}"
        case "l":
            event = chance.choice(
                [
                    f"entry-into-force program={PROGRAMS[0]} on={date_} note={mark}",
                    f"ending program={chance.choice(PROGRAMS)} on={date_} note={mark}",
                    f"ending participant={chance.choice(PARTICIPANTS)} on={date_} note={mark}",
                    f"suspension {pair} on={date_} until={chance.choice(DATES)} note={mark}",
                    f"provisional-application {pair} on={date_} note={mark}",
                ]
            )
        case "v":
            acts = [one.position for one in records if isinstance(one.event, REVOCABLE)]
            of = chance.choice(acts or [1])
            event = f"revocation event=#{of} on={date_} note={mark} cites={source}"
        case "s":
            filed = {one.event.id for one in records if isinstance(one.event, Source)}
            source = chance.choice([one for one in SOURCES if one not in filed] or [f"s{mark}"])
            dated = f"published_on={date_}" if chance.random() < 0.7 else ""
            copy = f"copy_of={chance.choice(SOURCES)}" if chance.random() < 0.3 else ""
            event = f"source {source} tier={chance.choice(TIERS)} {dated} {copy}"
        case "t":
            stance = chance.choice(["supports", "supports", "disputes"])
            event = f"attestation event=#{number} stance={stance} note={mark} cites={source} {says}"
        case "c":
            event = (
                f"correction event=#{number} reason={mark} {_change(chance, records[number - 1])}"
            )
        case "r":
            event = f"retraction event=#{number} reason={mark}"
        case _:
            who = chance.choice(PARTICIPANTS)
            program = chance.choice(PROGRAMS)
            event = chance.choice(
                [
                    f"claim program={program} on={date_} count=1 subject={who} cites={source}",
                    f"announcement program={program} participants={who} on={date_} note={mark}",
                    f"launch program={program} payload={mark} launched_by={who} on={date_}",
                ]
            )
    return f" | {event}"


def _change(chance: random.Random, target: Recorded) -> str:
    """A change of one of an event's fields."""
    values = {
        "occurred_on": DATES,
        "participant": PARTICIPANTS,
        "program": PROGRAMS,
        "published_on": DATES,
        "opened_on": (*DATES, ""),
        "tier": TIERS,
        "copy_of": (*SOURCES, ""),
        "note": DATES,
    }
    known = codec.field_names(type_of(target.event))
    field = chance.choice([one for one in values if one in known] or ["reason"])
    return f"changes.{field}={chance.choice(values.get(field, DATES))}"
