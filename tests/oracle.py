"""A naive register of lists and loops, to compare the real one with.

It keeps events as the dicts that were given to it, and answers each question from scratch by
trying every possible world: every choice of one day for each act within its bounds.
"""

import itertools
from datetime import date, timedelta
from typing import Any

RANKS = ["none", "supporter", "signatory", "party"]
GIVES = {"endorsement": "supporter", "signing": "signatory", "consent": "party"}


class Oracle:
    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []  # with "bounds" (two days) beside "occurred_on"

    def add(self, event: dict[str, Any]) -> int:
        """Record an event; returns its position."""
        self.events.append(event)
        return len(self.events)

    def stands(self, position: int, known: int) -> bool:
        """No later event up to ``known`` that stands retracts it."""
        return not any(
            event["type"] == "retraction"
            and event["event"] == position
            and self.stands(later, known)
            for later, event in enumerate(self.events[:known], 1)
        )

    def reads(self, position: int, known: int) -> dict[str, Any]:
        """The event with its standing corrections."""
        found = dict(self.events[position - 1])
        for later, event in enumerate(self.events[:known], 1):
            if (
                event["type"] == "correction"
                and event["event"] == position
                and self.stands(later, known)
            ):
                found |= event["changes"]
        return found

    def acts(self, program: str, participant: str, known: int) -> list[tuple[int, dict[str, Any]]]:
        acts = []
        for position in range(1, known + 1):
            if self.stands(position, known):
                event = self.reads(position, known)
                if event.get("unread"):
                    continue
                if event["type"] in (*GIVES, "withdrawal") and (
                    event["program"],
                    event["participant"],
                ) == (program, participant):
                    acts.append((position, event))
        return acts

    def statuses(self, program: str, participant: str, on: date, known: int) -> set[str]:
        """Every status that some possible world gives at the end of a day."""
        acts = self.acts(program, participant, known)
        found = set()
        for days in itertools.product(*(days_of(event["bounds"]) for _, event in acts)):
            world = sorted(
                ((day, position, event) for day, (position, event) in zip(days, acts, strict=True)),
                key=lambda act: act[:2],
            )
            status = "none"
            for day, _, event in world:
                if day > on:
                    break
                if event["type"] == "withdrawal":
                    status = "none"
                else:
                    status = max(status, GIVES[event["type"]], key=RANKS.index)
            found.add(status)
        return found


def days_of(bounds: tuple[date, date]) -> list[date]:
    first, last = bounds
    return [first + timedelta(days=more) for more in range((last - first).days + 1)]
