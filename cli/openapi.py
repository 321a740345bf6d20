"""The description of the questions that are served (OpenAPI 3.1): each with what it is given, and
the shape of its answer as ``docs/json.md`` explains it.

The shapes are kept as JSON Schema in ``answer_shapes.json``, which a test makes of that page.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from cli.asking import BAD, FAILED, JSON, MISSING, TEXT, Parameter, Question
from ledger.version import __version__

Json = dict[str, Any]
BUSY = 503
_REFUSED = {
    BAD: "What was asked is refused.",
    MISSING: "A name is not on file.",
    FAILED: "The ledger cannot be read.",
    BUSY: "Too many are asking.",
}
_ABOUT = """Read-only answers of a register of who joined which international programme, when,
and on whose word. The parameters are the arguments and options of the commands. Each answer has the
position and the root of the record that it rests on (`record`), the sources of the events that it
names (`evidence`), and where its command can be cited, a `citation`, which `again` takes."""


@cache
def shapes() -> Mapping[str, Json]:
    """Return the JSON Schema of each shape, by its name."""
    found: dict[str, Json] = json.loads((files("cli") / "answer_shapes.json").read_text())
    return found


def described(questions: Iterable[Question]) -> Json:
    """Return the description of some questions."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "depositary",
            "description": " ".join(_ABOUT.split()),
            "version": __version__,
        },
        "servers": [{"url": "."}],
        "paths": {f"/{one.name}": {"get": _operation(one)} for one in questions},
        "components": {"schemas": dict(shapes())},
    }


def _operation(question: Question) -> Json:
    refusal = {"content": {JSON: {"schema": _named("Refusal")}}}
    refused = {str(status): {"description": why} | refusal for status, why in _REFUSED.items()}
    return {
        "operationId": question.name,
        "summary": question.does,
        **({"description": question.text} if question.text else {}),
        "parameters": [_parameter(one) for one in question.parameters],
        "responses": {
            "200": {"description": "The answer.", "content": _content(question)},
            "304": {"description": "The answer is the one of which the tag was sent."},
            **refused,
        },
    }


def _content(question: Question) -> Json:
    if question.gives_text:
        return {TEXT: {"schema": {"type": "string"}}}
    return {JSON: {"schema": {"allOf": [_named(question.name), _named("Served")]}}}


def _parameter(of: Parameter) -> Json:
    return {
        "name": of.name,
        "in": "query",
        "required": of.required,
        "description": of.text,
        "schema": schema(of),
        **({"style": "form", "explode": True} if of.several else {}),
    }


def schema(of: Parameter) -> Json:
    """Return the JSON Schema of a parameter."""
    one: Json = {"type": of.type}
    if of.choices:
        one["enum"] = list(of.choices)
    if of.least is not None:
        one["minimum"] = int(of.least)
    if not of.several:
        return one
    return {"type": "array", "items": one, **({"minItems": 1} if of.required else {})}


def _named(shape: str) -> Json:
    return {"$ref": f"#/components/schemas/{shape}"}
