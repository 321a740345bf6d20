"""A draft: the source that an article is, and the events that it reports, as entries that a person
reads before they are imported.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from intake import wire_yaml
from intake.articles.dating import Dated
from intake.articles.finding import LAUNCH, Article, Finding, Unclear
from intake.articles.gathering import Gathered, Reported
from intake.articles.register import Held, Register
from ledger.events import type_of
from ledger.names import Names
from ledger.values import QUOTE_LIMIT

READY, PLAN, ON_FILE, LOOK, ASIDE = "ready", "plan", "on file", "look", "aside"
_HOW = {
    "name": "it is named",
    "capital": "its capital stands for its government",
    "office": "by who holds an office of it",
    "body": "it is named",
    "reference": "it is named in a sentence before",
}


@attrs.frozen
class Entry:
    """An event that is proposed, in wire form: its ``kind`` (ready, plan, on file, look, aside),
    where the article says so (half-open), the ``remarks`` that a reader needs, and the ``reasons``
    for each of its parts."""

    kind: str
    wire: Mapping[str, Any]
    place: tuple[int, int]
    remarks: tuple[str, ...]
    reasons: tuple[str, ...]


@attrs.frozen
class Draft:
    """What is proposed of an article: the source (None: it is on file), and the entries; and the
    names of which nothing is proposed (``unclear``), each in a line that says what it may be."""

    source: Mapping[str, Any] | None
    entries: tuple[Entry, ...]
    unclear: tuple[str, ...] = ()

    def of(self, *kinds: str) -> tuple[Entry, ...]:
        """Return the entries of some kinds, in the order of the article."""
        return tuple(one for one in self.entries if one.kind in kinds)

    @property
    def is_ready(self) -> bool:
        """Whether there is an event to import."""
        return bool(self.of(READY, PLAN, ON_FILE))


def draft(
    article: Article,
    found: Gathered,
    names: Names,
    source: Mapping[str, Any],
    register: Register | None = None,
    is_on_file: bool = False,
    unclear: Sequence[Unclear] = (),
) -> Draft:
    """Return the draft of what was gathered from an article; without a register, all of it is new.

    ``source``: the wire form of the source, of which at least the id counts where it is on file;
    ``unclear``: the names that could be two, or that no table has.
    """
    maker = _Maker(article, names, source["id"], register)
    entries = [
        *(maker.act(one, READY) for one in found.acts),
        *maker.plans(found.plans),
        *(maker.act(one, LOOK) for one in found.looks),
        *(maker.aside(one) for one in found.aside),
    ]
    participants = list(_new_participants(entries, names))
    asides = tuple(_told(one, names, article) for one in unclear)
    return Draft(None if is_on_file else source, (*participants, *entries), asides)


def _told(one: Unclear, names: Names, article: Article) -> str:
    """Return what a name may be, and where it stands first."""
    of_ids = len(one.may_be) > 1
    titles = (f"{names.title(each)} ({each})" if of_ids else each for each in one.may_be)
    may_be = " or ".join(titles)
    where = f"paragraph {one.sentence.paragraph}: {wire_yaml.quoted(one.sentence.of(article.text))}"
    return f"“{one.name}” may be {may_be}: {where}"


def quoted(article: Article, one: Finding) -> tuple[int, int]:
    """Return where the words that tell of an act stand: the sentence, or the part of it that is
    short enough to be quoted."""
    sentence = one.sentence
    if sentence.end - sentence.start <= QUOTE_LIMIT:
        return sentence.start, sentence.end
    start, end = one.place
    if end - start > QUOTE_LIMIT:
        end = article.text.rfind(" ", start, start + QUOTE_LIMIT + 1)
    return start, end


class _Maker:
    """Makes entries of what an article reports."""

    def __init__(
        self, article: Article, names: Names, source: str, register: Register | None
    ) -> None:
        self._article, self._names = article, names
        self._source, self._register = source, register

    def act(self, one: Reported, kind: str) -> Entry:
        """Return an act, or one more source for or against an event on file."""
        held = self._register.held(one) if self._register and one.program else None
        doubts = [f"look: {doubt}" for doubt in one.doubts]
        if held:
            return self._attested(one, held, ON_FILE if kind == READY else kind, doubts)
        doubts += self._of_its_state(one)
        return self._entry(kind, one, self._wire(one), doubts)

    def _of_its_state(self, one: Reported) -> Iterator[str]:
        """Yield that the state of a body has such an act on file: it may be the same one."""
        body = self._names.participants.get(one.participant)
        if body and body.state and self._register and one.program:
            held = self._register.held(attrs.evolve(one, participant=body.state))
            if held and held.stance != "disputes":
                name = self._names.title(body.state)
                yield f"#{held.position} is on file of {name}: is it the same act?"

    def plans(self, plans: Sequence[Reported]) -> Iterator[Entry]:
        """Yield the plans, those that one sentence tells of together in one announcement."""
        groups: dict[tuple[Any, ...], list[Reported]] = {}
        for one in plans:
            groups.setdefault((one.best.place, one.program, one.dated), []).append(one)
        for group in groups.values():
            held = self._register.held(group[0]) if self._register else None
            if held:
                yield self._attested(group[0], held, ON_FILE, ())
            else:
                who = list(dict.fromkeys(one.participant for one in group))
                yield self._entry(PLAN, group[0], self._announcement(group[0], who), ())

    def aside(self, one: Reported) -> Entry:
        """Return what was set aside, and why."""
        mood = one.best.mood
        wire = self._announcement(one, [one.participant])
        return self._entry(ASIDE, one, wire, (f"{mood.kind}: {mood.why}",))

    def _attested(self, one: Reported, held: Held, kind: str, doubts: Iterable[str]) -> Entry:
        who = self._names.title(one.participant)
        title = f"#{held.position}, {type_of(held.event)}, {who}, {held.event.occurred_on}"
        if held.fields:
            title += f", effective {held.event.effective_on}"
        if held.stance is None:
            remarks = [f"on file: {title}, from this source: nothing is proposed"]
            return self._entry(ASIDE, one, self._wire(one), remarks)
        remarks = [*doubts, f"on file: {title}"]
        if held.stance == "disputes":
            remarks.append(f"the article has {one.dated.date}: is it another act, or another date?")
        if held.is_wider:
            remarks.append(
                f"the article's date is more exact: correct '#{held.position}' "
                f"--set occurred_on={one.dated.date}"
            )
        wire = {
            "type": "attestation",
            "event": f"#{held.position}",
            "stance": held.stance,
            "citation": self._citation(one) | ({"supports": held.fields} if held.fields else {}),
        }
        return self._entry(kind, attrs.evolve(one, assumed=None), wire, remarks)

    def _wire(self, one: Reported) -> dict[str, Any]:
        if one.type == "announcement":
            return self._announcement(one, [one.participant])
        if one.type == LAUNCH:
            return self._launch(one)
        wire: dict[str, Any] = {
            "type": one.type,
            "program": one.program,
            "participant": one.participant,
        }
        if one.action:
            wire["action"] = one.action
        if one.tier:
            wire["tier"] = one.tier
        wire["occurred_on"] = one.dated.date
        if one.effective:
            wire["effective_on"] = one.effective.date
        return wire | {"citations": [self._citation(one)]}

    def _launch(self, one: Reported) -> dict[str, Any]:
        *by, payload = one.best.beside
        wire = {"type": LAUNCH, "payload": payload, "launched_for": [one.participant]}
        if by:
            wire["launched_by"] = by
        return wire | {"occurred_on": one.dated.date, "citations": [self._citation(one)]}

    def _announcement(self, one: Reported, who: Sequence[str]) -> dict[str, Any]:
        start, end = one.best.place
        words = " ".join(self._article.text[start:end].split())
        return {
            "type": "announcement",
            "program": one.program,
            "participants": list(who),
            "occurred_on": one.dated.date,
            "summary": words,
            "citations": [self._citation(one)],
        }

    def _citation(self, one: Reported) -> dict[str, Any]:
        start, end = quoted(self._article, one.best)
        cited: dict[str, Any] = {
            "source": self._source,
            "locator": f"paragraph {one.best.sentence.paragraph}",
            "quote": self._article.text[start:end],
        }
        if one.dated.wording:
            cited |= {"says": one.dated.date, "wording": one.dated.wording}
        return cited

    def _entry(
        self, kind: str, one: Reported, wire: Mapping[str, Any], remarks: Iterable[str]
    ) -> Entry:
        told = list(remarks)
        if kind != ASIDE:
            told.append(_of_date("date", one.dated))
        if one.effective:
            told.append(_of_date("effective_on", one.effective))
        if one.assumed:
            told.append(f"assumed: {one.assumed}")
        if self._names.kind(one.participant) == "unknown":
            told.append(f"{one.participant} is not on file")
        place = quoted(self._article, one.best)
        return Entry(kind, wire, place, tuple(told), tuple(self._reasons(one)))

    def _reasons(self, one: Reported) -> Iterator[str]:
        best = one.best
        yield f"form: {best.form}, by the word “{best.act.word}”"
        yield f"who: {self._names.title(best.actor.id)}, {_HOW[best.actor.how]}"
        if one.program:
            yield f"what: {self._names.title(one.program)}"
        yield f"done or not: {best.mood.kind}{f', {best.mood.why}' if best.mood.why else ''}"
        for other in one.findings[1:]:
            start, end = other.place
            words = " ".join(self._article.text[start:end].split())
            yield f"also, in paragraph {other.sentence.paragraph}: “{words}”"


def _of_date(name: str, dated: Dated) -> str:
    words = f"“{' '.join(dated.wording.split())}”, " if dated.wording else ""
    return f"{name}: {dated.date}, {words}{dated.how}"


def _new_participants(entries: Iterable[Entry], names: Names) -> Iterator[Entry]:
    """Yield the organisations that a register has not yet and that are ready to be recorded."""
    wanted = {
        str(one.wire["participant"]): one
        for one in entries
        if one.kind == READY and "participant" in one.wire
    }
    for identity, one in wanted.items():
        if names.kind(identity) == "unknown":
            wire = {
                "type": "participant",
                "id": identity,
                "name": identity.replace("-", " ").title(),
                "kind": "intergovernmental",
            }
            remarks = ("it is not on file yet",)
            yield Entry(READY, wire, one.place, remarks, ())
