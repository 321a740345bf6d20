"""Realistic ledgers of any size, as JSONL that `depositary import` takes: the same lines for the
same size, so that runs can be compared.

Of every hundred events about 70 are signings, 15 launches, 5 withdrawals, 5 corrections and
retractions, and the rest consents, announcements, attestations and claims; bodies have 400 to 600
bytes. There are about 200 participants, and a program for every 500 events, 2,000 at most.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ledger import codec, participants

FIRST = date(1960, 1, 1)
INSTRUMENTS = ("agreement", "memorandum-of-understanding", "joint-statement", "accords")
TEXT = (
    "the parties agree to exchange data samples and crews on the surface in orbit and beyond "
    "for peaceful purposes under the rules of the outer space treaty and of this document "
)
WORDS = TEXT.split()


def wires(size: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many events in wire form, definitions first."""
    chance = random.Random(seed)
    states = sorted(state.code for state in participants.all_states() if not state.former)[:200]
    programs = [f"program-{number}" for number in range(min(2000, max(4, size // 500)))]
    sources = [f"source-{number}" for number in range(max(10, size // 200))]
    for program in programs:
        yield {"type": "program", "id": program, "name": program.replace("-", " ").title()}
    for number, source in enumerate(sources):
        yield _source(source, number)
    ids: list[str] = []
    for number in range(size - len(programs) - len(sources)):
        wire = _event(chance, number, programs, states, sources, ids)
        yield wire
        if wire["type"] == "signing" and len(ids) < 5000:
            ids.append(codec.event_id(codec.body(codec.decode(wire))))


def _source(source: str, number: int) -> dict[str, Any]:
    published = FIRST + timedelta(days=number)
    wire = {"type": "source", "id": source, "publisher": "Gazette", "title": f"Report {number}"}
    return {**wire, "tier": "press", "published_on": published.isoformat()}


def _event(
    chance: random.Random,
    number: int,
    programs: list[str],
    states: list[str],
    sources: list[str],
    ids: list[str],
) -> dict[str, Any]:
    """One event; which type, and what it says, is drawn."""
    drawn = chance.random()
    note = f"no. {number}: {' '.join(chance.choices(WORDS, k=30))}"
    cites = [{"source": chance.choice(sources), "quote": " ".join(chance.choices(WORDS, k=12))}]
    common = {"occurred_on": _date(chance), "note": note, "citations": cites}
    pair = {"program": chance.choice(programs), "participant": chance.choice(states)}
    if drawn < 0.70 or not ids:
        return {"type": "signing", "instrument": chance.choice(INSTRUMENTS), **pair, **common}
    if drawn < 0.85:
        by, for_ = chance.sample(states, 2)
        payload = {"payload": f"Satellite {number}", "launched_by": [by], "launched_for": [for_]}
        return {"type": "launch", **payload, **common}
    if drawn < 0.90:
        return {"type": "withdrawal", **pair, **common}
    about = {"event": chance.choice(ids)}
    if drawn < 0.93:
        changes = {"occurred_on": _date(chance), "place": f"Hall {number}"}
        return {"type": "correction", "changes": changes, "reason": note, **about}
    if drawn < 0.95:
        return {"type": "retraction", "reason": note, **about}
    if drawn < 0.97:
        return {"type": "consent", "action": "ratification", **pair, **common}
    if drawn < 0.98:
        return {
            "type": "attestation",
            "stance": "supports",
            "citation": cites[0],
            "note": note,
            **about,
        }
    if drawn < 0.99:
        named = {"program": pair["program"], "participants": [pair["participant"]]}
        return {"type": "announcement", "summary": note, **named, **common}
    claim = {"program": pair["program"], "on": _date(chance), "count": chance.randrange(200)}
    return {"type": "claim", "citation": cites[0], "note": note, **claim}


def _date(chance: random.Random) -> str:
    """A day, or one time in ten something less exact."""
    day = FIRST + timedelta(days=chance.randrange(24_000))
    if chance.random() < 0.9:
        return day.isoformat()
    return chance.choice([f"{day:%Y-%m}", f"{day:%Y-%m-%d}?", f"{day:%Y-%m-%d}/{day:%Y}-12-31"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    for wire in wires(parser.parse_args().size):
        sys.stdout.write(codec.canonical(wire) + "\n")


if __name__ == "__main__":
    main()
