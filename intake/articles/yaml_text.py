"""A draft as YAML that `import` takes, with comments for whoever reads it first: what is only to be
looked at, and what was set aside, stands there as comments.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from intake.articles.drafting import ASIDE, LOOK, ON_FILE, PLAN, READY, Draft, Entry

_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w ./-]*[\w/-])?", re.ASCII)
_NOTHING = ("null", "Null", "NULL", "yes", "no", "true", "false", "on", "off")
# what acts on a terminal, as a YAML escape has it
_ACTING = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SECTIONS = (  # a kind, what its entries are, whether they are live
    (READY, "Ready: acts that the article reports", True),
    (ON_FILE, "On file already: one more source for or against", True),
    (PLAN, "Plans, applications and invitations: nobody is a member by them", True),
    (LOOK, "To look at: take the marks away from what is right", False),
    (ASIDE, "Set aside", False),
)


def written(draft: Draft, title: str, explain: bool = False) -> str:
    """Return the text of a draft; ``explain`` gives the reason of each part of each entry."""
    return "\n".join(_lines(draft, title, explain)) + "\n"


def _lines(draft: Draft, title: str, explain: bool) -> Iterator[str]:
    yield f"# {_visible(title)}"
    yield "# A draft: read it, change it, and only then import it."
    if draft.source:
        yield ""
        yield from _event(draft.source)
    for kind, heading, is_live in _SECTIONS:
        entries = draft.of(kind)
        if entries:
            yield ""
            yield f"# {heading} ({len(entries)})"
        for entry in entries:
            yield ""
            yield from _entry(entry, is_live, explain)
    if not draft.entries:
        yield ""
        yield "# No act in a program on file was found."


def _entry(entry: Entry, is_live: bool, explain: bool) -> Iterator[str]:
    for remark in (*entry.remarks, *(entry.reasons if explain else ())):
        yield f"# {_visible(remark)}"
    lines = list(_event(entry.wire))
    if entry.kind == ASIDE:
        lines = _brief(entry)
    yield from lines if is_live else [f"#   {line}" for line in lines]


def _brief(entry: Entry) -> list[str]:
    """Return what was set aside, in two lines: it is not meant to be recorded as it is."""
    wire = entry.wire
    who = wire.get("participant") or ", ".join(wire["participants"])
    cited = wire["citations"][0]
    return [f"{who}, {wire['program']}", f"{cited['locator']}: {_quoted(cited['quote'])}"]


def _event(wire: Mapping[str, Any]) -> Iterator[str]:
    for index, (name, value) in enumerate(wire.items()):
        lead = "- " if not index else "  "
        yield from _field(lead, name, value)


def _field(lead: str, name: str, value: Any) -> Iterator[str]:
    indent = " " * len(lead)
    if isinstance(value, Mapping):
        yield f"{lead}{name}:"
        for inner, one in value.items():
            yield from _field(f"{indent}  ", inner, one)
    elif isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        yield f"{lead}{name}: [{', '.join(map(_scalar, value))}]"
    elif isinstance(value, (list, tuple)):
        yield f"{lead}{name}:"
        for one in value:
            yield from _listed(indent, one)
    else:
        yield f"{lead}{name}: {_scalar(str(value))}"


def _listed(indent: str, wire: Mapping[str, Any]) -> Iterator[str]:
    for index, (name, value) in enumerate(wire.items()):
        yield from _field(f"{indent}{'- ' if not index else '  '}", name, value)


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _NOTHING:
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """Return a text in double quotes, as JSON and YAML alike have it."""
    return _ACTING.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _visible(text: str) -> str:
    """Return a text that is safe in one line of comment."""
    return " ".join(_ACTING.sub(" ", re.sub(r"[\x00-\x1f]", " ", text)).split())


def counted(draft: Draft) -> str:
    """Return how much of each sort there is, in words."""
    words: Sequence[tuple[str, Iterable[str]]] = (
        ("ready", (READY,)),
        ("for what is on file", (ON_FILE,)),
        ("plans", (PLAN,)),
        ("to look at", (LOOK,)),
        ("set aside", (ASIDE,)),
    )
    parts = [
        f"{len(found)} {what[: -1 if what == 'plans' and len(found) == 1 else None]}"
        for what, kinds in words
        if (found := draft.of(*kinds))
    ]
    return ", ".join(parts) or "nothing"
