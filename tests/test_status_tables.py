"""A status table as a depositary keeps one, drawn at random with every letter that an action has
there: rosters of any day are what a person counts in the table."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from extent import examples

from ledger import codec, states
from ledger.events import CONSENTS, SIGNATURES
from projections.kept.ledgers import create_ledger
from projections.view import View

SIGNED = {"": "signature", "d": "succession"}  # "s", definitive, is consent
ACTIONS = {
    "": "ratification",
    "A": "acceptance",
    "AA": "approval",
    "a": "accession",
    "c": "formal-confirmation",
    "d": "succession",
    "f": "continuation",
}
IN_FORCE, LAST = date(1994, 11, 16), date(2015, 3, 14)
WAITING = timedelta(days=30)
Wire = dict[str, Any]


@attrs.frozen
class Row:
    """A participant, with its cells: a day and a letter, or nothing."""

    participant: str
    signature: tuple[date, str] | None
    provisional: date | None
    consent: tuple[date, str] | None


ORGANISATIONS = [f"org-{letter}" for letter in "abcde"]


def drawn(chance: random.Random) -> list[Row]:
    """A table of 120 rows, of which few are alike."""
    codes = [one.code for one in states.all_states() if not one.former]
    return [_row(chance, one) for one in [*chance.sample(codes, 115), *ORGANISATIONS]]


def _row(chance: random.Random, participant: str) -> Row:
    opened = date(1982, 12, 10)
    signed = opened + timedelta(chance.choice([0, 0, chance.randrange(2000)]))
    consented = signed + timedelta(chance.randrange(0, 9000))
    how = chance.random()
    return Row(
        participant,
        (signed, chance.choice(["", "", "", "d", "s"])) if how < 0.8 else None,
        consented - timedelta(chance.randrange(400)) if how < 0.2 else None,
        (consented, chance.choice(list(ACTIONS))) if how > 0.1 else None,
    )


def definitions(forced: bool) -> Iterator[Wire]:
    """The treaty, and those that take part in it without being states."""
    force = {"force": "required"} if forced else {}
    yield {"type": "program", "id": "t", "name": "T", "members": ["party"], **force}
    for one in ORGANISATIONS:
        yield {"type": "participant", "id": one, "name": one.title(), "kind": "intergovernmental"}
    if forced:
        yield {"type": "entry-into-force", "program": "t", "occurred_on": IN_FORCE.isoformat()}


def acts(row: Row, forced: bool) -> Iterator[Wire]:
    """A row in wire form; in a treaty that has to be in force, consent counts thirty days later."""
    of: Wire = {"program": "t", "participant": row.participant}
    if row.signature and row.signature[1] != "s":
        day, letter = row.signature
        yield {**of, "type": "signing", "action": SIGNED[letter], "occurred_on": day.isoformat()}
    if row.provisional:
        day = row.provisional
        yield {**of, "type": "provisional-application", "occurred_on": day.isoformat()}
    for cell in (row.signature, row.consent):
        if cell and (cell is row.consent or cell[1] == "s"):
            action = ACTIONS[cell[1]] if cell is row.consent else "definitive-signature"
            wire = {**of, "type": "consent", "action": action, "occurred_on": cell[0].isoformat()}
            yield wire | ({"effective_on": (cell[0] + WAITING).isoformat()} if forced else {})


def counted(rows: list[Row], on: date, forced: bool) -> dict[str, set[str]]:
    """Who has signed, is bound or a party at the end of a day, by the cells alone."""
    found: dict[str, set[str]] = {"signatory": set(), "bound": set(), "party": set()}
    for row in rows:
        signed, bound, party = False, False, False
        for cell in (row.signature, row.consent):
            if cell is None or cell[0] > on:
                continue
            if cell is row.signature and cell[1] != "s":
                signed = True
            else:
                bound = True
                if not forced or (on >= cell[0] + WAITING and on >= IN_FORCE):
                    party = True
        if party:
            found["party"].add(row.participant)
        elif bound:
            found["bound"].add(row.participant)
        elif signed:
            found["signatory"].add(row.participant)
    return found


def days_of(rows: list[Row], chance: random.Random) -> list[date]:
    """Thirty days: before all, the last, and some around those that the table has."""
    cells = [cell[0] for row in rows for cell in (row.signature, row.consent) if cell]
    around = [
        chance.choice(cells) + timedelta(chance.choice([-1, 0, 1, 29, 30])) for _ in range(26)
    ]
    return [min(cells) - timedelta(1), LAST, IN_FORCE - timedelta(1), IN_FORCE, *around]


def test_the_letters_are_those_of_every_action() -> None:
    assert {*ACTIONS.values(), "definitive-signature"} == set(CONSENTS)
    assert set(SIGNED.values()) == set(SIGNATURES)


@pytest.mark.parametrize("forced", [False, True], ids=["at once", "thirty days after the deposit"])
@pytest.mark.parametrize("seed", range(examples(3)))
def test_rosters_are_what_is_counted_in_the_table(tmp_path: Path, forced: bool, seed: int) -> None:
    chance = random.Random(seed)
    rows = drawn(chance)
    done = [wire for row in rows for wire in acts(row, forced)]
    chance.shuffle(done)  # as a desk comes by them
    with create_ledger(tmp_path / "events.db") as ledger:
        ledger.append(map(codec.decode, [*definitions(forced), *done]), by="desk")
        view = View(ledger)
        program = view.program("t")
        for on in days_of(rows, chance):
            wanted = counted(rows, on, forced)
            rosters = {one: view.roster(program, on, status=one) for one in wanted}
            found = {one: {e.participant for e in of.entries} for one, of in rosters.items()}
            assert (on, found) == (on, wanted)
            members = view.roster(program, on).members
            assert {one.participant for one in members} == wanted["party"]
