"""All that is on file about one membership, as known at every position at once: the events that
bear on it, how each read from which position on, and what the audit said of it then.

The audit of one question is left to `audit`, and which acts count by a source policy to
`policy_grid`.
"""

from collections.abc import Sequence

import attrs

from ledger.dates import LAST_DAY
from ledger.events import Happening, Recorded
from ledger.names import Names
from projections.audit import Question, Trace, audit

_OF_RECORD = ("not yet known", "not read", "retracted", "corrected", "only an announcement")


@attrs.frozen
class Reading:
    """How an event was traced from a position on. Its verdict is kept where it hangs on the
    record alone; elsewhere it is None, and hangs on the day and the source policy too."""

    known: int
    trace: Trace
    verdict: str | None


def dossier(
    records: Sequence[Recorded], program: str, participant: str, names: Names
) -> dict[int, tuple[Reading, ...]]:
    """The readings of each event that bears on a membership, by its position, from all records
    that bear on it."""
    found: dict[int, list[Reading]] = {}
    happenings = (one.position for one in records if isinstance(one.event, Happening))
    first = next(happenings, 0)  # nothing has a reading before
    for known in (one.position for one in records if one.position >= first):
        question = Question(program, participant, LAST_DAY, known)
        for trace in audit(records, question, names).traces:
            of = found.setdefault(trace.position, [])
            if trace.position <= known and not (of and _same(of[-1].trace, trace)):
                of.append(Reading(known, trace, _of_record(trace.verdict)))
    return {position: tuple(readings) for position, readings in found.items()}


def _of_record(verdict: str) -> str | None:
    return verdict if verdict.startswith(_OF_RECORD) else None


def _same(before: Trace, after: Trace) -> bool:
    """Whether two traces say the same, but for the day and the policy."""
    verdicts = _of_record(before.verdict), _of_record(after.verdict)
    return verdicts[0] == verdicts[1] and attrs.evolve(before, verdict=after.verdict) == after
