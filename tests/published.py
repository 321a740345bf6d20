"""Pages of plain HTML as a test reads them: parsed strictly, with their links and texts."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import attrs

VOID = ("br", "img", "input", "link", "meta")


@attrs.define
class Element:
    """An element with its attributes, and what is in it."""

    tag: str
    attributes: dict[str, str]
    inner: "list[Element | str]" = attrs.Factory(list)

    @property
    def text(self) -> str:
        """All text in it, its white space folded."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for one in self.inner:
            yield from [one] if isinstance(one, str) else one._texts()

    def all(self, tag: str | None = None, **wanted: str) -> "Iterator[Element]":
        """Every element in it of a tag, with some attributes (``class_``: among its classes)."""
        for one in self.inner:
            if isinstance(one, str):
                continue
            if one.is_(tag, wanted):
                yield one
            yield from one.all(tag, **wanted)

    def is_(self, tag: str | None, wanted: dict[str, str]) -> bool:
        classes = self.attributes.get("class", "").split()
        return (tag is None or self.tag == tag) and all(
            value in classes if name == "class_" else self.attributes.get(name) == value
            for name, value in wanted.items()
        )

    def one(self, tag: str | None = None, **wanted: str) -> "Element":
        [found] = self.all(tag, **wanted)
        return found


class _Reader(HTMLParser):
    """Builds the tree, and fails where a tag is not closed or closes another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("", {})
        self._open = [self.top]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), self.get_starttag_text()
        made = Element(tag, {name: value or "" for name, value in attributes})
        self._open[-1].inner.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"{tag} closes {self._open[-1].tag} at {self.getpos()}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inner.append(data)

    def close(self) -> None:
        super().close()
        assert self._open == [self.top]


@cache
def read(path: Path) -> Element:
    """A page as a tree."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.top


@cache
def anchors(path: Path) -> frozenset[str]:
    """The ids of the elements of a page, none of which is there twice."""
    ids = [one.attributes["id"] for one in read(path).all() if "id" in one.attributes]
    assert len(ids) == len(set(ids)), path
    return frozenset(ids)


def leads_nowhere(page: Path, address: str) -> bool:
    """Whether a relative address on a page leads to no file, or to no element of one."""
    path, anchor = urldefrag(address)
    target = (page.parent / unquote(path)).resolve() if path else page
    if not target.is_file():
        return True
    by_script = anchor.startswith("programs=")  # a state of the page with the date
    return bool(anchor) and not by_script and unquote(anchor) not in anchors(target)
