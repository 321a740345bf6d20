"""The shapes of JSON as JSON Schema, which the description of the served answers refers to: they
are those that docs/json.md explains."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from test_docs_json import ANSWERS, ASKED, TEXTS, fields_of, shapes

from cli import openapi
from cli.asking import questions

pytestmark = pytest.mark.sources
KEPT = Path(__file__).parent.parent / "cli" / "answer_shapes.json"
Json = dict[str, Any]
PLAIN: dict[str, Json] = {
    "number": {"type": "integer"},
    "Position": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "EDTF": {"type": "string"},
    "Wire": {"type": "object", "required": ["type"]},
    "Numbers": {"type": "object", "additionalProperties": {"type": "integer"}},
    "null": {"type": "null"},
    "any": {},
}


def schema(kind: str) -> Json:
    """What a type on the page is, as JSON Schema."""
    kinds = re.split(r" \| (?![^{]*\})", kind)
    if len(kinds) > 1:
        return {"anyOf": [schema(one) for one in kinds]}
    if kind.endswith("[]"):
        return {"type": "array", "items": schema(kind.removesuffix("[]"))}
    if kind.startswith('"'):
        return {"const": kind.strip('"')}
    if kind.startswith("{"):
        return whole(fields_of(kind))
    if kind in shapes():
        return {"$ref": f"#/components/schemas/{kind}"}
    if kind in TEXTS:
        of = TEXTS[kind]
        return {"type": "string", **({} if of == ".*" else {"pattern": f"^({of})$"})}
    return PLAIN[kind]


def whole(keys: Mapping[str, str], repeated: Mapping[str, str] | None = None) -> Json:
    """What the keys of a type are, and those that an answer may repeat of what was asked."""
    every = {**(repeated or {}), **keys}
    return {
        "type": "object",
        "required": [key for key in keys if not key.endswith("?")],
        "properties": {key.removesuffix("?"): schema(kind) for key, kind in every.items()},
    }


def test_the_shapes_that_are_kept_are_those_of_the_page(rewrite: bool) -> None:
    made = {
        name: whole(keys, ASKED if name in ANSWERS else None) for name, keys in shapes().items()
    }
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if rewrite:
        KEPT.write_text(text)
    assert rewrite or text == KEPT.read_text()


def test_the_description_refers_to_shapes_that_there_are() -> None:
    text = json.dumps(openapi.described(questions().values()))
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert {"roster", "Served", "Refusal"} <= named <= openapi.shapes().keys()


def test_each_parameter_is_an_option_or_an_argument_of_its_command() -> None:
    for question in questions().values():
        named = [one.name for one in question.parameters]
        assert len(named) == len(set(named))
        assert all(one.text for one in question.parameters), question.name
    roster = [attrs.asdict(one)["name"] for one in questions()["roster"].parameters]
    assert roster[:3] == ["program", "on", "before"]
    assert {"published-by", "min-sources", "tier", "kind", "region"} <= set(roster)
