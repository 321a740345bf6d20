"""The events as values: what each needs, what it has when nothing is said, what it refuses."""

from typing import Any, get_args

import attrs
import pytest

from ledger import events
from ledger.dates import parse
from ledger.errors import MalformedEvent
from ledger.events import (
    Admission,
    Announcement,
    Attestation,
    Citation,
    Claim,
    Consent,
    Correction,
    Document,
    Ending,
    Endorsement,
    EntryIntoForce,
    Event,
    Launch,
    Milestone,
    Participant,
    Program,
    ProvisionalApplication,
    Recorded,
    Renaming,
    Retraction,
    Revocation,
    Signing,
    Source,
    Suspension,
    Withdrawal,
    type_of,
)

# Frozen: a ledger that was written yesterday has these words in it.
WIRE_NAMES = {
    "signing": Signing,
    "endorsement": Endorsement,
    "consent": Consent,
    "withdrawal": Withdrawal,
    "announcement": Announcement,
    "launch": Launch,
    "program": Program,
    "participant": Participant,
    "source": Source,
    "milestone": Milestone,
    "document": Document,
    "admission": Admission,
    "revocation": Revocation,
    "suspension": Suspension,
    "provisional-application": ProvisionalApplication,
    "entry-into-force": EntryIntoForce,
    "ending": Ending,
    "renaming": Renaming,
    "attestation": Attestation,
    "correction": Correction,
    "retraction": Retraction,
    "claim": Claim,
}
VOCABULARIES = {
    "INSTRUMENTS": "treaty agreement accords cooperation-agreement memorandum-of-understanding "
    "joint-statement declaration letter-of-intent contract unspecified",
    "SIGNATURES": "signature succession",
    "CONSENTS": "ratification acceptance approval accession formal-confirmation succession "
    "continuation definitive-signature",
    "WITHDRAWALS": "withdrawal denunciation expulsion withdrawal-of-consent "
    "withdrawal-of-signature",
    "STATUSES": "supporter signatory bound party",
    "COVERAGES": "complete partial",
    "KINDS": "state territory subnational agency intergovernmental company university ngo",
    "TIERS": "official press reference aggregator",
    "STANCES": "supports disputes",
}

BLOOMBERG = Citation(source="bloomberg-2023-12-07")
ACT: dict[str, Any] = {"program": "ilrs", "participant": "EGY", "occurred_on": "2023-12-06"}
CLAIM: dict[str, Any] = {"program": "ilrs", "on": "2023-12", "citation": BLOOMBERG}


def test_the_wire_names_are_these_for_ever() -> None:
    assert {name: cls for cls, name in events.WIRE_NAMES.items()} == WIRE_NAMES


def test_every_event_has_a_wire_name() -> None:
    assert set(get_args(Event)) == set(WIRE_NAMES.values())


@pytest.mark.parametrize(("name", "words"), VOCABULARIES.items())
def test_the_vocabularies_are_these(name: str, words: str) -> None:
    assert getattr(events, name) == tuple(words.split())


def test_an_event_is_asked_for_its_type() -> None:
    assert type_of(Signing(**ACT)) == "signing"
    assert type_of(Retraction(event="#3", reason="it never happened")) == "retraction"


# An event built with as little as it needs, and what the rest of it then is.
LEAST: list[tuple[Any, dict[str, Any]]] = [
    (
        Signing(**ACT),
        {
            "occurred_on": parse("2023-12-06"),
            "effective_on": None,
            "place": None,
            "note": None,
            "citations": (),
            "program": "ilrs",
            "participant": "EGY",
            "instrument": "unspecified",
            "by": None,
            "with_": (),
        },
    ),
    (Endorsement(**ACT), {"program": "ilrs", "participant": "EGY"}),
    (Consent(**ACT, action="accession"), {"action": "accession"}),
    (Withdrawal(**ACT), {"action": "withdrawal"}),
    (
        Announcement(occurred_on="2024", summary="Malaysia negotiates"),
        {"program": None, "participants": ()},
    ),
    (
        Launch(occurred_on="2023-12-04", payload="MisrSat-2"),
        {"vehicle": None, "site": None, "launched_by": (), "launched_for": (), "program": None},
    ),
    (
        Program(id="ilrs", name="International Lunar Research Station"),
        {
            "aliases": (),
            "opened_on": None,
            "members": ("signatory", "bound", "party"),
            "note": None,
        },
    ),
    (
        Participant(id="apsco", name="APSCO", kind="intergovernmental"),
        {"state": None, "aliases": (), "note": None},
    ),
    (
        Source(id="tass", publisher="TASS", title="Memorandum signed", tier="press"),
        {
            "url": None,
            "published_on": None,
            "language": None,
            "sha256": None,
            "copy_of": None,
            "note": None,
        },
    ),
    (Milestone(id="october-accords", name="October accords", on=parse("2023-10")), {"note": None}),
    (Attestation(event="#3", stance="supports", citation=BLOOMBERG), {"note": None}),
    (Correction(event="#3", changes={"place": None}, reason="unknown"), {"citations": ()}),
    (Retraction(event="#3", reason="it never happened"), {"citations": ()}),
    (
        Claim(**CLAIM, count=17),
        {
            "at_least": False,
            "members": (),
            "partial": False,
            "subject": (),
            "kinds": (),
            "statuses": (),
            "excluding": (),
            "since": None,
            "note": None,
        },
    ),
    (
        Document(id="act", title="Final act"),
        {"form": "unspecified", "done_on": None, "parties": ()},
    ),
    (Admission(**ACT, tier="member"), {"tier": "member", "effective_on": None, "document": None}),
    (Revocation(event="#3", occurred_on="2017"), {"event": "#3", "citations": ()}),
    (Suspension(**ACT), {"until": None}),
    (ProvisionalApplication(**ACT), {"until": None}),
    (EntryIntoForce(program="p", occurred_on="1984-07-11"), {"program": "p"}),
    (
        Ending(participant="CSK", occurred_on="1992-12-31"),
        {"program": None, "replaced_by": (), "successors": (), "continued_by": None},
    ),
    (Renaming(program="p", name="Q", occurred_on="2027"), {"name": "Q", "participant": None}),
    (BLOOMBERG, {"locator": None, "quote": None, "says": None, "wording": None, "supports": ()}),
]


@pytest.mark.parametrize(("event", "rest"), LEAST, ids=lambda one: type(one).__name__)
def test_an_event_with_as_little_as_it_needs(event: Any, rest: dict[str, Any]) -> None:
    assert {name: getattr(event, name) for name in rest} == rest


@pytest.mark.parametrize("cls", [*WIRE_NAMES.values(), Citation, Recorded])
def test_events_are_frozen_slotted_and_built_by_keyword(cls: Any) -> None:
    assert "__slots__" in vars(cls)
    assert all(field.kw_only for field in attrs.fields(cls))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        object.__new__(cls).anything = 1


def test_equal_events_are_one_in_a_set() -> None:
    again = Correction(event="#3", changes={"place": "Riyadh"}, reason="r")
    corrections = {again, Correction(event="#3", changes={"place": "Riyadh"}, reason="r")}
    assert len(corrections) == 1
    assert len({Signing(**ACT), Signing(**ACT), Signing(**ACT, with_=("CHN",))}) == 2


def test_an_act_counts_from_its_effect_else_from_its_day() -> None:
    notice: dict[str, Any] = {"program": "moon-agreement", "participant": "SAU"}
    notice |= {"occurred_on": "2023-01-05"}
    assert Withdrawal(**notice).counts_from == parse("2023-01-05")
    later = Withdrawal(**notice, effective_on=parse("2024-01-05"))
    assert (later.occurred_on, later.counts_from) == (parse("2023-01-05"), parse("2024-01-05"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["party"], ("party",)),
        (["signatory", "bound", "party"], ("signatory", "bound", "party")),
        (["party", "bound", "signatory"], ("signatory", "bound", "party")),
        (["signatory", "party"], ("signatory", "bound", "party")),
    ],
)
def test_the_statuses_that_count_as_membership(given: list[str], kept: tuple[str, ...]) -> None:
    assert Program(id="ilrs", name="ILRS", members=given).members == kept


@pytest.mark.parametrize(
    "given", [[], ["signatory"], ["supporter", "party"], ["supporter"], ["supporter", "bound"]]
)
def test_a_status_counts_only_with_every_higher_one(given: list[str]) -> None:
    with pytest.raises(ValueError, match="a status and every higher one, as in bound, party"):
        Program(id="ilrs", name="ILRS", members=given)


BRICS: dict[str, Any] = {"id": "brics", "name": "BRICS", "tiers": ["partner", "member"]}


def test_a_program_with_tiers_of_its_own_has_no_others() -> None:
    assert Program(**BRICS, members=["member"]).ladder == ("partner", "member")
    assert Program(id="ilrs", name="ILRS").ladder == events.STATUSES


ENDED: dict[str, Any] = {"occurred_on": "1992-12-31"}
BAD: list[tuple[Any, dict[str, Any], str]] = [
    (Program, BRICS, "members: say which of partner, member count as membership"),
    (Program, {**BRICS, "members": ["party"]}, "members: 'party' is not one of partner, member"),
    (Program, {**BRICS, "members": ["partner"]}, "a status and every higher one, as in partner, "),
    (Program, {"id": "x", "name": "X", "force": "wanted"}, "'wanted' is not one of required"),
    (Ending, ENDED, "program: name a program or a participant: one of the two"),
    (Ending, {**ENDED, "program": "p", "participant": "CSK"}, "program: name a program or a"),
    (Ending, {**ENDED, "program": "p", "successors": ["CZE"]}, "successors: is for participants"),
    (Ending, {**ENDED, "program": "p", "continued_by": "CZE"}, "continued_by: is for participants"),
    (Ending, {**ENDED, "participant": "CSK", "replaced_by": ["q"]}, "replaced_by: is for progr"),
    (Renaming, {**ENDED, "name": "X"}, "program: name a program or a participant: one of the two"),
    (Admission, {**ACT, "tier": "Member State"}, "'Member State' is no id"),
    (Withdrawal, {**ACT, "falls_to": ""}, "it is empty"),
    (Signing, {**ACT, "occurred_on": "soon"}, "'soon' is not a date"),
    (Signing, {**ACT, "occurred_on": None}, "a text is expected, not nothing"),
    (Signing, {**ACT, "effective_on": "2023-02-30"}, "there is no such day"),
    (Signing, {**ACT, "instrument": "handshake"}, "'handshake' is not one of treaty, agreement"),
    (Signing, {**ACT, "with_": "CHN"}, "a list is expected, not a text"),
    (Signing, {**ACT, "with_": ["CHN", ""]}, "1: it is empty"),
    (Signing, {**ACT, "participant": ""}, "it is empty"),
    (Signing, {**ACT, "citations": ["bloomberg"]}, "it must be a citation"),
    (Consent, {**ACT, "action": "signature"}, "'signature' is not one of ratification"),
    (Withdrawal, {**ACT, "action": "exit"}, "'exit' is not one of withdrawal, denunciation"),
    (Program, {"id": "ILRS", "name": "ILRS"}, "'ILRS' is no id"),
    (Participant, {"id": "x", "name": "X", "kind": "club"}, "'club' is not one of state"),
    (Attestation, {"event": "#3", "stance": "supports", "citation": None}, "it must be a citation"),
    (Correction, {"event": "#3", "changes": {}, "reason": "r"}, "an object of fields"),
    (Correction, {"event": "#3", "changes": ["place"], "reason": "r"}, "an object of fields"),
    (Claim, {**CLAIM, "count": -1}, "a number from 0"),
    (Claim, CLAIM, "count: a claim needs a count or members"),
    (Claim, {**CLAIM, "subject": ["EGY"]}, "count: a claim needs a count or members"),
    (
        Claim,
        {**CLAIM, "subject": ["EGY"], "members": ["EGY", "CHN"]},
        "count: a claim with a subject needs a count",
    ),
]


@pytest.mark.parametrize(("cls", "fields", "problem"), BAD)
def test_what_an_event_refuses(cls: Any, fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011
        cls(**fields)
    assert problem in str(refusal.value)


def test_a_claim_may_count_none_and_name_its_subject() -> None:
    assert Claim(**CLAIM, count=0).count == 0
    assert Claim(**CLAIM, count=0, subject=("EGY",)).count == 0
    assert Claim(**CLAIM, count=9, subject=("EGY",)).subject == ("EGY",)
    assert Claim(**CLAIM, members=("CHN", "RUS"), partial=True).count is None


def test_the_faults_of_a_claim_are_those_of_an_event() -> None:
    with pytest.raises(MalformedEvent) as refusal:
        Claim(**CLAIM)
    assert [fault.field for fault in refusal.value.faults] == ["count"]


def test_changes_are_a_copy_with_texts_as_keys() -> None:
    given: dict[Any, Any] = {"place": "Riyadh", 1: "one"}
    correction = Correction(event="#3", changes=given, reason="r")
    given["note"] = "added later"
    assert correction.changes == {"place": "Riyadh", "1": "one"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"occurre\ud800": "2021"}, "half of a surrogate pair"),
        ({"citations": [{"quote": "\udfff"}]}, "half of a surrogate pair"),
        ({"occurred_on": {1, 2}}, "not in wire form"),
    ],
)
def test_changes_that_no_json_can_hold(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        events.Correction(event="#1", changes=changes, reason="because")
