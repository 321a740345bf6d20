"""The measure of drafts, on articles annotated for this."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import drafts

PROGRAMS = {"artemis-accords": ["Artemis Accords"], "brics": ["BRICS", "Brics"]}


def event(kind: str, who: str, program: str, on: str, status: str, **more: Any) -> dict[str, Any]:
    told = {"type": kind, "participant": who, "programme": program, "date": on, "status": status}
    return {**told, "date_how": "for this", "quote": "…", **more}


ARTICLES: list[dict[str, Any]] = [
    {
        "id": "one",
        "publisher": "Gazette",
        "published_on": "2024-05-15",
        "text": "Ghana signed the Artemis Accords on Monday. Kenya plans to join BRICS. Togo has "
        "not joined BRICS. Benin joined BRICS in 2020. Mali is a member of BRICS.",
        "events": [
            event("signing", "GHA", "artemis-accords", "2024-05-13", "actual"),
            event("announcement", "KEN", "brics", "../2024-05-15", "planned"),
            event("announcement", "TGO", "brics", "../2024-05-15", "negated"),
            event("consent", "BEN", "brics", "2021", "background", type_alt=["signing"]),
            event("signing", "MLI", "brics", "../2024-05-15", "background", optional=True),
        ],
    },
    {
        "id": "two",
        "publisher": "Gazette",
        "published_on": "2024-05-15",
        "text": "Togo joined BRICS. Chad and Kenya met Mali. Both countries joined BRICS.",
        "events": [
            event("announcement", "TGO", "brics", "../2024-05-15", "planned"),
            event("signing", "TCD", "brics", "../2024-05-15", "actual"),
            event("signing", "FJI", "brics", "../2024-05-15", "actual"),
        ],
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "programs.json").write_text(json.dumps(PROGRAMS))
    lines = "".join(json.dumps(one) + "\n" for one in ARTICLES)
    (tmp_path / "articles.jsonl").write_text(lines)
    return tmp_path


def told(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    drafts.main([str(folder), *more])
    return capsys.readouterr().out.splitlines()


def test_what_is_right_and_each_error_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(folder, capsys) == [
        "one: date: signing BEN brics 2020 by “clause”, not 2021 (for this)",
        "two: wrong: signing TGO brics ../2024-05-15 by “clause”",
        "two: only to look at: signing TCD brics ../2024-05-15 (actual): …",
        "two: missed: signing FJI brics ../2024-05-15 (actual): …",
        "two: taken for done: announcement TGO brics ../2024-05-15 (planned): …",
        "two: plan missed: announcement TGO brics ../2024-05-15 (planned): …",
        "",
        "articles: 2",
        "acts that are ready and right: 2 of 3 (0.667)",
        "acts found ready: 2 of 4 (0.500)",
        "acts found, ready or to look at: 3 of 4 (0.750)",
        "their dates right: 1 of 2 (0.500)",
        "plans and refusals taken for done: 1 of 3 (0.333)",
        "plans proposed: 1 of 2 (0.500)",
        "their dates right: 1 of 1 (1.000)",
        "quotes exact: 9 of 9 (1.000)",
    ]


def test_some_articles_can_be_kept_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "articles: 1" in told(folder, capsys, "--only", "one")
    assert "articles: 1" in told(folder, capsys, "--without", "one")
