"""What the pages of commands and of errors say of refusals, checks and completion, against the
code."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pages
import pytest
import terminal
from click.shell_completion import get_completion_class
from pages import blocks, page, section, table

import cli
from cli import apart, asking, files, following, imprints, laid_out, remedies, witness_server
from cli.commands import import_, mcp, prove, push
from cli.exports.quickstatements import NoEntity
from cli.main import depositary
from intake.articles import dateline
from intake.articles.page import BadArticle, NoReader, Undated
from intake.optional import IntakeUnavailable
from intake.tables.sheets import BadList
from ledger import copy_errors, errors, schema
from ledger.batch import Receipt
from ledger.events import Program
from projections.checks.registry import BASIC, CHECKS
from shared import errors as shared_errors
from shared.optional import SharedUnavailable
from web import optional
from web.server import serving

REGISTER = "db.example.org/register"
LEDGER, WEB = Path("events.db"), "https://register.example.org"
FULL: Any = SimpleNamespace(path=LEDGER, size=42)
REFUSALS = [
    errors.MalformedEvent(
        [errors.Fault("participant", "is missing"), errors.Fault("note", "it is empty")]
    ),
    errors.MalformedDate("2023-13", "there is no such month"),
    errors.Unknown("participant", "Columbia", ["Colombia", "Cuba"]),
    errors.Ambiguous("event", "1fd4010", ["#3", "#12"]),
    errors.UnreadName("program", "x"),
    errors.AlreadyFiled("program", "ilrs", 1),
    errors.Unexpected(41, 42),
    errors.ClockBehind("2023-12-07T00:00:00Z", "2023-12-08T00:00:00Z"),
    errors.MalformedProof("tree head", "its last line has no end", "head.txt"),
    errors.SigningUnavailable(),
    errors.NoOrigin(LEDGER),
    files.Exists(Path("register.key")),
    errors.OtherHistory("head.txt", "it covers 9 events, and the ledger has 5"),
    prove.Uncovered(7, 5),
    errors.Unsettled(Path("head.txt"), "Input/output error"),
    BadArticle("page.html", "it is empty: give the text of an article"),
    Undated("article.txt", dateline.LOOKED),
    NoReader("page.html"),
    errors.Occupied(Path("copy.db")),
    errors.ErasureUnfinished(LEDGER, "another program is reading"),
    errors.OtherText("sansa-2023-09-08", "4c42d5d6ec7f" + 52 * "0"),
    errors.NoText("sansa-2023-09-08"),
    following.Replaced(LEDGER),
    copy_errors.NoTiles(WEB),
    copy_errors.Unreachable(WEB, "timed out"),
    copy_errors.Unwitnessed(WEB, "it is not signed by the key of example.org/register"),
    copy_errors.BadTiles(WEB, "tile/0/001: its hashes do not lead to the one in the tile above it"),
    copy_errors.HistoryRewritten(
        WEB,
        "went back, it has 256 events, and had 300",
        Path("copy.db.contradiction-300-256-2c26b46b.txt"),
    ),
    copy_errors.OtherRegister(WEB, "example.net/other", "example.org/register"),
    copy_errors.IsACopy(Path("copy.db"), WEB),
    copy_errors.NoCopy(LEDGER),
    copy_errors.NotCosigned(
        "example.net/witness", "it answers 404, no log of this origin is known here"
    ),
    copy_errors.Contradiction(
        "example.org/desk", "a head of 1051 events was cosigned already, and this is of 1"
    ),
    copy_errors.StateTaken(Path("witness.key.state")),
    copy_errors.BadState(Path("witness.key.state/2c26b46b/checkpoint"), "its last line has no end"),
    witness_server.NoWitnessThere("example.org", 8002, "address already in use"),
    copy_errors.NotTiles(Path("tiles")),
    copy_errors.OtherTiles(
        Path("tiles"), "go by example.net/other, and these by example.org/register"
    ),
    asking.NoSuchParameter("day", asking.questions()["roster"]),
    asking.TooMuchAsked("this answer is larger than 8 MiB: ask for less"),
    apart.TookTooLong(10),
    mcp.NoProtocol(),
    apart.Busy(),
    apart.BrokeOff(),
    optional.WebUnavailable(),
    laid_out.Strangers(Path("site")),
    imprints.NotText(Path("about.md")),
    serving.PortTaken("example.org", 8001, "address already in use"),
    errors.NoLedger(LEDGER),
    errors.LedgerExists(LEDGER),
    errors.NotALedger(LEDGER, "another SQLite database"),
    errors.NewerLedger(LEDGER, 2, 1),
    errors.OtherSchema(
        LEDGER,
        ["view mine does not belong in a ledger"],
        schema.REMEDIES[schema.Concerns.OTHERS],
    ),
    errors.OtherJournal(Path("events.db-journal"), "would have SQLite delete another file"),
    errors.ReadOnly(LEDGER),
    errors.Unreadable(LEDGER),
    errors.Locked(LEDGER, 5),
    errors.DiskFull(LEDGER),
    errors.DiskFailed(LEDGER, "disk I/O error"),
    errors.Damaged(LEDGER, "database disk image is malformed"),
    import_.NotEmpty(FULL),
    BadList(
        "status.pdf", "it is a PDF: copy its table into a spreadsheet, or take the CSV or HTML"
    ),
    IntakeUnavailable("Excel workbooks"),
    SharedUnavailable(),
    shared_errors.BadAddress(),
    shared_errors.BadOption(REGISTER, 'invalid sslmode value: "full"'),
    shared_errors.SecretInAddress(),
    shared_errors.NoConnection(REGISTER, "Connection refused"),
    shared_errors.NotLetIn(REGISTER),
    shared_errors.MayNotConnect(REGISTER),
    shared_errors.NotAdmitted(REGISTER, "library", "append", "make it a desk"),
    shared_errors.NoAnswer(REGISTER),
    shared_errors.NotTakenBack(
        REGISTER, [Receipt(1052, "", new=True)], shared_errors.NoConnection(REGISTER, "timeout")
    ),
    shared_errors.NoDatabase("db.example.org/registry"),
    shared_errors.NoRegister(REGISTER),
    shared_errors.NewerRegister(REGISTER, 2, 1),
    shared_errors.Full(REGISTER),
    shared_errors.NotPrimary(REGISTER),
    shared_errors.NotTrusted(
        REGISTER,
        'server certificate for "db.example.org" does not match host name "db"',
    ),
    shared_errors.NoStandby("a.example.org,b.example.org/register"),
    shared_errors.StandbyBehind("a.example.org,b.example.org/register", 1040, 1051),
    shared_errors.TwoNotaries(REGISTER, "notary"),
    shared_errors.OtherNotary(REGISTER, 1051),
    shared_errors.OtherEncoding(REGISTER, "SQL_ASCII"),
    shared_errors.RegisterThere(REGISTER),
    shared_errors.MayNotShare(REGISTER, "permission denied for database register"),
    shared_errors.RefusedThere(REGISTER, "an event is no canonical JSON"),
    copy_errors.OtherHand("me", "Embassy in Kyiv"),
    copy_errors.TimesAreGiven(f"postgresql://kyiv@{REGISTER}"),
    copy_errors.DraftsWaiting(1),
    push.CameBetween(57),
    NoEntity(Program(id="ilrs", name="ILRS")),
]
PROVOKED = {  # a command in a ledger of one program: the refusal that it meets
    "depositary roster ILRS --on 2023-10": "NoSuchMoment",
    "depositary import signings.txt": "BadFile",
    "depositary import wrong.jsonl": "NothingImported",
    "depositary again 'depositary log at #1 root 0123456789ab'": "NoQuestion",
    "depositary export -o events.db": "IsTheLedger",
}
ABSTRACT = {errors.Refusal, errors.LedgerRefusal}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return pages.enter(tmp_path, monkeypatch)


def explained() -> str:
    return " ".join(page("errors").split())


def refusals(base: type[errors.Refusal] = errors.Refusal) -> Iterator[type[errors.Refusal]]:
    yield base
    for cls in base.__subclasses__():
        yield from refusals(cls)


def test_every_refusal_is_explained() -> None:
    for module in pkgutil.iter_modules(cli.__path__):
        importlib.import_module(f"cli.{module.name}")
    known = {cls.__name__ for cls in refusals() if cls not in ABSTRACT}
    assert sorted(re.findall(r"- `(\w+)`: \"", explained())) == sorted(known)
    said = {type(refusal).__name__ for refusal in REFUSALS}
    assert known - said - set(PROVOKED.values()) == set()


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_what_a_refusal_says(refusal: errors.Refusal) -> None:
    assert f'`{type(refusal).__name__}`: "{remedies.told(refusal)}".' in explained()


@pytest.mark.parametrize("command", PROVOKED)
def test_what_a_command_says_when_it_refuses(command: str, folder: Path) -> None:
    Path("signings.txt").touch()
    Path("wrong.jsonl").write_text('{"type":"signing"}\n')
    terminal.answer_to("depositary init")
    terminal.answer_to("depositary append program --id ilrs --name ILRS")
    said = [line.removeprefix("depositary: ") for line in terminal.answer_to(command).splitlines()]
    assert any(f'`{PROVOKED[command]}`: "{line}".' in explained() for line in said), said


def test_every_check_is_explained_in_order() -> None:
    rows = table(section("commands", "Checks"))[1:]
    assert [row[0].strip("`") for row in rows] == list(CHECKS)
    assert tuple(CHECKS)[:4] == BASIC


def test_completion_is_what_click_makes() -> None:
    texts = blocks(section("commands", "Completion"), "sh")
    for shell, text in zip(("bash", "zsh", "fish"), texts, strict=True):
        assert f"_DEPOSITARY_COMPLETE={shell}_source depositary" in text
        complete = get_completion_class(shell)
        assert complete
        made = complete(depositary, {}, "depositary", "_DEPOSITARY_COMPLETE")
        script = made.source_template % made.source_vars()
        assert f"_DEPOSITARY_COMPLETE={shell}_complete" in script
