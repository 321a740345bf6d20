"""How well `draft` reads articles: measured on articles that people have annotated, with each
error.

python -m benchmarks.drafts FOLDER [--only ID ...] [--without ID ...]

The folder has ``articles.jsonl``, an article a line (``id``, ``text``, ``published_on``,
``publisher``, ``events``), and ``programs.json``, the programs that count, by id, each with its
names. An event says its ``type``, ``participant``, ``programme``, ``date`` in EDTF, its ``status``
(actual or background: it was done; planned, negated or reported: it was not), and its ``quote``;
``…_alt`` are right as well, and what is ``optional`` is neither missed nor wrong.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from intake.articles.drafting import draft as drafted
from intake.articles.finding import Article
from intake.articles.gathering import Gathered, Reported, gathered
from intake.articles.names import Vocabulary
from intake.articles.reading import findings
from intake.articles.speaker import speaker
from ledger.dates import parse
from ledger.errors import MalformedDate
from ledger.events import Program
from ledger.names import Names

_DONE = ("actual", "background")


@attrs.frozen
class Score:
    """What was counted over some articles, and each error in one line."""

    counts: Counter[str]
    errors: list[str]

    def share(self, of: str, among: str) -> str:
        """Return a share in figures, as "12 of 13 (0.923)"."""
        part, whole = self.counts[of], self.counts[among]
        return f"{part} of {whole} ({part / whole:.3f})" if whole else "none"


def main(arguments: Sequence[str]) -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], metavar="ID")
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    given = parser.parse_args(arguments)
    score = Score(Counter(), [])
    vocabulary = Vocabulary(Names(_programs(given.folder / "programs.json")))
    with open(given.folder / "articles.jsonl", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            wanted = not given.only or article["id"] in given.only
            if wanted and article["id"] not in given.without:
                _measure(article, vocabulary, score)
    print("\n".join(_told(score)))


def _programs(path: Path) -> list[Program]:
    listed = json.loads(path.read_text(encoding="utf-8"))
    return [
        Program(id=one, name=names[0], aliases=tuple(dict.fromkeys(names[1:])))
        for one, names in listed.items()
    ]


def _measure(article: Mapping[str, Any], vocabulary: Vocabulary, score: Score) -> None:
    text, published = article["text"], date.fromisoformat(article["published_on"])
    read = Article(text, published, speaker(article["publisher"]))
    found = gathered(read, findings(read, vocabulary), vocabulary.names.programs)
    errors = [f"{article['id']}: {one}" for one in _compared(article["events"], found, score)]
    _quotes(read, found, vocabulary.names, score.counts)
    score.errors.extend(errors)
    score.counts["articles"] += 1


def _compared(events: Sequence[Mapping[str, Any]], found: Gathered, score: Score) -> Iterator[str]:
    """Count an article, and say each error."""
    counts = score.counts
    acts = [one for one in events if one["status"] in _DONE]
    yield from _ready(acts, events, found, counts)
    for one in acts:
        if one.get("optional"):
            continue
        counts["acts"] += 1
        counts["acts ready"] += any(_same(one, other) for other in found.acts)
        looked = any(_same(one, other) for other in (*found.acts, *found.looks))
        counts["acts ready or to look at"] += looked
        if not any(_same(one, other) for other in found.acts):
            where = "only to look at" if looked else "missed"
            yield f"{where}: {_said(one)}"
    yield from _not_done(events, found, counts)


def _quotes(read: Article, found: Gathered, names: Names, counts: Counter[str]) -> None:
    """Count the quotes of the draft, and those that stand in the text where they are said to."""
    proposed = drafted(read, found, names, {"type": "source", "id": "article"})
    for entry in proposed.entries:
        for citation in entry.wire.get("citations", ()):
            counts["quotes"] += 1
            counts["quotes exact"] += read.text[slice(*entry.place)] == citation["quote"]


def _ready(
    acts: Sequence[Mapping[str, Any]],
    events: Sequence[Mapping[str, Any]],
    found: Gathered,
    counts: Counter[str],
) -> Iterator[str]:
    for one in found.acts:
        right = [other for other in acts if _same(other, one)]
        optional = right and all(other.get("optional") for other in right)
        alternative = [
            other
            for other in events
            if _same(other, one) and "actual" in other.get("status_alt", [])
        ]
        if optional or (alternative and not right):
            continue
        counts["proposed"] += 1
        counts["proposed right"] += bool(right)
        if not right:
            yield f"wrong: {_words(one)}"
            continue
        counts["dated"] += 1
        dated = any(_same_date(other, one.dated.date) for other in right)
        counts["dated right"] += dated
        if not dated:
            yield f"date: {_words(one)}, not {right[0]['date']} ({right[0]['date_how']})"


def _not_done(
    events: Sequence[Mapping[str, Any]], found: Gathered, counts: Counter[str]
) -> Iterator[str]:
    """Yield plans, refusals and hearsay: whether any of them was proposed as done."""
    for one in events:
        if one["status"] in _DONE or one.get("optional"):
            continue
        counts["plans and refusals"] += 1
        pair = (_id(one["participant"]), one["programme"])
        told = [other for other in events if other["status"] in _DONE]
        done = any((other.participant, other.program) == pair for other in found.acts) and not any(
            (_id(other["participant"]), other["programme"]) == pair for other in told
        )
        if done and "actual" not in one.get("status_alt", []):
            counts["taken for done"] += 1
            yield f"taken for done: {_said(one)}"
        plan = next(
            (other for other in found.plans if (other.participant, other.program) == pair), None
        )
        if one["status"] == "planned":
            counts["plans"] += 1
            counts["plans proposed"] += plan is not None
            if plan is None:
                yield f"plan missed: {_said(one)}"
            else:
                counts["plans dated right"] += _same_date(one, plan.dated.date)
                if not _same_date(one, plan.dated.date):
                    yield f"plan's date: {_words(plan)}, not {one['date']} ({one['date_how']})"


def _same(event: Mapping[str, Any], one: Reported) -> bool:
    """Return whether a reported act is one of the events that an annotator has."""
    types = (event["type"], *(event.get("type_alt") or ()))
    kind = "signing" if one.type == "admission" else one.type
    program = "" if event["programme"] == "-" else event["programme"]  # of a launch
    pair = (_id(event["participant"]), program)
    return kind in types and pair == (one.participant, one.program)


def _id(participant: str) -> str:
    """Return the id of a participant, which an annotation gives as a code or as a name."""
    is_code = len(participant) == 3 and participant.isupper()
    return participant if is_code else participant.lower().replace(" ", "-")


def _same_date(event: Mapping[str, Any], found: str) -> bool:
    """Return whether a date comes to the same days as one of those that are right."""
    bounds = _bounds(found)
    right = (event["date"], *(event.get("date_alt") or ()))
    return any(one and (one == found or _bounds(one) == bounds) for one in right)


def _bounds(text: str) -> tuple[date, date] | None:
    try:
        found = parse(text)
    except MalformedDate:
        return None
    return found.earliest, found.latest


def _words(one: Reported) -> str:
    form = one.best.form
    return f"{one.type} {one.participant} {one.program} {one.dated.date} by “{form}”"


def _said(event: Mapping[str, Any]) -> str:
    what = f"{event['type']} {event['participant']} {event['programme']} {event['date']}"
    return f"{what} ({event['status']}): {' '.join(event['quote'].split())}"


def _told(score: Score) -> Iterator[str]:
    yield from score.errors
    if score.errors:
        yield ""
    yield f"articles: {score.counts['articles']}"
    yield f"acts that are ready and right: {score.share('proposed right', 'proposed')}"
    yield f"acts found ready: {score.share('acts ready', 'acts')}"
    yield f"acts found, ready or to look at: {score.share('acts ready or to look at', 'acts')}"
    yield f"their dates right: {score.share('dated right', 'dated')}"
    taken = score.share("taken for done", "plans and refusals")
    yield f"plans and refusals taken for done: {taken}"
    yield f"plans proposed: {score.share('plans proposed', 'plans')}"
    yield f"their dates right: {score.share('plans dated right', 'plans proposed')}"
    yield f"quotes exact: {score.share('quotes exact', 'quotes')}"


if __name__ == "__main__":
    main(sys.argv[1:])
