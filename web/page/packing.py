"""Packs a value of a data file: what occurs in it several times is written once, and so are the
names of fields that go together. ``received`` in ``static/files.js`` unpacks it.

In a packed value an object is its fields by the number of their names, ``{"3":[1,"a"]}``, and what
is written elsewhere its number under no name, ``{"":7}``.
"""

from typing import Any

import attrs

_LONG = 10  # letters, above which what occurs again is worth a number


@attrs.frozen
class Packed:
    """A value, with what occurs in it several times, and the names of the fields of its objects;
    of what occurs again, each refers only to those before it."""

    value: Any
    again: list[Any]
    names: list[tuple[str, ...]]


def packed(value: Any) -> Packed:
    """Return a value for JSON, packed."""
    found = _Packing()
    whole = found.part(value)
    return Packed(found.written(whole), found.again, [*found.names])


class _Packing:
    """The parts of a value, each once: by their number what they are, and how often they occur in
    others."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._parts: list[Any] = []
        self._times: list[int] = []
        self._places: dict[int, int] = {}  # among what occurs again
        self.again: list[Any] = []
        self.names: dict[tuple[str, ...], int] = {}

    def part(self, value: Any) -> int:
        """Return the number of a value, and have all that is in it as parts."""
        kind = type(value)
        if kind is dict:
            within = tuple(map(self.part, value.values()))
            key: Any = (dict, tuple(value), within)
        elif kind is list or kind is tuple:
            within = tuple(map(self.part, value))
            key = (list, None, within)
        else:
            within = ()
            key = value if isinstance(value, str) else (kind, value)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._parts)
            self._parts.append(key)
            self._times.append(0)
            for one in within:
                self._times[one] += 1
        return number

    def written(self, number: int) -> Any:
        """Return a part as it is written, or where it is."""
        if number in self._places:
            return {"": self._places[number]}
        whole = self._whole(self._parts[number])
        if self._times[number] < 2 or self._length(number) < _LONG:
            return whole
        self._places[number] = len(self.again)
        self.again.append(whole)
        return {"": self._places[number]}

    def _whole(self, part: Any) -> Any:
        if isinstance(part, str):
            return part
        kind, *of = part
        if kind is dict:
            place = self.names.setdefault(of[0], len(self.names))
            return {str(place): list(map(self.written, of[1]))}
        return list(map(self.written, of[1])) if kind is list else of[0]

    def _length(self, number: int) -> int:
        """Return about how long a part is in JSON."""
        part = self._parts[number]
        if isinstance(part, str):
            return len(part)
        kind, *of = part
        return sum(self._length(one) + 1 for one in of[1]) if kind in (dict, list) else 4
