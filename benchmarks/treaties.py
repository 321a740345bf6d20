"""A ledger of treaties, as JSONL that `depositary import` takes: each with its depositary's list,
signatures and ratifications, so many acts in all. The same lines for the same numbers.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ledger import codec, states

FIRST, PROGRAMS, STATES = date(1945, 5, 1), 320, 230


def wires(acts: int, programs: int = PROGRAMS, whom: int = STATES) -> Iterator[dict[str, Any]]:
    """Yield the events in wire form: each treaty, its source, and its acts, two a state."""
    chance = random.Random(1)
    codes = sorted(one.code for one in states.all_states() if not one.former)[:whom]
    for number in range(programs):
        opened = FIRST + timedelta(days=number * 91)
        yield {
            "type": "program",
            "id": f"treaty-{number}",
            "name": f"Convention No. {number} on the Carriage of Things",
            "opened_on": opened.isoformat(),
            "members": ["party"],
            "coverage": "complete",
        }
        yield {
            "type": "source",
            "id": f"list-{number}",
            "publisher": "Depositary of Treaties",
            "title": f"Status of Convention No. {number}",
            "url": f"https://example.org/treaties/{number}",
            "published_on": "2026-01-01",
            "tier": "official",
        }
        for one in chance.sample(codes, min(acts // programs // 2, whom)):
            signed = opened + timedelta(days=chance.randrange(600))
            ratified = signed + timedelta(days=chance.randrange(30, 3000))
            yield _act("signing", number, one, signed, {"instrument": "treaty"})
            yield _act("consent", number, one, ratified, {"action": "ratification"})


def _act(
    event: str, number: int, participant: str, day: date, more: dict[str, str]
) -> dict[str, Any]:
    cited = {"source": f"list-{number}", "says": day.isoformat(), "quote": f"{participant}, {day}"}
    return {
        "type": event,
        "program": f"treaty-{number}",
        "participant": participant,
        "occurred_on": day.isoformat(),
        "citations": [cited],
        **more,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("acts", type=int)
    for wire in wires(parser.parse_args().acts):
        sys.stdout.write(codec.canonical(wire) + "\n")


if __name__ == "__main__":
    main()
