"""The shapes of JSON as JSON Schema, which the description of the served answers refers to: they
are those that docs/json.md explains."""

import json
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from pages import LINK
from test_docs_json import ANSWERS, ASKED, PRIMITIVES, shapes

from cli import openapi
from cli.asking import questions

pytestmark = pytest.mark.sources
KEPT = Path(__file__).parent.parent / "cli" / "answer_shapes.json"
Json = dict[str, Any]
PLAIN: dict[str, Json] = {
    "number": {"type": "integer"},
    "position": {"type": "integer"},
    "flag": {"type": "boolean"},
    "text": {"type": "string"},
    "date": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "day or `..`": {"type": "string", "pattern": f"^({PRIMITIVES['day or `..`']})$"},
    "moment": {"type": "string", "format": "date-time"},
    "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "event": {"type": "object", "required": ["type"]},
    "map of number": {"type": "object", "additionalProperties": {"type": "integer"}},
    "question": {
        "type": "object",
        "required": ["on", "known"],
        "properties": {
            "on": {"type": "string", "format": "date"},
            "known": {"$ref": "#/components/schemas/known"},
        },
    },
    "any": {},
}


def schema(kind: str) -> Json:
    """What a kind of value on the page is, as JSON Schema."""
    kind = kind.removesuffix(", optional")
    if kind.endswith(" or null"):
        return {"anyOf": [schema(kind.removesuffix(" or null")), {"type": "null"}]}
    if kind.startswith("list of "):
        return {"type": "array", "items": schema(kind.removeprefix("list of "))}
    if link := LINK.fullmatch(kind):
        return {"$ref": f"#/components/schemas/{link[1].removeprefix('#')}"}
    return PLAIN[kind]


def whole(name: str, keys: dict[str, str]) -> Json:
    repeated = ASKED if name in ANSWERS else {}
    return {
        "type": "object",
        "required": [key for key, kind in keys.items() if not kind.endswith(", optional")],
        "properties": {key: schema(kind) for key, kind in {**repeated, **keys}.items()},
    }


def test_the_shapes_that_are_kept_are_those_of_the_page(rewrite: bool) -> None:
    made = {name.replace(" ", "-"): whole(name, dict(keys)) for name, keys in shapes().items()}
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if rewrite:
        KEPT.write_text(text)
    assert rewrite or text == KEPT.read_text()


def test_the_description_refers_to_shapes_that_there_are() -> None:
    text = json.dumps(openapi.described(questions().values()))
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert {"roster", "served", "refusal"} <= named <= openapi.shapes().keys()


def test_each_parameter_is_an_option_or_an_argument_of_its_command() -> None:
    for question in questions().values():
        named = [one.name for one in question.parameters]
        assert len(named) == len(set(named))
        assert all(one.text for one in question.parameters), question.name
    roster = [attrs.asdict(one)["name"] for one in questions()["roster"].parameters]
    assert roster[:3] == ["program", "on", "before"]
    assert {"published-by", "min-sources", "tier", "kind", "region"} <= set(roster)
