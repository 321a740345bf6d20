"""The register as tools for an assistant: in process, and as a process that one starts."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
import terminal
from servers import SAMPLE

from cli import assistant
from cli.app import App
from cli.asking import Asking, Reply

client = pytest.importorskip("mcp.client")


def ask(name: str, given: Any) -> Reply:
    app = App(clock=lambda: terminal.NOW)
    app.at(str(SAMPLE))
    return assistant.answer(Asking(app), name, given)


def called(name: str, /, **given: Any) -> Any:
    """What an assistant is answered that calls a tool."""

    async def call() -> Any:
        async with client.Client(assistant.server(ask)) as found:
            return await found.call_tool(name, given)

    return anyio.run(call)


def test_every_answer_can_be_cited() -> None:
    cases: dict[str, dict[str, Any]] = {
        "roster": {"program": "ILRS", "on": "2022-12-31", "kind": ["state"]},
        "audit": {"program": "ILRS", "participant": "Egypt"},
        "diff": {"program": "ILRS", "from": "2023-09-30", "to": "2023-12-31"},
        "search": {"search": "MisrSat-2", "last": 3},
        "status": {},
        "cite": {"question": "roster ILRS --on 2022-12-31"},
        "compare": {"program": ["ILRS", "Artemis Accords"]},
        "timeline": {"name": "Egypt"},
    }
    for name, given in cases.items():
        found = called(name, **given)
        assert not found.is_error, found
        answer = found.structured_content
        assert json.loads(found.content[0].text) == answer
        assert answer["record"]["position"] == 1051
        assert len(answer["record"]["root"]) == 64
        cited = name not in ("search", "status")
        assert cited == ("citation" in answer)
    assert "certain" in json.dumps(called("roster", program="ILRS").structured_content)


def test_a_citation_is_that_of_the_command_line() -> None:
    found = called("cite", question="roster ILRS --on 2022-12-31").structured_content
    typed = f"depositary --db {SAMPLE} roster ILRS --on 2022-12-31 --cite"
    assert terminal.answer_to(typed).splitlines()[-1] == found["citation"]
    assert found["summary"][0] == "2 members (2 state)"
    again = called("again", citation=found["citation"]).structured_content
    assert again["differs"] is False


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("roster", {"program": "Moonbase"}, "no program is called 'Moonbase'"),
        ("roster", {}, "roster needs program: give it"),
        ("cite", {"question": "log"}, "'log' is no question: begin with roster"),
        ("cite", {}, "a citation is of one question: give it as question"),
        ("log", {}, "there is no tool 'log': use one of roster"),
        ("search", {}, "this answer is larger than 256 KiB: ask for less"),
    ],
)
def test_a_refusal_says_what_to_do(name: str, given: dict[str, Any], said: str) -> None:
    found = called(name, **given)
    assert found.is_error
    assert said in found.structured_content["error"]


def test_each_tool_says_what_it_takes_and_that_it_only_reads() -> None:
    tools = {one.name: one for one in assistant.tools()}
    assert tools.keys() >= {"roster", "audit", "diff", "search", "status", "cite"}
    for one in tools.values():
        assert one.description
        assert one.annotations
        assert one.annotations.read_only_hint
        assert set(one.input_schema["required"]) <= one.input_schema["properties"].keys()
    assert tools["roster"].input_schema["properties"]["tier"]["items"]["enum"][0] == "official"


@pytest.mark.apart
def test_an_assistant_starts_it_and_ends_it(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLE, tmp_path / "events.db"))
    before = path.read_bytes()
    stdio = pytest.importorskip("mcp.client.stdio")
    command = ["-m", "cli.main", "--db", str(path), "mcp"]
    started = stdio.StdioServerParameters(
        command=sys.executable, args=command, env={"PYTHONPATH": str(SAMPLE.parent)}
    )

    async def call() -> Any:
        async with client.Client(stdio.stdio_client(started)) as found:
            listed = await found.list_tools()
            told = found.instructions
            answers = [await found.call_tool("roster", {"program": "ILRS"}) for _ in range(2)]
            return listed, told, answers

    listed, told, answers = anyio.run(call)
    assert len(listed.tools) == len(assistant.tools())
    assert told == assistant.INSTRUCTIONS
    assert answers[0].structured_content == answers[1].structured_content
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["events.db"]


def test_without_a_ledger_it_does_not_start(tmp_path: Path) -> None:
    said = terminal.answer_to(f"depositary --db {tmp_path}/none.db mcp")
    assert "there is no ledger" in said
    assert said.endswith("[exit 1]")


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cli.assistant")
    monkeypatch.delattr("cli.assistant")
    monkeypatch.setitem(sys.modules, "mcp.server.lowlevel", None)
    said = terminal.answer_to(f"depositary --db {SAMPLE} mcp")
    assert "answering an assistant needs the extra 'mcp': install depositary[mcp]" in said
