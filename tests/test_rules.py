"""What an event may refer to: each name resolved or refused, and what may be said of an event."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from registers import event_of

from ledger import codec
from ledger.batch import Batch
from ledger.errors import MalformedEvent, Refusal
from ledger.events import Event, wire_name
from ledger.store import Ledger

FILED = """
program id=ilrs name="International Lunar Research Station" aliases=ILRS,"Moon Base"
program id=accords name="Artemis Accords" aliases="Moon Base"
participant id=cnsa name="China National Space Administration" kind=agency state=China
participant id=sharjah name="University of Sharjah" kind=university state="the UAE"
source id=cgtn publisher=CGTN title="China and Egypt sign" tier=press
source id=tass publisher=TASS title="A copy" tier=press copy_of=cgtn
signing program=ILRS participant=Egypt occurred_on=2023-12-06 with=cnsa place=Beijing
announcement summary="In talks" occurred_on=2023-06 program=ilrs participants=Malaysia,UAE
claim program=ilrs on=2023-12-31 count=9 subject=Egypt citation.source=cgtn
correction event=#7 changes.place=Cairo reason="another city"
attestation event=#7 stance=supports citation.source=tass
retraction event=#8 reason="nobody said so"
milestone id=landing name="The landing" on=2030
"""
PROGRAM, SIGNING, ANNOUNCEMENT, CLAIM, CORRECTION, ATTESTATION, RETRACTION = 1, 7, 8, 9, 10, 11, 12
ADD_PROGRAM = "add it first, by an event of type 'program'"
ADD_PARTICIPANT = (
    "add it first, by an event of type 'participant', or use its ISO 3166 code, if any"
)
ADD_SOURCE = "add it first, by an event of type 'source'"
NAME_IT = "name it by '#position' or by seven or more characters of its id, from the log"
LISTS = {
    wire_name(field.name)
    for cls in codec.CLASSES.values()
    for field in attrs.fields(cls)
    if "tuple" in str(field.type)
}


def event(line: str) -> Event:
    """An event from its type and its fields by their wire names: a dot leads into an object, a
    comma parts a list, ``cites`` is a citation's source; what is left empty is taken away."""
    event_type, *fields = shlex.split(line)
    wire: dict[str, Any] = {"type": event_type}
    for field in fields:
        path, value = field.split("=", 1)
        *objects, name = path.split(".")
        into = wire
        for one in objects:
            into = into.setdefault(one, {})
        if name == "cites":
            into.setdefault("citations", []).append({"source": value})
        else:
            into[name] = value.split(",") if value and name in LISTS else value or None
    return codec.decode(wire)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(Path(tmp_path_factory.mktemp("rules")) / "events.db") as ledger:
        ledger.append(map(event, FILED.strip().splitlines()), by="desk")
        yield ledger


class Enough(Exception):
    """The end of a batch of which nothing is kept."""


@pytest.fixture
def batch(ledger: Ledger) -> Iterator[Batch]:
    """A batch on the ledger of `FILED`, of which nothing is kept."""
    try:
        with ledger.batch() as batch:
            yield batch
            raise Enough
    except Enough:
        pass


def added(batch: Batch, *lines: str) -> Event:
    """The last of some events as the ledger keeps it."""
    for line in lines:
        receipt = batch.add(event(line), by="desk")
    return event_of(batch.event(f"#{receipt.position}"))


def faults(batch: Batch, line: str) -> list[str]:
    """What is wrong with an event, which is refused."""
    size = batch.size
    with pytest.raises(MalformedEvent) as refusal:
        batch.add(event(line), by="desk")
    assert batch.size == size
    return [str(fault) for fault in refusal.value.faults]


class TestNames:
    """Every reference becomes an id."""

    @pytest.mark.parametrize(
        ("line", "kept"),
        [
            (
                "signing program=ILRS participant='South Africa' occurred_on=2023 with=CNSA,China",
                {"program": "ilrs", "participant": "ZAF", "with": ("cnsa", "CHN")},
            ),
            (
                (
                    "endorsement program='international lunar research station' participant=za"
                    " occurred_on=2023"
                ),
                {"program": "ilrs", "participant": "ZAF"},
            ),
            (
                (
                    "consent program=accords participant='University of Sharjah' occurred_on=2023"
                    " action=accession"
                ),
                {"program": "accords", "participant": "sharjah"},
            ),
            (
                "withdrawal program='artemis accords' participant=SUN occurred_on=1991",
                {"program": "accords", "participant": "SUN"},
            ),
            (
                "announcement summary=S occurred_on=2023 participants=cnsa,Egypt",
                {"program": None, "participants": ("cnsa", "EGY")},
            ),
            (
                (
                    "launch payload=MisrSat-2 occurred_on=2023 launched_by=China launched_for=Egypt"
                    " program=ILRS"
                ),
                {"program": "ilrs", "launched_by": ("CHN",), "launched_for": ("EGY",)},
            ),
            (
                "participant id=nsa name=N kind=agency state='Burkina Faso'",
                {"state": "BFA"},
            ),
            (
                "source id=b publisher=P title=T tier=press copy_of=cgtn",
                {"copy_of": "cgtn"},
            ),
            (
                (
                    "claim program=ILRS on=2023 members=China,Egypt,CNSA partial=true subject=Egypt"
                    " count=3 excluding=UAE citation.source=tass"
                ),
                {
                    "program": "ilrs",
                    "members": ("CHN", "EGY", "cnsa"),
                    "subject": ("EGY",),
                    "excluding": ("ARE",),
                },
            ),
        ],
        ids=lambda value: value.split()[0] if isinstance(value, str) else "",
    )
    def test_of_every_sort(self, batch: Batch, line: str, kept: dict[str, Any]) -> None:
        found = added(batch, line)
        assert {name: getattr(found, name.replace("with", "with_")) for name in kept} == kept

    def test_an_event_by_position_and_by_the_beginning_of_its_id(self, batch: Batch) -> None:
        signing = batch.event(f"#{SIGNING}").id
        for number, name in enumerate([f"#{SIGNING}", signing, signing[:7], signing[:13]]):
            found = added(batch, f"retraction event={name} reason='wrong {number}'")
            assert found.event == signing  # type: ignore[union-attr]

    def test_a_source_may_be_cited_more_than_once(self, batch: Batch) -> None:
        found = added(
            batch, "signing program=ilrs participant=Iran occurred_on=2025 cites=cgtn cites=cgtn"
        )
        assert len(found.citations) == 2  # type: ignore[union-attr]

    def test_two_names_of_one_thing_make_one_event(self, batch: Batch) -> None:
        one = batch.add(
            event("signing program=ILRS participant=Iran occurred_on=2025 cites=cgtn"), by="desk"
        )
        other = batch.add(
            event("signing program=ilrs participant=IRN occurred_on=2025 cites=cgtn"), by="desk"
        )
        assert one.new
        assert not other.new
        assert one.position == other.position

    def test_a_definition_is_known_to_what_follows_it(self, batch: Batch) -> None:
        found = added(
            batch,
            "program id=gateway name=Gateway",
            "participant id=esa name=ESA kind=intergovernmental",
            "source id=nasa publisher=NASA title=G tier=official",
            "source id=copy publisher=P title=G tier=press copy_of=nasa",
            "signing program=GATEWAY participant=esa occurred_on=2020-10-27 cites=copy",
        )
        assert (found.program, found.participant) == ("gateway", "esa")  # type: ignore[union-attr]

    def test_a_name_that_was_corrected_is_known_to_what_follows(self, batch: Batch) -> None:
        found = added(
            batch,
            f"correction event=#{PROGRAM} changes.name='Lunar Base' changes.aliases= reason=r",
            "signing program='lunar base' participant=Iran occurred_on=2025",
        )
        assert found.program == "ilrs"  # type: ignore[union-attr]
        assert faults(batch, "signing program=ILRS+ participant=Iran occurred_on=2025") == [
            "program: no program is called 'ILRS+': did you mean ilrs?"
        ]

    def test_what_was_retracted_has_no_name_any_more(self, batch: Batch) -> None:
        signing = "signing program=ilrs participant=sharjah occurred_on=2024"
        added(batch, "retraction event=#4 reason=r")
        [fault] = faults(batch, signing)
        assert fault.startswith("participant: no participant is called 'sharjah'")
        added(batch, f"retraction event=#{batch.size} reason=r")
        assert added(batch, signing).participant == "sharjah"  # type: ignore[union-attr]


class TestRefusedNames:
    @pytest.mark.parametrize(
        ("line", "wrong"),
        [
            (
                (
                    "signing program=ILSR participant=Egipt occurred_on=2023 with=CNSA,egytp"
                    " cites=cgtn cites=cgnt"
                ),
                [
                    "citations.1.source: no source is called 'cgnt': did you mean cgtn?",
                    "participant: no participant is called 'Egipt': did you mean Egypt?",
                    "program: no program is called 'ILSR': did you mean ilrs?",
                    "with.1: no participant is called 'egytp': did you mean Egypt?",
                ],
            ),
            (
                "signing program='moon base' participant=Congo+ occurred_on=2023",
                [
                    (
                        "participant: no participant is called 'Congo+': did you mean"
                        " Congo or DR Congo or Togo?"
                    ),
                    "program: program 'moon base' could be accords, ilrs: say which one",
                ],
            ),
            (
                "signing program=ilrs participant=Egypt occurred_on=2023 with=CHN,Egypt,China,EG",
                ["with: it names CHN twice"],
            ),
            (
                "announcement summary=S occurred_on=2023 participants=CHN,Nobody,China",
                [
                    f"participants.1: no participant is called 'Nobody': {ADD_PARTICIPANT}",
                    "participants: it names CHN twice",
                ],
            ),
            (
                "participant id=x name=X kind=agency state=sharjah",
                [f"state: no participant is called 'sharjah': {ADD_PARTICIPANT}"],
            ),
            (
                "source id=x publisher=X title=X tier=press copy_of=x",
                [f"copy_of: no source is called 'x': {ADD_SOURCE}"],
            ),
            (
                "signing program=ilrs participant=Egypt occurred_on=2023 cites=CGTN",
                [f"citations.0.source: no source is called 'CGTN': {ADD_SOURCE}"],
            ),
            (
                "claim program=x on=2023 count=1 citation.source=x",
                [
                    f"citation.source: no source is called 'x': {ADD_SOURCE}",
                    f"program: no program is called 'x': {ADD_PROGRAM}",
                ],
            ),
            (
                "attestation event=#99 stance=supports citation.source=x",
                [
                    f"citation.source: no source is called 'x': {ADD_SOURCE}",
                    f"event: no event is called '#99': {NAME_IT}",
                ],
            ),
        ],
    )
    def test_all_faults_at_once(self, batch: Batch, line: str, wrong: list[str]) -> None:
        assert sorted(faults(batch, line)) == wrong

    def test_a_source_of_this_batch_is_near_too(self, batch: Batch) -> None:
        added(batch, "source id=roscosmos publisher=R title=T tier=official")
        assert faults(
            batch, "signing program=ilrs participant=Iran occurred_on=2025 cites=roskosmos"
        ) == ["citations.0.source: no source is called 'roskosmos': did you mean roscosmos?"]

    @pytest.mark.parametrize(
        "name",
        ["#0", "#14", "#999", "#-1", "#1.0", "#", "#x", "#７", f"#{10**30}", f"#{0:022}{7}0",
         "700", "abcdef", "ABCDEF0", "signing", "0000000", "fffffff", "%", "*******", "_" * 64,
         "a" * 65],
    )  # fmt: skip
    def test_no_such_event(self, batch: Batch, name: str) -> None:
        assert faults(batch, f"retraction event={shlex.quote(name)} reason=r") == [
            f"event: no event is called {name!r}: {NAME_IT}"
        ]

    def test_an_id_is_in_lower_case_and_has_seven_characters_at_least(self, batch: Batch) -> None:
        whole = batch.event(f"#{SIGNING}").id
        for name in (whole[:6], whole.upper(), whole + "0", whole[:-1] + "x"):
            assert "no event is called" in faults(batch, f"retraction event={name} reason=r")[0]

    def test_zeros_before_a_position_do_not_count(self, batch: Batch) -> None:
        found = added(batch, f"retraction event=#{'0' * 30}{SIGNING} reason=r")
        assert found.event == batch.event(f"#{SIGNING}").id  # type: ignore[union-attr]

    def test_what_was_refused_was_not_recorded_and_the_batch_goes_on(self, batch: Batch) -> None:
        size = batch.size
        faults(batch, "signing program=nothing participant=Egypt occurred_on=2023")
        added(batch, "signing program=ilrs participant=Iran occurred_on=2025")
        assert batch.size == size + 1


class TestCorrections:
    @pytest.mark.parametrize(
        ("line", "kept"),
        [
            ("event=#7 changes.participant=Pakistan", {"participant": "PAK"}),
            ("event=#7 changes.with=China,cnsa", {"with": ["CHN", "cnsa"]}),
            ("event=#7 changes.with=", {"with": None}),
            ("event=#7 changes.place=", {"place": None}),
            ("event=#7 changes.occurred_on=2023-12 changes.place= ",
             {"occurred_on": "2023-12", "place": None}),
            ("event=#7 changes.instrument=accords", {"instrument": "accords"}),
            ("event=#7 changes.cites=tass", {"citations": [{"source": "tass"}]}),
            ("event=#7 changes.place=Cairo changes.note=n", {"place": "Cairo", "note": "n"}),
            ("event=#9 changes.count=010", {"count": 10}),
            ("event=#3 changes.state=Macao", {"state": "MAC"}),
            ("event=#11 changes.stance=disputes", {"stance": "disputes"}),
            ("event=#13 changes.on=2031", {"on": "2031"}),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_is_kept_as_the_event_will_read(
        self, batch: Batch, line: str, kept: dict[str, Any]
    ) -> None:
        found = added(batch, f"correction reason=r {line}")
        assert codec.encode(found)["changes"] == kept

    @pytest.mark.parametrize(
        ("line", "wrong"),
        [
            ("event=#10 changes.reason=r",
             ["event: #10, a correction, cannot be corrected: retract it and record anew"]),
            ("event=#12 changes.reason=r",
             ["event: #12, a retraction, cannot be corrected: retract it and record anew"]),
            ("event=#7 changes.type=consent changes.place=x",
             ["changes.type: cannot be corrected: retract the event and record anew"]),
            ("event=#1 changes.id=x",
             ["changes.id: cannot be corrected: retract the event and record anew"]),
            ("event=#11 changes.event=#8",
             ["changes.event: cannot be corrected: retract the event and record anew"]),
            ("event=#7 changes.instrument=x changes.pace=Cairo",
             [("changes.instrument: 'x' is not one of treaty, agreement, accords,"
              " cooperation-agreement, memorandum-of-understanding, joint-statement, declaration,"
              " letter-of-intent, contract, unspecified"),
              "changes.pace: 'pace' is no field known here: did you mean place?"]),
            ("event=#7 changes.program=", ["changes.program: is missing"]),
            ("event=#7 changes.program=ILSR changes.with=cnsa,CNSA changes.cites=cgnt",
             ["changes.citations.0.source: no source is called 'cgnt': did you mean cgtn?",
              "changes.program: no program is called 'ILSR': did you mean ilrs?",
              "changes.with: it names cnsa twice"]),
            ("event=#9 changes.count=", ["changes.count: a claim needs a count or members"]),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_refused(self, batch: Batch, line: str, wrong: list[str]) -> None:
        assert sorted(faults(batch, f"correction reason=r {line}")) == wrong

    @pytest.mark.parametrize(
        ("line", "named"),
        [
            ("event=#7 changes.place=Cairo", "#7, a signing,"),  # so #10 made it
            ("event=#7 changes.participant=Egypt changes.program=ILRS", "#7, a signing,"),
            ("event=#7 changes.note=", "#7, a signing,"),
            ("event=#7 changes.instrument=unspecified", "#7, a signing,"),
            ("event=#8 changes.summary='In talks'", "#8, an announcement,"),
            ("event=#11 changes.note=", "#11, an attestation,"),
        ],
    )
    def test_that_changes_nothing(self, batch: Batch, line: str, named: str) -> None:
        wrong = f"changes: {named} reads so already: nothing would change"
        assert faults(batch, f"correction reason=r {line}") == [wrong]

    def test_recorded_already_is_known(self, batch: Batch) -> None:
        line = f"correction event=#{SIGNING} changes.place=Cairo reason='another city'"
        receipt = batch.add(event(line), by="desk")
        assert (receipt.position, receipt.new) == (CORRECTION, False)

    def test_may_come_after_what_it_undoes(self, batch: Batch) -> None:
        added(batch, f"correction event=#{SIGNING} changes.place=Beijing reason=r")
        added(batch, f"correction event=#{SIGNING} changes.place=Cairo reason=again")

    def test_leaves_alone_what_refers_to_a_retracted_definition(self, batch: Batch) -> None:
        added(batch, "signing program=ilrs participant=sharjah occurred_on=2024")
        signing = batch.size
        added(batch, "retraction event=#4 reason=r")
        added(batch, f"correction event=#{signing} changes.occurred_on=2024-04 reason=r")
        [fault] = faults(
            batch, f"correction event=#{signing} changes.with=sharjah,cnsa,Nowhere reason=r"
        )[:1]
        assert fault.startswith("changes.with.0: no participant is called 'sharjah'")


class TestAttestations:
    @pytest.mark.parametrize("position", [SIGNING, ANNOUNCEMENT, CLAIM])
    def test_of_what_a_source_can_say(self, batch: Batch, position: int) -> None:
        added(batch, f"attestation event=#{position} stance=disputes citation.source=cgtn")

    @pytest.mark.parametrize(
        ("position", "named"),
        [
            (PROGRAM, "a program"),
            (3, "a participant"),
            (5, "a source"),
            (CORRECTION, "a correction"),
            (ATTESTATION, "an attestation"),
            (RETRACTION, "a retraction"),
            (13, "a milestone"),
        ],
    )
    def test_of_nothing_else(self, batch: Batch, position: int, named: str) -> None:
        line = f"attestation event=#{position} stance=disputes citation.source=cgtn"
        wrong = f"event: #{position}, {named}, cannot be attested: correct it or retract it"
        assert faults(batch, line) == [wrong]


BRICS = "program id=brics name=BRICS tiers=partner,member members=member"
HAS_OWN = "the statuses of brics are partner, member"
ADMIT = "record an admission to one of them"


class TestStatuses:
    """An act gives a status that one can have in its program."""

    @pytest.mark.parametrize(
        "line",
        [
            "admission program=BRICS participant=Iran tier=member occurred_on=2024",
            "withdrawal program=BRICS participant=Iran occurred_on=2026 falls_to=partner",
            "withdrawal program=BRICS participant=Iran occurred_on=2026",
            "claim program=BRICS on=2024 count=9 statuses=member citation.source=tass",
        ],
    )
    def test_of_the_program(self, batch: Batch, line: str) -> None:
        added(batch, BRICS, line)

    @pytest.mark.parametrize(
        ("line", "wrong"),
        [
            ("signing program=brics participant=IRN occurred_on=2024",
             f"program: {HAS_OWN}, and a signing gives 'signatory': {ADMIT}"),
            ("endorsement program=brics participant=IRN occurred_on=2024",
             f"program: {HAS_OWN}, and an endorsement gives 'supporter': {ADMIT}"),
            ("consent program=brics participant=IRN occurred_on=2024 action=accession",
             f"program: {HAS_OWN}, and a consent gives 'party': {ADMIT}"),
            ("admission program=brics participant=IRN occurred_on=2024 tier=observer",
             f"tier: {HAS_OWN}, and 'observer' is none of them: give one that is"),
            ("withdrawal program=brics participant=IRN occurred_on=2024 falls_to=signatory",
             f"falls_to: {HAS_OWN}, and 'signatory' is none of them: give one that is"),
            ("claim program=brics on=2024 count=9 statuses=member,members citation.source=tass",
             "statuses.1: 'members' is no status known here: did you mean member?"),
        ],
        ids=lambda value: value.split()[0],
    )  # fmt: skip
    def test_that_the_program_has_not(self, batch: Batch, line: str, wrong: str) -> None:
        added(batch, BRICS)
        assert faults(batch, line) == [wrong]

    def test_that_a_correction_would_give(self, batch: Batch) -> None:
        added(batch, BRICS)
        wrong = f"changes.program: {HAS_OWN}, and a signing gives 'signatory': {ADMIT}"
        line = f"correction event=#{SIGNING} changes.program=brics reason=r"
        assert faults(batch, line) == [wrong]

    @pytest.mark.parametrize("tiers", ["invited,partner,member", "partner,associate,member"])
    def test_tiers_are_added_to(self, batch: Batch, tiers: str) -> None:
        added(batch, BRICS, f"correction event=#14 changes.tiers={tiers} reason=r")

    @pytest.mark.parametrize("tiers", ["member", "member,partner", "partners,member", ""])
    def test_tiers_are_not_taken_away_or_moved(self, batch: Batch, tiers: str) -> None:
        added(batch, BRICS)
        wrong = (
            "changes.tiers: tiers may only be added to, since memberships are ranked by them:"
            " partner, member must stay in this order"
        )
        line = f"correction event=#14 changes.tiers={tiers} changes.members={tiers} reason=r"
        assert faults(batch, line) == [wrong]

    def test_an_added_tier_can_be_given_in_the_same_batch(self, batch: Batch) -> None:
        added(
            batch,
            BRICS,
            "admission program=brics participant=CUB tier=partner occurred_on=2025",
            "correction event=#14 changes.tiers=invited,partner,member reason=r",
            "admission program=brics participant=ARG tier=invited occurred_on=2023",
        )


class TestRevocations:
    def test_of_an_act(self, batch: Batch) -> None:
        found = added(batch, f"revocation event=#{SIGNING} occurred_on=2024")
        assert codec.encode(found)["event"] == batch.event(f"#{SIGNING}").id

    def test_of_a_mark(self, batch: Batch) -> None:
        added(
            batch,
            "suspension program=ilrs participant=EGY occurred_on=2024",
            "revocation event=#14 occurred_on=2025",
        )

    @pytest.mark.parametrize(
        ("position", "named"),
        [
            (PROGRAM, "a program"),
            (ANNOUNCEMENT, "an announcement"),
            (CLAIM, "a claim"),
            (CORRECTION, "a correction"),
            (RETRACTION, "a retraction"),
        ],
    )
    def test_of_nothing_else(self, batch: Batch, position: int, named: str) -> None:
        wrong = (
            f"event: #{position}, {named}, is no act that can be revoked: if it never happened,"
            " retract it"
        )
        assert faults(batch, f"revocation event=#{position} occurred_on=2024") == [wrong]


class TestWhatACitationSupports:
    SIGNED = "signing program=ilrs participant=PER occurred_on=2024"

    def cited(self, supports: list[str]) -> dict[str, Any]:
        return {"source": "tass", "supports": supports}

    def wire(self, line: str, **fields: Any) -> Event:
        return codec.decode(codec.encode(event(line)) | fields)

    @pytest.mark.parametrize(
        ("line", "field", "supports", "wrong"),
        [
            (SIGNED, "citations", ["occurred_on", "with"], None),
            (SIGNED, "citations", ["place", "plase"],
             "citations.0.supports.1: 'plase' is no field known here: did you mean place?"),
            ("attestation event=#7 stance=supports citation.source=tass", "citation", ["with"],
             None),
            ("attestation event=#9 stance=supports citation.source=tass", "citation", ["counts"],
             "citation.supports.0: 'counts' is no field known here: did you mean count?"),
            ("correction event=#7 changes.note=n reason=r", "citations", ["place"], None),
            ("correction event=#7 changes.note=n reason=r", "citations", ["pace"],
             "citations.0.supports.0: 'pace' is no field known here: did you mean place?"),
        ],
    )  # fmt: skip
    def test_is_a_field_of_the_event(
        self, batch: Batch, line: str, field: str, supports: list[str], wrong: str | None
    ) -> None:
        cited = self.cited(supports)
        given = self.wire(line, **{field: cited if field == "citation" else [cited]})
        if wrong is None:
            batch.add(given, by="desk")
            return
        with pytest.raises(MalformedEvent) as refusal:
            batch.add(given, by="desk")
        assert str(refusal.value) == wrong

    def test_is_one_after_a_correction_too(self, batch: Batch) -> None:
        line = f"correction event=#{SIGNING} changes.note=n reason=r"
        given = self.wire(line, changes={"citations": [self.cited(["pace"])]})
        with pytest.raises(
            MalformedEvent, match=r"^changes\.citations\.0\.supports\.0: 'pace' is no"
        ):
            batch.add(given, by="desk")


class TestDocuments:
    ACT = "document id=final-act title='The final act'"
    SIGNED = "signing program=ilrs participant=PER occurred_on=2024 document=final-act"

    def test_acts_name_one_that_is_filed(self, batch: Batch) -> None:
        assert codec.encode(added(batch, self.ACT, self.SIGNED))["document"] == "final-act"

    def test_one_that_is_not_filed_is_refused(self, batch: Batch) -> None:
        [wrong] = faults(batch, self.SIGNED)
        assert wrong.startswith("document: no document is called 'final-act': ")

    def test_one_without_the_event_is_refused_where_it_is_corrected(self, batch: Batch) -> None:
        [wrong] = faults(batch, f"correction event=#{SIGNING} changes.document=act reason=r")
        assert wrong.startswith("changes.document: no document is called 'act': ")


class TestRetractions:
    @pytest.mark.parametrize("position", range(1, 14))
    def test_of_anything(self, batch: Batch, position: int) -> None:
        added(batch, f"retraction event=#{position} reason='never so'")

    def test_twice_for_two_reasons(self, batch: Batch) -> None:
        added(batch, f"retraction event=#{SIGNING} reason=one")
        added(batch, f"retraction event=#{SIGNING} reason=two")

    def test_of_a_correction_without_which_the_event_would_not_read(self, batch: Batch) -> None:
        added(batch, f"correction event=#{CLAIM} changes.members=Egypt reason=named")
        first = batch.size
        added(batch, f"correction event=#{CLAIM} changes.count= changes.subject= reason=uncounted")
        wrong = (
            f"event: #{first}, a correction, cannot go: without it,"
            " changes.count: a claim needs a count or members"
        )
        assert faults(batch, f"retraction event=#{first} reason=r") == [wrong]
        added(batch, f"retraction event=#{first + 1} reason=r")  # the last goes first
        added(batch, f"retraction event=#{first} reason=r")

    def test_that_would_bring_back_what_does_not_read(self, batch: Batch) -> None:
        added(batch, f"correction event=#{CLAIM} changes.members=Egypt reason=named")
        named = batch.size
        added(batch, f"correction event=#{CLAIM} changes.count= changes.subject= reason=uncounted")
        added(batch, f"retraction event=#{named + 1} reason=r")
        added(batch, f"retraction event=#{named} reason=r")
        [fault] = faults(batch, f"retraction event=#{named + 2} reason=r")
        assert fault.startswith(f"event: #{named + 2}, a retraction, cannot go: without it,")
        added(batch, f"retraction event=#{named + 3} reason=r")  # named again
        added(batch, f"retraction event=#{named + 2} reason=r")

    def test_of_a_correction_that_added_a_tier(self, batch: Batch) -> None:
        added(batch, "program id=brics name=BRICS tiers=partner,member members=member")
        program = batch.size
        tiers = "tiers=observer,partner,member"
        added(batch, f"correction event=#{program} changes.{tiers} reason=there-are-observers")
        wrong = (
            f"event: #{program + 1}, a correction, cannot go: without it,"
            " changes.tiers: tiers may only be added to, since memberships are ranked by them:"
            " observer, partner, member must stay in this order"
        )
        assert faults(batch, f"retraction event=#{program + 1} reason=r") == [wrong]
        tiers = "tiers=observer,guest,partner,member"
        added(batch, f"correction event=#{program} changes.{tiers} reason=there-are-guests")
        added(batch, f"retraction event=#{program + 1} reason=said-by-the-last-one-too")

    def test_of_a_correction_without_which_an_act_gives_what_one_cannot_have(
        self, batch: Batch
    ) -> None:
        added(batch, "program id=brics name=BRICS tiers=partner,member members=member")
        left = "withdrawal program=ilrs participant=Egypt occurred_on=2024 falls_to=signatory"
        added(batch, left)
        act = batch.size
        added(batch, f"correction event=#{act} changes.falls_to= reason=nothing-remained")
        added(batch, f"correction event=#{act} changes.program=brics reason=another-program")
        [fault] = faults(batch, f"retraction event=#{act + 1} reason=r")
        named = f"event: #{act + 1}, a correction, cannot go: without it, falls_to: the statuses"
        assert fault.startswith(named)


@pytest.mark.parametrize("by", ["", " ", "\x1b[31mdesk", "de\nsk", "x" * 20_001])
def test_who_records_has_a_name(batch: Batch, by: str) -> None:
    with pytest.raises(MalformedEvent, match=r"^recorded_by: ") as refusal:
        batch.add(event("signing program=ilrs participant=Iran occurred_on=2025"), by=by)
    assert isinstance(refusal.value, Refusal)


class TestFaultsOfFormAndOfReference:
    """What is malformed and what refers to nothing is told at once."""

    @pytest.mark.parametrize(
        ("wire", "wrong"),
        [
            (
                {
                    "type": "signing",
                    "program": "ILSR",
                    "participant": " Egypt ",
                    "occurred_on": "2023-13",
                    "with": ["CNSA", "egytp", 7],
                    "citations": [
                        {"source": "cgnt"},
                        {"source": " cgtn "},
                        {"source": "tsas", "says": "x"},
                        "tass",
                    ],
                },
                {
                    "occurred_on": "'2023-13' is not a date, there is no such month",
                    "program": "no program is called 'ILSR': did you mean ilrs?",
                    "with.1": "no participant is called 'egytp': did you mean Egypt?",
                    "with.2": "a text is expected, not a number",
                    "citations.0.source": "no source is called 'cgnt'",
                    "citations.2.source": "no source is called 'tsas'",
                    "citations.2.says": "'x' is not a date",
                    "citations.3": "an object with a 'source' is expected",
                },
            ),
            (
                {"type": "claim", "on": "2023", "program": "x", "citation": {"source": "y"}},
                {
                    "count": "a claim needs a count or members",
                    "program": "no program is called 'x'",
                    "citation.source": "no source is called 'y'",
                },
            ),
            (
                {"type": "attestation", "event": "#99", "stance": "for", "citation": {"source": 1}},
                {
                    "event": "no event is called '#99'",
                    "stance": "'for' is not one of supports, disputes",
                    "citation.source": "a text is expected, not a number",
                },
            ),
            (
                {
                    "type": "endorsement",
                    "occurred_on": "2023",
                    "program": ["\x1b"],
                    "participant": {},
                },
                {
                    "program": "a text is expected, not a list",
                    "participant": "a text is expected, not an object",
                },
            ),
            (
                {
                    "type": "announcement",
                    "summary": 1,
                    "occurred_on": "2023",
                    "participants": "PER",
                },
                {
                    "summary": "a text is expected, not a number",
                    "participants": "a list is expected, not a text",
                },
            ),
            (
                {"type": "milestone", "id": "x", "name": "X", "on": "2023", "a\nb": 1},
                {"a\nb": "'a\\nb' is no field known here"},
            ),
            ({"type": "sining", "program": "x"}, {"type": "'sining' is no event type known here"}),
            ({"program": "x"}, {"type": "nothing is no event type known here"}),
            ({"type": ["signing"]}, {"type": "['signing'] is no event type known here"}),
            (["signing"], {"": "an event is a JSON object with a 'type'"}),
            (None, {"": "an event is a JSON object with a 'type'"}),
        ],
    )
    def test_at_once(self, batch: Batch, wire: Any, wrong: dict[str, str]) -> None:
        with pytest.raises(MalformedEvent) as refusal:
            batch.add_wire(wire, by="desk")
        found = {fault.field: f"{fault.problem}: {fault.remedy}" for fault in refusal.value.faults}
        assert found.keys() == wrong.keys()
        assert len(found) == len(refusal.value.faults)
        for field, problem in wrong.items():
            assert found[field].startswith(problem)

    def test_none(self, batch: Batch) -> None:
        wire = {"type": "milestone", "id": "october-accords", "name": "O", "on": "2023-10"}
        assert batch.add_wire(wire, by="desk").new


WITHIN = "kind: a state belongs to no other: is it a subnational part of USA?"


def test_a_state_within_a_state_is_refused(batch: Batch) -> None:
    assert faults(batch, "participant id=iowa name=Iowa kind=state state=USA") == [WITHIN]


@pytest.mark.parametrize("kind", ["subnational", "territory"])
def test_a_part_of_no_state_is_refused(batch: Batch, kind: str) -> None:
    assert faults(batch, f"participant id=north name=North kind={kind}") == [
        f"state: a {kind} needs the state that is responsible for it"
    ]


@pytest.mark.parametrize("kind", ["subnational", "territory"])
def test_a_part_of_a_state_names_it(batch: Batch, kind: str) -> None:
    filed = added(batch, f"participant id=iowa name=Iowa kind={kind} state='the US'")
    assert (filed.kind, filed.state) == (kind, "USA")  # type: ignore[union-attr]


def test_a_correction_may_not_make_a_state_within_a_state(batch: Batch) -> None:
    added(batch, "participant id=iowa name=Iowa kind=subnational state=USA")
    line = f"correction event=#{batch.size} changes.kind=state reason='seceded'"
    assert faults(batch, line) == [f"changes.{WITHIN}"]


def test_a_former_name_stands_for_the_participant_of_today(batch: Batch) -> None:
    line = "consent program=ilrs participant=Zaire occurred_on=1976 action=ratification"
    assert added(batch, line).participant == "COD"  # type: ignore[union-attr]
