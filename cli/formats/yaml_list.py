"""Events as YAML: a list of them; or several documents, each a list or one event.

Every scalar is text, so that ``NO`` stays Norway and a date stays as it was written; ``~``,
``null`` and nothing at all mean that a field is absent. Aliases (whose expansion can grow without
bounds) and tags are refused, and so is a key that stands twice. The events of the parser are
composed here, one list item at a time, which keeps memory flat and gives each event its line.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import yaml
from yaml import events

from cli.formats.lines import Line, Text, Unreadable
from ledger.errors import Fault

LARGEST = 32 << 20  # bytes of a file
_DEEPEST = 12
_NOTHING = ("", "~", "null", "Null", "NULL")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read(file: BinaryIO) -> Iterator[Line]:
    """Yield the events of a file, as a stream. Raises `Unreadable`."""
    text = Text(file)
    if text.size > LARGEST:
        raise Unreadable(0, "a YAML file larger than 32 MiB: write it as JSONL")
    stream = _Stream(text)
    try:
        yield from _Composer(yaml.parse(stream, Loader=_LOADER)).lines()
    except yaml.MarkedYAMLError as problem:
        number = _line_of(problem, stream.given)
        raise Unreadable(number, f"not YAML: {problem.problem}") from None
    except yaml.YAMLError:  # a character that YAML forbids; the parser does not say where
        sentence = "not YAML: a control character, write it as an escape in double quotes"
        raise Unreadable(text.number, sentence) from None


class _Stream:
    """A file as PyYAML reads it: each call gives one line. Counts the characters `given`."""

    def __init__(self, text: Text) -> None:
        self._lines = text.short_lines()
        self.given = 0

    def read(self, _size: int = -1) -> str:
        line = next(self._lines, "")
        self.given += len(line)
        return line


class _Composer:
    """Values from the events of a parser."""

    def __init__(self, parsed: Iterator[Any]) -> None:
        self._parsed = parsed
        self._faults: list[Fault] = []

    def lines(self) -> Iterator[Line]:
        for event in self._parsed:
            if isinstance(event, events.SequenceStartEvent):
                yield from map(self._line, self._until(events.SequenceEndEvent))
            elif isinstance(event, events.NodeEvent) and not _is_nothing(event):
                yield self._line(event)

    def _line(self, event: Any) -> Line:
        self._faults = []
        wire = self._value(event, ())
        if not isinstance(wire, dict):
            self._faults.append(Fault("", "not an event: write its fields as 'name: value'"))
        return Line(event.start_mark.line + 1, wire, self._faults)

    def _value(self, event: Any, path: tuple[str, ...]) -> Any:
        """Return the value that begins with an event; what is wrong with it is gathered."""
        self._check(event, path)
        if isinstance(event, events.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, events.SequenceStartEvent):
            items = enumerate(self._until(events.SequenceEndEvent))
            return [self._value(item, (*path, str(index))) for index, item in items]
        return None if _is_nothing(event) else getattr(event, "value", None)

    def _mapping(self, path: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self._until(events.MappingEndEvent):
            plain = isinstance(event, (events.ScalarEvent, events.AliasEvent))
            key = self._value(event, path if plain else (*path, "?"))
            inner = (*path, str(key))
            value = self._value(next(self._parsed), inner)
            if not isinstance(key, str):
                self._refuse(path, "a field without a name: write its fields as 'name: value'")
            elif key in found:
                self._refuse(inner, "it stands twice: keep one of them")
            else:
                found[key] = value
        return found

    def _check(self, event: Any, path: tuple[str, ...]) -> None:
        if len(path) > _DEEPEST:
            raise Unreadable(event.start_mark.line + 1, "YAML nested too deep: an event is flat")
        if isinstance(event, events.AliasEvent):
            self._refuse(path, f"the alias *{event.anchor} is not taken: write the value out")
        elif event.tag is not None:
            self._refuse(path, f"the tag {event.tag} is not taken: write the value as text")

    def _refuse(self, path: tuple[str, ...], problem: str) -> None:
        self._faults.append(Fault(".".join(path), problem))

    def _until(self, end: type) -> Iterator[Any]:
        """Yield the parser's events up to an end; what lies between is taken by the caller."""
        while not isinstance(event := next(self._parsed), end):
            yield event


def _is_nothing(event: Any) -> bool:
    return isinstance(event, events.ScalarEvent) and not event.style and event.value in _NOTHING


def _line_of(problem: yaml.MarkedYAMLError, given: int) -> int:
    """Return where something begins that never ends, or else where the problem shows."""
    mark = problem.problem_mark
    if mark and mark.index >= given:
        mark = problem.context_mark or mark
    return mark.line + 1 if mark else 0
