"""An article in a page, with what was found in it marked."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from intake.articles.drafting import ASIDE, LOOK, ON_FILE, PLAN, READY, Draft, Entry

_KINDS = {  # the first wins where two are in the same words
    READY: ("ready", "an act that is ready to be recorded"),
    ON_FILE: ("file", "one more source for or against what is on file"),
    PLAN: ("plan", "a plan"),
    LOOK: ("look", "to be looked at"),
    ASIDE: ("aside", "set aside"),
}
_STYLE = """
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, serif;
  color: #1a1a1a; background: #fff }
p { white-space: pre-line }
mark { color: inherit; padding: .1em 0; border-bottom: .15em solid }
mark b { font: .7rem sans-serif; margin-left: .4em }
.ready { background: #d5f0da; border-color: #1a7f37 }
.file { background: #d8e8fb; border-color: #0a58a8 }
.plan { background: #fff1c9; border-color: #946200 }
.look { background: #ffe0cc; border-color: #b54708 }
.aside { background: #ebebeb; border-color: #6e6e6e }
ul { font: .85rem sans-serif; list-style: none; padding: 0 }
li { display: inline-block; margin-right: 1.2em }
"""


def page(text: str, title: str, draft: Draft) -> str:
    """Return the page: the words of an article, what was found in them marked, each mark with what
    it is."""
    used = [kind for kind in _KINDS if draft.of(kind)]
    legend = "".join(
        f'<li><mark class="{_KINDS[kind][0]}">{_KINDS[kind][1]}</mark></li>' for kind in used
    )
    marked = "".join(
        _marked(
            text, [one for one in draft.entries if "citations" in one.wire or one.kind == ON_FILE]
        )
    )
    body = "".join(f"<p>{part}</p>\n" for part in marked.split("\n\n") if part.strip())
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<ul>{legend}</ul>\n{body}</body>\n</html>\n"
    )


def _marked(text: str, entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the text, piece by piece: between any two places where a mark begins or ends."""
    edges = sorted({0, len(text), *(edge for one in entries for edge in one.place)})
    for start, end in pairwise(edges):
        here = [one for one in entries if one.place[0] <= start and end <= one.place[1]]
        piece = escape(text[start:end])
        if not here:
            yield piece
            continue
        first = min(here, key=lambda one: list(_KINDS).index(one.kind))
        ends = [one for one in here if one.place[1] == end]
        label = f"<b>{escape('; '.join(dict.fromkeys(map(_label, ends))))}</b>" if ends else ""
        reasons = escape("\n".join(dict.fromkeys(r for one in here for r in one.remarks)))
        yield f'<mark class="{_KINDS[first.kind][0]}" title="{reasons}">{piece}{label}</mark>'


def _label(entry: Entry) -> str:
    """Return what a mark is, in a few words."""
    wire = entry.wire
    if "event" in wire:
        return f"{wire['stance']} {wire['event']}"
    several = wire.get("participants") or wire.get("launched_for") or ()
    who = wire.get("participant") or ", ".join(several)
    what = wire["type"] if entry.kind != ASIDE else "set aside"
    return f"{what}: {who}, {wire['program']}" if "program" in wire else f"{what}: {who}"
