"""The page of the real lives of treaties, programs and states, and of two that have all of it: what
it answers is what the command answers."""

import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import terminal
import test_real_lives as lives
from browser import Reader, chromium
from registers import register

from ledger import codec
from ledger.events import TIERS

pytestmark = pytest.mark.apart
REAL = (
    lives.MOON,
    lives.UNESCO,
    lives.ICC,
    lives.CTBT,
    lives.COUNCIL,
    lives.SPACE,
    lives.BRICS,
    lives.TRADE,
    lives.NATO,
)
# What the real ones have not: dates that are no days, sources that a policy tells apart, and lives
# of which the record says now this, now that.
TREATY = """
    | program base name="Lunar base" opened_on=2001-03 members=bound,party force=required
    | source gazette tier=official published_on=2004-06-30
    | source daily tier=press
    | participant agency name=Agency kind=agency state=EGY
    | participant island name=Island kind=territory state=NOR
    | signing program=base participant=EGY on=2001-04 cites=gazette
    | consent program=base participant=EGY on=2002-02-10 effective_on=2002-05 cites=gazette,daily
    | consent program=base participant=NOR on=../2001-05 cites=daily
    | consent program=base participant=agency on=[2003-01-01..2003-03-01] cites=daily
    | signing program=base participant=island on=2001-05-05
    | entry-into-force program=base on=2002-07 cites=gazette
    | withdrawal program=base participant=EGY on=2003-01-10 effective_on=2004-01-10 cites=gazette
    | revocation event=#12 on=2003-06 cites=daily
    | correction event=#11 changes.occurred_on=2003-02-01
    | attestation event=#13 stance=disputes cites=gazette
    | suspension program=base participant=NOR on=2003-02 until=2003-04-05
    | provisional-application program=base participant=island on=2002-01-01 until=2002-12
    | retraction event=#13
    | ending participant=agency on=2004-02 cites=daily
    | ending program=base on=2005-05-05
    | correction event=#20 changes.occurred_on=2005
    | retraction event=#19
    | retraction event=#18
    | consent program=base participant=NLD on=2004-01-01 action=succession predecessor=NOR
    | retraction event=#24
    | provisional-application program=base participant=EGY on=2002-03-01 cites=gazette
    | suspension program=base participant=agency on=2003-03-01 cites=daily
    | suspension program=base participant=EGY on=2003-08-01
    | revocation event=#28 on=2003-09
    | retraction event=#29
    | withdrawal program=base participant=NOR on=2003-05-01 effective_on=2003-10-20 cites=daily
      action=withdrawal-of-consent falls_to=signatory
    | correction event=#31 changes.occurred_on=2003-06-01
    | retraction event=#30
    | claim program=base on=2002-12-31 count=3 cites=daily
    | claim program=base on=2003-06 count=9 kinds=state cites=gazette
    | claim program=base on=2004-01-15 count=1 cites=gazette
    | claim program=base on=2003-08-01 count=5 statuses=signatory cites=daily
    | correction event=#35 changes.on=2003-05-20
    | correction event=#2 changes.publisher=Bulletin
    | document act title="Final Act" form=joint-statement done_on=2001-04-02
    | correction event=#6 changes.document=act
    | correction event=#10 changes.document=act
    | document deed title=Deed
    | correction event=#7 changes.document=deed
    | correction event=#40 changes.title="Final Act of Oslo"
    | retraction event=#43
    | renaming program=base name="Moon base" on=2003-05-05
    | renaming participant=agency name="Space Agency" on=2003-06
    | renaming program=base name="Moon village" on=2002-01-01
    | correction event=#47 changes.occurred_on=2003-08-08
    | retraction event=#49
    | attestation event=#7 stance=disputes cites=daily says=2002-09
    | attestation event=#8 cites=gazette says=2001-08
    | attestation event=#9 stance=disputes cites=daily
    | correction event=#52 changes.stance=supports
    | retraction event=#54
    """
CLUB = """
    | program club name=Club tiers=observer,partner,member members=partner,member
      coverage=partial coverage_note="A few."
    | source times tier=press published_on=2010-02
    | admission program=club participant=FRA on=2010-01-01 tier=observer cites=times
    | admission program=club participant=FRA on=2011-01-01 tier=member
    | withdrawal program=club participant=FRA on=2012-01-01 falls_to=partner
    | admission program=club participant=CHL on=2010-01/2010-03 tier=partner cites=times
    | admission program=club participant=SUN on=1991-01-01 tier=member
    | ending participant=CHL on=[2013-01-01..2013-06-30]
    | withdrawal program=club participant=CHL on=2011-05-01 effective_on=2011-09 falls_to=observer
    | suspension program=club participant=SUN on=1991-12-01
    """
REGISTERS = (*REAL, TREATY, CLUB)
# Each position at which an event of a program was recorded, or read otherwise, and the one before.
TURNS = """
(of) => [...new Set(programData(of).events.flatMap(([, moments]) =>
  moments.flatMap(([known]) => [known, known - 1])))].filter((one) => one > 0)
"""
PROGRAMS = tuple(text.split("program ", 1)[1].split()[0] for text in REGISTERS)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of all of it."""
    folder = tmp_path_factory.mktemp("lives")
    path, lines = folder / "events.db", folder / "events.jsonl"
    bodies = [codec.body(one.event) for text in REGISTERS for one in register(text)]
    lines.write_text("".join(f"{body}\n" for body in bodies))
    for command in ("init", f"import {lines}", f"publish {folder / 'site'}"):
        assert "exit" not in terminal.answer_to(f"depositary --db {path} {command}")
    return path


@pytest.fixture(scope="module")
def reader(path: Path) -> Iterator[Reader]:
    with chromium() as browser:
        found = Reader(browser, path.parent / "site").open()
        yield found
        found.context.close()
        assert found.faults == []


def asked(path: Path, command: str) -> Any:
    answer = terminal.answer_to(f"depositary --db {path} {command} --format json")
    return json.loads(answer.removesuffix("\n[exit 3]"))


def view(chance: random.Random, program: str, size: int) -> tuple[date, str, str]:
    """A day, and what else is asked of the page and of the command; the day is more often than not
    near one on which something happens in the program."""
    text = REGISTERS[PROGRAMS.index(program)]
    days = [date.fromisoformat(one) for one in _DAY.findall(text)]
    on = chance.choice(days) + timedelta(chance.choice((-400, -60, -1, 0, 1, 20, 200)))
    address, options = [], []
    if chance.random() < 0.4:
        known = chance.randint(1, size)
        address.append(f"known={known}")
        options.append(f"--known '#{known}'")
    if chance.random() < 0.2:
        published = chance.choice(days)
        address.append(f"published={published}")
        options.append(f"--published-by {published}")
    if chance.random() < 0.2:
        tier = chance.choice(TIERS[:2])
        address.append(f"tiers={tier}")
        options.append(f"--tier {tier}")
    if chance.random() < 0.3:
        address.append("disputed=widen")
        options.append("--disputed widen")
    return on, "&".join(address), " ".join(options)


def size_of(reader: Reader) -> int:
    size: int = reader.page.evaluate("() => ledger().size")
    return size


@pytest.mark.parametrize("program", PROGRAMS)
class TestAnswers:
    def test_random_rosters_and_differences_are_those_of_the_command(
        self, program: str, path: Path, reader: Reader
    ) -> None:
        chance = random.Random(program)
        for _ in range(25):
            on, more, options = view(chance, program, size_of(reader))
            since = on - timedelta(chance.choice((1, 30, 400, 4000)))
            reader.go(f"#programs={program}&on={on}&since={since}&{more}")
            answer = asked(path, f"roster {program} --on {on} {options}")
            title = named(answer["program"]["name_then"], answer["program"]["name"])
            assert reader.texts(".program h2") == [title], f"{on} {options}"
            keys = ("id", "name", "status", "since", "statusSince", "certainty", "marks")
            shown = {tuple(one[key] for key in keys) for one in reader.rosters[program]}
            [told] = reader.texts(".program .short")
            assert told == counts_more(answer["short"], told, reader), f"{on} {options}"
            note = f"Coverage: {answer['coverage']}. {answer['coverage_note']}"
            assert reader.texts(".program .coverage") == [note if answer["coverage"] else ""]
            entries = [*answer["members"], *answer["possible"]]
            assert shown == {entry(one) for one in entries}, f"{on} {options}"
            changes = asked(path, f"diff {program} {since} {on} {options}")["changes"]
            told = reader.page.locator("#changes [data-change]").evaluate_all(
                "(all) => all.map((one) => [one.dataset.change, one.dataset.id])"
            )
            wanted = {(one["change"], one["participant"]["id"]) for one in changes}
            assert set(map(tuple, told)) == wanted, f"{since} {on} {options}"

    def test_random_revisions_are_those_of_the_command(
        self, program: str, path: Path, reader: Reader
    ) -> None:
        """What the register says of a day otherwise than at another position."""
        chance = random.Random(f"{program} revised")
        reader.go(f"#programs={program}")
        turns = reader.page.evaluate(TURNS, program)
        for _ in range(25):
            on, more, options = view(chance, program, size_of(reader))
            more, options = (
                re.sub(r"&?known=\d+|--known '#\d+'", "", one) for one in (more, options)
            )
            one, other = chance.choice(turns), chance.choice(turns)
            asks = f"known={one}&against={other}"
            reader.go(f"#programs={program}&on={on}&{asks}&{more}".replace("&&", "&"))
            ends = f"'#{min(one, other)}' '#{max(one, other)}'"
            changes = asked(path, f"diff {program} {ends} --on {on} {options}")["changes"]
            told = reader.page.locator("#revision [data-revision]").evaluate_all(
                "(all) => all.map((one) => [one.dataset.revision, one.dataset.id])"
            )
            wanted = {(one["change"], one["participant"]["id"]) for one in changes}
            assert set(map(tuple, told)) == wanted, f"{ends} {on} {options}"

    def test_random_audits_are_those_of_the_command(
        self, program: str, path: Path, reader: Reader
    ) -> None:
        chance = random.Random(f"{program} audited")
        reader.go(f"#programs={program}")
        everybody = reader.page.evaluate(
            "(of) => programData(of).participants.map((one) => one.id)", program
        )
        for _ in range(15):
            on, more, options = view(chance, program, size_of(reader))
            who = chance.choice(everybody)
            address = f"#programs={program}&on={on}&{more}&member={program}/{who}"
            reader.go(address)
            answer = asked(path, f"audit {program} {who} --on {on} {options}")
            shown = reader.page.locator("#audit .event").evaluate_all(
                "(all) => all.map((one) => [Number(one.dataset.position), one.dataset.verdict])"
            )
            wanted = [[one["position"], one["verdict"]] for one in answer["events"]]
            assert shown == wanted, f"{who} {on} {options}"
            papers = [one["document"] for one in answer["events"] if one["document"]]
            told = [paper_of(one, answer, reader) for one in papers]
            assert reader.texts("#audit .document") == told
            [fact] = reader.texts("#audit .fact")
            why = answer["why_not"] or ""
            if re.match(r"it (is|may be) |.* ceased to exist on ", why):
                assert fact.endswith(f": {in_words(why, reader)}."), f"{who} {on} {options}"

    def test_members_over_time_are_those_of_the_rosters(
        self, program: str, path: Path, reader: Reader
    ) -> None:
        reader.go(f"#programs={program}&on=2026-11-21")
        counts = reader.page.evaluate(
            "(of) => countsOverTime(programData(of), viewOf(state), '1900-01-01', '2027-12-31')",
            program,
        )
        for one in counts:
            if one["day"] > "1900-01-01":
                found = asked(path, f"roster {program} --on {one['day']}")["counts"]
                sums = (found["members"], found["members"] + found["possible"])
                assert sums == (one["certain"], one["most"]), one["day"]


def test_a_program_that_ended_says_so_and_since_when(reader: Reader) -> None:
    reader.go("#programs=gatt,wto&on=1995-12-30")
    assert reader.texts(".program .ended") == ["", ""]
    reader.go("#programs=gatt,wto&on=1995-12-31&since=1995-12-30")
    assert reader.texts(".program .ended") == ["It ceased to exist on 31 December 1995.", ""]
    assert reader.texts("#changes .what")[0].strip() == "In it when the program ended (1)"
    assert reader.violations() == []
    reader.picture("ended", whole=True)


def test_what_changed_says_who_was_expelled_and_who_went_on_for_another(reader: Reader) -> None:
    reader.go("#programs=coe&on=2022-03-16&since=2022-03-15")
    assert [one.strip() for one in reader.texts("#changes .what")] == ["Expelled (1)"]
    reader.go("#programs=ost&on=1991-12-26&since=1991-12-25")
    told = [one.strip() for one in reader.texts("#changes .what")]
    assert told == ["Went on for another (1)", "Ceased to exist (1)"]


def entry(of: dict[str, Any]) -> tuple[str, ...]:
    dates = of["since"], of["status_since"]
    who = of["participant"]["id"], named(of["name_then"], of["participant"]["name"])
    return *who, of["status"], *dates, of["certainty"], marks_of(of["marks"])


def named(then: str, now: str) -> str:
    return then if then == now else f"{then} (now {now})"


def paper_of(document: dict[str, Any], answer: dict[str, Any], reader: Reader) -> str:
    """What the page says of the document of an event."""
    of = next(one for one in answer["events"] if one["document"] == document)
    others = [f"#{one}" for one in document["acts"] if one != of["position"]]
    and_ = f", and by it {', '.join(others)}" if others else ""
    if document["title"] is None:
        return f"Document: not on file any more{and_}"
    form = "" if document["form"] == "unspecified" else f" ({document['form'].replace('-', ' ')})"
    day = document["done_on"]
    done = in_words(f", done on {day}", reader) if day else ""
    return f"Document: {document['title']}{form}{done}{and_}"


def counts_more(short: dict[str, Any] | None, told: str, reader: Reader) -> str:
    """What the page says of a claim that counts more, whatever it says between."""
    if short is None:
        return ""
    [between] = re.findall(r"counts.*?:", told) or [""]
    assert f" {short['count']} " in between
    assert between[:-1].endswith(in_words(f" as of {short['on']}", reader))
    return f"{short['publisher']} {between} {short['missing']} more than are on file."


def marks_of(found: list[dict[str, Any]]) -> str:
    """Marks as the page has them: of a dispute that there is one, of others since when."""
    told = dict.fromkeys(
        one["kind"]
        if one["kind"].endswith("disputed")
        else f"{'' if one['certain'] else 'possibly '}{one['kind']} {one['text']}"
        for one in found
    )
    return "; ".join(told)


def in_words(sentence: str, reader: Reader) -> str:
    """A sentence of the command with its date as the page has it."""
    if found := re.fullmatch(r"(.* from )(\S+)( on)", sentence):
        start, day, end = found.groups()
        return f"{start}{reader.page.evaluate('(text) => dateInWords(text)', day)}{end}"
    found = re.fullmatch(r"(.*)( on | as of )(.+)", sentence)
    if not found or found[3] == "file":
        return sentence
    return f"{found[1]}{found[2]}{reader.page.evaluate('(text) => dateInWords(text)', found[3])}"
