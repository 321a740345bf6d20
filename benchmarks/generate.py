"""Realistic ledgers of any size, as JSONL that `depositary import` takes: the same lines for the
same size, so that runs can be compared.

Of every hundred events about 70 are signings, 15 launches, 5 withdrawals, 5 corrections and
retractions, and the rest consents, announcements, attestations and claims; their bodies have 400
to 600 bytes. There are 200 participants, and a program for every 500 events, 2,000 at most.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ledger import codec
from ledger import states as participants

FIRST, DAYS = date(1960, 1, 1), 24_000
SHORTEST, LONGEST = 400, 600  # bytes of the body of an event that is no definition
REMEMBERED = 5_000  # signings at a time that corrections and the like may be about
INSTRUMENTS = ("agreement", "memorandum-of-understanding", "joint-statement", "accords")
TEXT = (
    "the parties agree to exchange data samples and crews on the surface in orbit and beyond "
    "for peaceful purposes under the rules of the outer space treaty and of this document "
)
WORDS = TEXT.split()


def states() -> list[str]:
    """The codes of the participants."""
    return sorted(state.code for state in participants.all_states() if not state.former)[:200]


def programs(size: int) -> list[str]:
    """The ids of the programs that a ledger of a size has."""
    return [f"program-{number}" for number in range(min(2000, max(4, size // 500)))]


def wires(size: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many events in wire form, definitions first."""
    chance = random.Random(seed)
    named = programs(size)
    sources = [f"source-{number}" for number in range(max(10, size // 200))]
    for program in named:
        yield {"type": "program", "id": program, "name": program.replace("-", " ").title()}
    for number, source in enumerate(sources):
        yield _source(source, number)
    draw = _Draw(chance, named, sources)
    yield from (draw.event(number) for number in range(size - len(named) - len(sources)))


def _source(source: str, number: int) -> dict[str, Any]:
    published = FIRST + timedelta(days=number)
    wire = {"type": "source", "id": source, "publisher": "Gazette", "title": f"Report {number}"}
    return {**wire, "tier": "press", "published_on": published.isoformat()}


class _Draw:
    """Events, drawn by chance; it remembers some signings that later ones may be about."""

    def __init__(self, chance: random.Random, programs: list[str], sources: list[str]) -> None:
        self._chance, self._programs, self._sources = chance, programs, sources
        self._states = states()
        self._signings: list[dict[str, Any]] = []

    def event(self, number: int) -> dict[str, Any]:
        """One event; which type, and what it says, is drawn."""
        wire, text = self._drawn(number)
        room = self._chance.randrange(SHORTEST + 10, LONGEST - 10) - len(codec.canonical(wire))
        filled = {**wire, text: self._words(f"no. {number}:", room - len(text) - 6)}
        if wire["type"] == "signing":
            self._remember(filled)
        return filled

    def _drawn(self, number: int) -> tuple[dict[str, Any], str]:
        """An event but for its longest text, and the field of that."""
        chance = self._chance
        drawn = chance.random()
        cited = {"source": chance.choice(self._sources), "quote": self._words("", 70)}
        common = {"occurred_on": _date(chance), "citations": [cited]}
        pair = {
            "program": chance.choice(self._programs),
            "participant": chance.choice(self._states),
        }
        if drawn < 0.70 or not self._signings:
            act = {"type": "signing", "instrument": chance.choice(INSTRUMENTS)}
            return {**act, **pair, **common}, "note"
        if drawn < 0.85:
            by, for_ = chance.sample(self._states, 2)
            payload = {
                "payload": f"Satellite {number}",
                "launched_by": [by],
                "launched_for": [for_],
            }
            return {"type": "launch", **payload, **common}, "note"
        if drawn < 0.90:
            return {"type": "withdrawal", **pair, **common}, "note"
        if drawn < 0.95:
            return self._amendment(number, drawn < 0.93), "reason"
        if drawn < 0.97:
            return {"type": "consent", "action": "ratification", **pair, **common}, "note"
        if drawn < 0.98:
            stance = {"type": "attestation", "stance": "supports", "citation": cited}
            return {**stance, "event": self._id(chance.choice(self._signings))}, "note"
        if drawn < 0.99:
            named = {"program": pair["program"], "participants": [pair["participant"]]}
            return {"type": "announcement", **named, **common}, "summary"
        counted = {"program": pair["program"], "count": chance.randrange(200)}
        return {"type": "claim", "on": _date(chance), "citation": cited, **counted}, "note"

    def _amendment(self, number: int, corrects: bool) -> dict[str, Any]:
        """A correction, or a retraction of what is then no longer spoken of."""
        index = self._chance.randrange(len(self._signings))
        about = {"event": self._id(self._signings[index])}
        if corrects:
            changes = {"occurred_on": _date(self._chance), "place": f"Hall {number}"}
            return {"type": "correction", "changes": changes, **about}
        del self._signings[index]
        return {"type": "retraction", **about}

    def _remember(self, signing: dict[str, Any]) -> None:
        """Keep a signing; when there are enough, in the place of one of them: what is amended was
        mostly recorded not long ago."""
        if len(self._signings) < REMEMBERED:
            self._signings.append(signing)
        else:
            self._signings[self._chance.randrange(REMEMBERED)] = signing

    def _id(self, wire: dict[str, Any]) -> str:
        return codec.event_id(codec.body(codec.decode(wire)))

    def _words(self, start: str, length: int) -> str:
        """A text of about so many characters."""
        found = f"{start} {' '.join(self._chance.choices(WORDS, k=length // 3 + 1))}".strip()
        return found[: max(length, 10)].strip()


def _date(chance: random.Random) -> str:
    """A day, or one time in ten something less exact."""
    day = FIRST + timedelta(days=chance.randrange(DAYS))
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
