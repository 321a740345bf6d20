"""An event in wire form as an item of a YAML list, as `import` reads it: a text stands in double
quotes unless it is plain everywhere, a list of texts in one line.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w ./-]*[\w/-])?", re.ASCII)
_NOTHING = ("null", "yes", "no", "true", "false", "on", "off")  # what other readers take for more
# what acts on a terminal, as a YAML escape has it
_ACTING = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def event(wire: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of an event."""
    return _item("", wire)


def quoted(text: str) -> str:
    """Return a text in double quotes, as JSON and YAML alike have it."""
    return _ACTING.sub(_escape, json.dumps(text, ensure_ascii=False))


def visible(text: str) -> str:
    """Return a text that is safe in one line of comment."""
    return " ".join(_ACTING.sub(" ", re.sub(r"[\x00-\x1f]", " ", text)).split())


def _item(indent: str, wire: Mapping[str, Any]) -> Iterator[str]:
    for index, (name, value) in enumerate(wire.items()):
        yield from _field(f"{indent}{'  ' if index else '- '}", name, value)


def _field(lead: str, name: str, value: Any) -> Iterator[str]:
    indent, key = " " * len(lead), _scalar(name)
    if isinstance(value, Mapping):
        yield f"{lead}{key}:"
        for inner, one in value.items():
            yield from _field(f"{indent}  ", inner, one)
    elif isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        yield f"{lead}{key}: [{', '.join(map(_scalar, value))}]"
    elif isinstance(value, (list, tuple)):
        yield f"{lead}{key}:"
        for one in value:
            yield from _item(indent, one)
    else:
        yield f"{lead}{key}: {_scalar(value)}"


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOTHING
    return text if plain else quoted(text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
