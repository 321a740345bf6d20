"""The periods for which a participant had one status, read off its membership spans.

A span says which statuses are possible on its days; a period says of one status from when to when
it was possible, and from when to when it was certain. Serbia's signature of between 7 and 9 May
2024 is one period, which begins on one of these days.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from projections.membership import Span


@attrs.frozen
class Period:
    """The days on which a participant may have had a ``status``.

    It began between ``first`` and ``certain_from`` (both inclusive), and ended between
    ``certain_until`` and ``until`` (the first day on which it was over). Without a day on which it
    is certain, ``certain_from`` and ``certain_until`` are None; without an end, ``until`` is, and
    ``certain_until`` too. ``since`` is the date of the act that gave it, in EDTF; ``because`` has
    the positions of the acts that may be in force.
    """

    status: str
    since: str
    first: date
    certain_from: date | None
    certain_until: date | None
    until: date | None
    because: tuple[int, ...]


def periods(spans: Iterable[Span], ladder: Sequence[str]) -> Iterator[Period]:
    """Yield the periods of one participant, each status in turn, the lowest of the ``ladder``
    first; ``spans`` are in the order of time."""
    in_order = list(spans)
    for status in ladder:
        for run in _runs(in_order, status):
            sure = [span for span in run if span.statuses == {status}]
            yield Period(
                status=status,
                since=dict(run[-1].since)[status],
                first=run[0].start,
                certain_from=sure[0].start if sure else None,
                certain_until=sure[-1].end if sure else None,
                until=run[-1].end,
                because=tuple(sorted({one for span in run for one in span.because})),
            )


def _runs(spans: Sequence[Span], status: str) -> Iterator[list[Span]]:
    """Yield the spans in which a status is possible, those together that follow each other without
    a day between."""
    run: list[Span] = []
    for span in spans:
        if run and (status not in span.statuses or span.start != run[-1].end):
            yield run
            run = []
        if status in span.statuses:
            run.append(span)
    if run:
        yield run
