"""A draft as YAML that `import` takes, with comments for whoever reads it first: what is only to be
looked at, and what was set aside, stands there as comments.
"""

from collections.abc import Iterable, Iterator, Sequence

from intake import wire_yaml
from intake.articles.drafting import ASIDE, LOOK, ON_FILE, PLAN, READY, Draft, Entry

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
    yield f"# {wire_yaml.visible(title)}"
    yield "# A draft: read it, change it, and only then import it."
    if draft.source:
        yield ""
        yield from wire_yaml.event(draft.source)
    for kind, heading, is_live in _SECTIONS:
        entries = draft.of(kind)
        if entries:
            yield ""
            yield f"# {heading} ({len(entries)})"
        for entry in entries:
            yield ""
            yield from _entry(entry, is_live, explain)
    if draft.unclear:
        yield ""
        yield f"# Names that are not clear: nothing is proposed of them ({len(draft.unclear)})"
        yield ""
        yield from (f"# {wire_yaml.visible(one)}" for one in draft.unclear)
    if not draft.entries:
        yield ""
        yield "# No act in a program on file was found."


def _entry(entry: Entry, is_live: bool, explain: bool) -> Iterator[str]:
    for remark in (*entry.remarks, *(entry.reasons if explain else ())):
        yield f"# {wire_yaml.visible(remark)}"
    lines = list(wire_yaml.event(entry.wire))
    if entry.kind == ASIDE:
        lines = _brief(entry)
    yield from lines if is_live else [f"#   {line}" for line in lines]


def _brief(entry: Entry) -> list[str]:
    """Return what was set aside, in two lines: it is not meant to be recorded as it is."""
    wire = entry.wire
    who = wire.get("participant") or ", ".join(wire["participants"])
    cited = wire["citations"][0]
    return [f"{who}, {wire['program']}", f"{cited['locator']}: {wire_yaml.quoted(cited['quote'])}"]


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
    if count := len(draft.unclear):
        parts.append(f"{count} name{'s' if count > 1 else ''} not clear")
    return ", ".join(parts) or "nothing"
