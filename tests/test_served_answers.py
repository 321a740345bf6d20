"""The answers for programs and the pages without a script, as `serve` gives them: held against
their description, asked what it allows and what it does not."""

import gzip
import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import terminal
from extent import examples
from hypothesis import HealthCheck, given, settings
from servers import SAMPLE, Server, end, record, serving

from cli import asking, openapi

schemathesis = pytest.importorskip("schemathesis")
checks = pytest.importorskip("schemathesis.checks")
pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path_factory.mktemp("answered") / "events.db"))


@pytest.fixture(scope="module")
def server(path: Path) -> Iterator[Server]:
    with serving(path) as found:
        yield found
        end(found, signal.SIGINT)


MEANT = {  # what a text may mean; of others only a refusal comes
    "program": ["ILRS", "Artemis Accords", "moon-agreement", "Moonbase"],
    "participant": ["Egypt", "ARE", "cnsa", "Atlantis"],
    "name": ["Egypt", "ILRS", "claims", "quotes"],
    "from": ["2023-09-30", "october-accords", "#40"],
    "to": ["2023-12-31", "october-accords", "#90"],
    "on": ["2023-12-31", "#31", "october-accords"],
    "before": ["2023-12-31", "october-accords"],
    "after": ["2023-12", "#31"],
    "known": ["#162", "2023-12-31", "#0"],
    "published-by": ["2023-12-31"],
    "event": ["#1", "#31", "1fd4010"],
    "citation": ["depositary ties ARE at #162 root a6db7db9396b"],
    "region": ["Africa"],
    "status": ["signatory", "party"],
    "search": ["MisrSat-2", "Egypt China"],
}


def described(meant: bool) -> Any:
    """The description; or what its texts may mean in the place of any text."""
    found = openapi.described(asking.questions().values())
    for path in found["paths"].values():
        for one in path["get"]["parameters"]:
            schema = one["schema"].get("items", one["schema"])
            if meant and one["name"] in MEANT and "enum" not in schema:
                schema["enum"] = MEANT[one["name"]]
    return schemathesis.openapi.from_dict(found)


@pytest.mark.parametrize("meant", [True, False], ids=["meant", "any"])
@pytest.mark.parametrize("question", asking.NAMES)
def test_what_is_answered_is_what_is_described(question: str, meant: bool, server: Server) -> None:
    operation = described(meant)[f"/{question}"]["GET"]

    def answered(case: Any) -> int:
        apart = [checks.positive_data_acceptance]  # a text may mean nothing that is on file
        found = case.call_and_validate(base_url=f"{server.address}api", excluded_checks=apart)
        return int(found.status_code)

    needed = [one for one in asking.questions()[question].parameters if one.required]
    first = {one.name: MEANT[one.name][: 2 if one.several else 1] for one in needed}
    assert answered(operation.Case(query=first)) == 200

    @given(case=operation.as_strategy())
    @settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
    def holds(case: Any) -> None:
        answered(case)

    holds()


def test_an_answer_is_that_of_the_command_line(server: Server, path: Path) -> None:
    status, text, headers = server.ask("api/roster", program="ILRS", on="2022-12-31")
    assert (status, headers["content-type"]) == (200, "application/json")
    found = json.loads(text)
    typed = f"depositary --db {path} roster ILRS --on 2022-12-31 --cite --format json"
    said = json.loads(terminal.answer_to(typed))
    assert found.items() >= said.items()
    assert found.keys() - said.keys() == {"record", "evidence", "notes"}
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")


def test_it_follows_the_ledger(server: Server, path: Path) -> None:
    before = json.loads(server.ask("api/programs")[1])
    assert server.ask("programs/new/")[0] == 404
    record(path, "new")
    after = json.loads(server.ask("api/programs")[1])
    assert after["record"]["position"] == before["record"]["position"] + 1
    assert len(after["programs"]) == len(before["programs"]) + 1
    assert "<h1><bdi>new</bdi></h1>" in server.ask("programs/new/")[1]


@pytest.mark.parametrize("where", ["", "api/status", "programs/", "draw.js"])
def test_what_is_at_hand_is_not_sent_again(where: str, server: Server) -> None:
    address = f"{server.address}{where}"
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:
        tag, body = answer.headers["ETag"], answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "accept-encoding" in answer.headers.get_all("Vary")
        assert len(body) == int(answer.headers["Content-Length"])
    assert gzip.decompress(body).decode() == server.ask(where)[1]
    status, text, headers = server.ask(where, headers={"If-None-Match": f'"x", {tag}'})
    assert (status, text, headers["ETag"]) == (304, "", tag)
    assert server.ask(where, headers={"If-None-Match": '"x"'})[0] == 200
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip;q=0"})) as answer:
        assert answer.headers["Content-Encoding"] is None


class TestPages:
    @pytest.mark.parametrize(
        ("where", "kind", "has"),
        [
            ("programs/", "text/html", "International Lunar Research Station"),
            ("programs/ilrs/", "text/html", "South Africa"),
            ("programs/ilrs", "text/html", "South Africa"),
            ("programs/ilrs/index.html", "text/html", "South Africa"),
            ("programs/ilrs/roster.csv", "text/csv", "ZAF"),
            ("programs/ilrs/roster.json", "application/json", '"ZAF"'),
            ("programs/ilrs/feed.xml", "application/atom+xml", "<feed"),
            ("programs/ilrs/cite.bib", "text/plain", "@misc"),
            ("participants/EGY/", "text/html", "ILRS"),
            ("changes/", "text/html", "Changes"),
            ("changes/1-500/", "text/html", "#500"),
            ("about/", "text/html", "register"),
            ("feed.xml", "application/atom+xml", "<feed"),
            ("corrections.xml", "application/atom+xml", "<feed"),
            ("pages.css", "text/css", "{"),
            ("api/", "text/html", "published-by"),
            ("api", "text/html", "published-by"),
        ],
    )
    def test_lie_where_they_are_published(
        self, where: str, kind: str, has: str, server: Server
    ) -> None:
        status, text, headers = server.ask(where)
        assert status == 200
        assert headers["content-type"].startswith(kind)
        assert has in text
        if kind == "text/html":
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; style-src 'self';")
            assert "script-src" not in policy
            assert "unsafe" not in policy

    @pytest.mark.parametrize(
        "where",
        ["programs/nothing/", "changes/9-9/", "participants/XYZ/x.html", "programs/index.htm"],
    )
    def test_there_are_no_others(self, where: str, server: Server) -> None:
        assert server.ask(where)[0] == 404

    def test_named_queries_have_titles_and_their_sql_is_folded_away(self, server: Server) -> None:
        text = server.ask("ledger/roster", program="ILRS")[1]
        assert "<title>Who is in a program on a day by the acts on file" in text
        assert "WITH asked AS" not in text
        assert "<title>All tables | depositary</title>" in server.ask("ledger")[1]


def test_what_is_served_says_of_itself_what_is_published(path: Path, tmp_path: Path) -> None:
    """Its title, publisher and licence on every page, what it is about on a page of its own."""
    about = tmp_path / "about.md"
    about.write_text("Kept by *two* people.")
    said = ("--title", "The <desk>’s register", "--about", str(about), "--language", "fr")
    named = ("--publisher", "The Desk https://example.org/", "--licence", "CC BY 4.0")
    with serving(path, *said, *named) as server:
        for where in ("", "programs/", "participants/EGY/", "api/"):
            text = server.ask(where)[1]
            assert "The &lt;desk&gt;’s register" in text
            assert "<desk>" not in text
            publisher = '<a href="https://example.org/" rel="noopener noreferrer">The Desk</a>'
            by, under = (
                ("Published by", "Licence:") if "api" in where else ("Publié par", "Licence\xa0:")
            )
            assert f"{by} {publisher}." in text
            assert f"{under} CC BY 4.0." in text
        assert "<em>two</em>" in server.ask("about/")[1]
        assert "The &lt;desk&gt;’s register" in server.ask("feed.xml")[1]
        end(server, signal.SIGINT)


def test_a_text_about_it_that_is_none_is_refused(path: Path, tmp_path: Path) -> None:
    """Before anything is served."""
    about = tmp_path / "about.md"
    about.write_bytes(b"\xff")
    answer = terminal.answer_to(f"depositary --db {path} serve --about {about}")
    assert answer == f"depositary: {about} is no text in UTF-8: save it as such\n[exit 1]"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("where", ["api/roster", "programs/"])
def test_nothing_is_written(method: str, where: str, server: Server) -> None:
    assert server.ask(where, method, program="ILRS")[0] == 405


def test_what_is_asked_has_a_limit(server: Server) -> None:
    status, text, _ = server.ask("api/roster", program="x" * 8000)
    assert (status, json.loads(text)["error"]) == (
        400,
        "what is asked has 8008 bytes: give 8000 at most",
    )


def test_what_is_no_text_is_refused(server: Server) -> None:
    status, text, _ = server.ask("api/roster?program=%ff")
    assert (status, json.loads(text)["error"]) == (
        400,
        "what is asked is no text in UTF-8: encode it as such",
    )
