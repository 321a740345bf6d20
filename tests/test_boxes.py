"""What is kept for every question, against the folds that answer one."""

import random
from collections.abc import Sequence

import histories
from hypothesis import given
from hypothesis import strategies as st
from registers import names_of

from ledger.events import Recorded
from projections.audit import Question, audit
from projections.bearing import Bearing
from projections.boxes import boxes, counting
from projections.dossier import dossier
from projections.effective import fold
from projections.membership import spans
from projections.roster import memberships
from projections.verdicts import verdicts

chances = st.randoms(use_true_random=True)
EGYPT = ("ilrs", "EGY")


def of(records: Sequence[Recorded], pair: tuple[str, str]) -> list[Recorded]:
    return Bearing(records).memberships(pair[0]).get(pair[1], [])


@given(chances)
def test_boxes_count_what_the_folds_count(chance: random.Random) -> None:
    records = histories.history(chance)
    bearing = Bearing(records)
    found = {
        (program, participant): boxes(of, (program, participant))
        for program in histories.PROGRAMS
        for participant, of in bearing.memberships(program).items()
    }
    for _ in range(20):
        known, policy = chance.randint(0, len(records) + 1), histories.policy(chance)
        wanted = memberships(fold(records[:known]), policy)
        counted = {pair: spans(counting(of, known, policy)) for pair, of in found.items()}
        assert {pair: of for pair, of in counted.items() if of} == wanted


@given(chances)
def test_verdicts_are_those_of_the_audit(chance: random.Random) -> None:
    records = histories.history(chance)
    names = names_of(fold(records[:2]))
    program, participant = chance.choice(histories.PROGRAMS), chance.choice(histories.PARTICIPANTS)
    mine = of(records, (program, participant))
    found = boxes(mine, (program, participant))
    read = dossier(mine, program, participant, names)
    for _ in range(8):
        known, policy = chance.randint(1, len(records)), histories.policy(chance)
        on = chance.choice(histories.DAYS)
        acts = verdicts(counting(found, known, policy))
        asked = audit(records, Question(program, participant, on, known, policy), names)
        assert [trace.position for trace in asked.traces] == sorted(read)
        for trace in asked.traces:
            readings = [one for one in read[trace.position] if one.known <= known]
            if not readings:
                assert trace.verdict.startswith("not yet known: recorded on")
                continue
            verdict = readings[-1].verdict or next(
                (words for day, words in reversed(acts.get(trace.position, ())) if day <= on),
                "not admitted by the source policy",
            )
            assert verdict == trace.verdict
            assert readings[-1].trace.steps == trace.steps
            assert readings[-1].trace.sources == trace.sources
            assert readings[-1].trace.disputed == trace.disputed
