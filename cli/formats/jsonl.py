"""Events as JSONL: one wire object a line, as `ledger.codec` writes it.

JSON is read strictly: a key that stands twice, a decimal number, NaN are refused. What is written
can be shown on any terminal: a control character stands there as JSON's escape.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import Any, BinaryIO, NoReturn

import orjson

from cli import output
from cli.formats.lines import TOO_LONG, Line, Text, Unreadable
from ledger.errors import Fault

_OVER_SEVERAL_LINES = "a JSON text over several lines, or a list: write each event on one line"
_KEY = re.compile(r'"\s*:')  # the end of a key, or something in a text that looks like one
_LARGE = 10**15  # a number that any reader takes for the same is smaller
_MADE_OUT = re.compile(r'"(type|id|name)"\s*:\s*"([^"\\]*)"')  # of a line that is not JSON


class BadJson(Exception):
    """A JSON text that is wrong, with what is wrong."""

    def __init__(self, problem: str, field: str = "") -> None:
        self.fault = Fault(field, problem)


def read(file: BinaryIO) -> Iterator[Line]:
    """Yield the events of a file, as a stream. Raises `Unreadable`."""
    text, first = Text(file), True
    for line in text.lines():
        if line is None:
            yield Line(text.number, faults=[Fault("", TOO_LONG)])
        elif stripped := line.strip():
            if first and (stripped == "{" or stripped.startswith("[")):
                raise Unreadable(text.number, _OVER_SEVERAL_LINES)
            yield _line(text.number, stripped)
            first = False


def write(wires: Callable[[], Iterable[dict[str, Any]]]) -> Iterator[str]:
    """Return the lines of a file."""
    return (dumps(wire) + "\n" for wire in wires())


def loads(text: str) -> Any:
    """Return the value of a JSON text. Raises `BadJson`."""
    try:
        found = orjson.loads(text)
        many = _keys(found)
        if many < inf and (_is_all_of(text, found) or many == len(_KEY.findall(text))):
            return found  # no key stands twice, and no number is another than it seems
    except (ValueError, TypeError):  # not JSON; nested deeper than is written
        pass
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as problem:
        at = f"column {problem.colno}" if problem.pos < len(text) else "its end"
        what = problem.msg.removesuffix(" at").removesuffix(" starting")
        raise BadJson(f"not JSON, at {at}: {what[:1].lower()}{what[1:]}") from None
    except RecursionError:
        raise BadJson("JSON that is nested too deep: an event is flat") from None
    except ValueError:  # int(): more digits than Python converts
        raise BadJson("JSON with a number of too many digits: write a smaller one") from None


def _is_all_of(text: str, value: Any) -> bool:
    """Return whether a value is written as long as the text that it was read from, but for the
    order of its keys: a text without white space of which nothing was lost. Nothing that is read
    is written longer than it stood, but for numbers that are not whole, which `_keys` tells."""
    return len(orjson.dumps(value)) == len(text.encode())


def _keys(value: Any) -> float:
    """Return how many keys a value has; more than any text has where a number in it is not whole,
    or so large that it may be another than stands there."""
    if isinstance(value, (float, int)):
        return 0 if isinstance(value, int) and -_LARGE < value < _LARGE else inf
    many: float = len(value) if isinstance(value, dict) else 0
    for one in value.values() if isinstance(value, dict) else value or ():
        if one.__class__ is not str:
            many += _keys(one)
    return many


def dumps(wire: Any) -> str:
    """Return a line, without its end, that `loads` takes back."""
    return output.to_json(wire, indent=None)


def _line(number: int, text: str) -> Line:
    try:
        return Line(number, loads(text))
    except BadJson as problem:
        return Line(number, dict(_MADE_OUT.findall(text)), [problem.fault])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise BadJson("it stands twice: keep one of them", twice)
    return found


def _no_number(text: str) -> NoReturn:
    raise BadJson(f"the number {text[:40]} is not whole: write digits alone, or a text in quotes")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_no_number, parse_constant=_no_number
)
