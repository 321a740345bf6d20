"""What an article reports, each act once: the sentences that tell of the same one put together, the
best of them first, and what is not ready told apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from intake.articles import moods
from intake.articles.dating import Dated, undated
from intake.articles.finding import JOINING, LAUNCH, Article, Finding
from intake.articles.times import counted_back
from ledger.dates import parse
from ledger.events import Program

_TREATY = re.compile(
    r"\b(?:Treaty|Convention|Statute|Protocol|Covenant|Amendment|Agreement|Charter)\b",
    re.IGNORECASE,
)


@attrs.frozen
class Reported:
    """One act, plan or refusal of one participant in one program.

    ``type`` is that of an event ("announcement" for a plan), ``action`` and ``tier`` such fields of
    it; ``findings`` the sentences that tell of it, the best first; ``doubts`` why it deserves a
    look (none: it is ready); ``assumed`` what the type was taken for that no word says.
    """

    type: str
    action: str | None
    tier: str | None
    participant: str
    program: str
    dated: Dated
    effective: Dated | None
    findings: tuple[Finding, ...]
    doubts: tuple[str, ...]
    assumed: str | None = None

    @property
    def best(self) -> Finding:
        """The sentence to quote."""
        return self.findings[0]


@attrs.frozen
class Gathered:
    """What an article reports: acts and plans that are ready, what deserves a look, and what was
    set aside."""

    acts: tuple[Reported, ...]
    plans: tuple[Reported, ...]
    looks: tuple[Reported, ...]
    aside: tuple[Reported, ...]


def gathered(
    article: Article, found: Sequence[Finding], programs: Mapping[str, Program]
) -> Gathered:
    """Return the findings of an article, each act once."""
    pairs: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    launches = [one for one in found if one.gives == LAUNCH]
    for one in found:
        if one.gives != LAUNCH:
            pairs[one.actor.id, one.program].append(one)
    reported = [
        one
        for (_, program), of_pair in pairs.items()
        for one in _of_pair(of_pair, programs[program], article)
    ]
    reported += _launched(launches)
    reported = [_counted_back(one, reported, article.published) for one in reported]
    reported.sort(key=lambda one: (one.best.place, one.participant))
    acts = [
        one for one in reported if one.type != "announcement" and one.best.mood.kind == moods.DONE
    ]
    ready = [one for one in acts if not one.doubts]
    aside = [one for one in reported if one.best.mood.kind in _ASIDE]
    plans = [one for one in reported if one.type == "announcement" and one not in aside]
    firm = [
        one for one in plans if not one.doubts and not any(_is_done(one, each) for each in ready)
    ]
    aside += [one for one in plans if not one.doubts and one not in firm]
    looks = [one for one in reported if one.doubts and one not in aside]
    return Gathered(tuple(ready), tuple(firm), tuple(looks), tuple(aside))


def _is_done(plan: Reported, act: Reported) -> bool:
    """Return whether an act may be the one that was planned: not a signing of what is to be
    ratified, nor a joining of what is to be left."""
    if (plan.participant, plan.program) != (act.participant, act.program):
        return False
    planned, done = plan.best.gives, act.best.gives
    if (planned == "consent") and done == "signing":
        return False
    return (planned in JOINING) == (done in JOINING)


def _launched(found: Sequence[Finding]) -> Iterator[Reported]:
    """Yield the launches for each participant, which are ties and no acts: to be looked at."""
    for who in dict.fromkeys(one.actor.id for one in found):
        ranked = sorted((one for one in found if one.actor.id == who), key=_rank)
        doubt = "a launch ties two participants, and is no act in a program"
        yield Reported(
            type=LAUNCH,
            action=None,
            tier=None,
            participant=who,
            program="",
            dated=ranked[0].dated,
            effective=None,
            findings=tuple(ranked),
            doubts=(doubt,),
        )


def _counted_back(one: Reported, others: Sequence[Reported], published: date) -> Reported:
    """Return an act with its date, where the article says how long before another it was."""
    if not one.dated.apart:
        return one
    days = [
        other.dated.date for other in others if other.dated.rank[0] == 10 and not other.dated.apart
    ]
    base = date.fromisoformat(days[0]) if days else published
    count, unit = one.dated.apart
    wording = f"{count} {unit}{'s' if count > 1 else ''} before"
    dated = Dated(counted_back(base, count, unit), None, f"{wording} {base}")
    return attrs.evolve(one, dated=dated)


_ASIDE = (moods.NEGATED, moods.CONDITIONAL, moods.REPORTED)


def _of_pair(found: Sequence[Finding], program: Program, article: Article) -> Iterator[Reported]:
    """Yield what is reported of one participant in one program."""
    effective = [one for one in found if one.gives == "effective"]
    done = [one for one in found if one.mood.kind in (moods.DONE, moods.UNCLEAR, moods.STATE)]
    groups = _by_type([one for one in done if one.gives != "effective"], program)
    if effective and "consent" not in groups:
        yield _reported(effective, program, (), ())
    refused = [one for one in found if one.mood.kind == moods.NEGATED]
    for gives, group in groups.items():
        is_dated = any(one.dated.wording and not one.doubt for one in group)
        against = [one for one in refused if one.gives == gives and not is_dated]
        unfounded = _in_headings_alone(group, found)
        yield _reported(group, program, effective if gives == "consent" else (), against, unfounded)
    for kinds in ((moods.PLANNED, moods.DOMESTIC), (moods.REPORTED,), (moods.CONDITIONAL,)):
        planned = [one for one in found if one.mood.kind in kinds]
        if planned:
            yield _announced(planned, program, article.published)
    if refused and not groups:
        yield _announced(refused, program, article.published)


def _in_headings_alone(group: Sequence[Finding], found: Sequence[Finding]) -> Finding | None:
    """Return a plan or a vote of which the text tells, where only headings tell of an act as done:
    "Ghana joins BRICS" above "Ghana has agreed to join BRICS". None: there is none."""
    if not all(one.sentence.is_heading for one in group):
        return None
    other = (moods.PLANNED, moods.DOMESTIC)
    told = (one for one in found if one.mood.kind in other and not one.sentence.is_heading)
    return next((one for one in told if not one.doubt), None)


def _by_type(found: Iterable[Finding], program: Program) -> dict[str, list[Finding]]:
    """Return the findings by the type of event; what leaves it open goes with what does not, but
    to have become a party is no signing of years before."""
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in found:
        groups[one.gives].append(one)
    open_ones = groups.pop("joining", [])
    closed = [kind for kind in groups if kind in JOINING]
    if open_ones:
        certain = [k for k in closed if any(one.doubt is None for one in groups[k])]
        certain = certain or [k for k in closed if k != "endorsement"]  # "supports" need not be one
        best = "consent" if "consent" in certain else certain[-1] if certain else "joining"
        later = [one for one in open_ones if _is_later(one, groups[best])]
        is_other = best == "signing" and _is_treaty(program)
        is_effect = best == "consent"  # who ratified has joined when that counts: no act of its own
        groups[best] += [
            one for one in open_ones if one not in later or not (is_other or is_effect)
        ]
        if later and is_other:
            groups["joining"] = later
    return groups


def _is_later(one: Finding, others: Sequence[Finding]) -> bool:
    """Return whether an act was after others, by the words for the time of each."""
    dated = [parse(other.dated.date).latest for other in others if other.dated.wording]
    return bool(one.dated.wording and dated) and max(dated) < parse(one.dated.date).earliest


def _is_treaty(program: Program) -> bool:
    """Return whether a program is joined by a consent where no word says how."""
    names = (program.name, *program.aliases)
    return bool(program.force) or any(_TREATY.search(name) for name in names)


def _reported(
    group: Sequence[Finding],
    program: Program,
    effective: Sequence[Finding],
    against: Sequence[Finding],
    unfounded: Finding | None = None,
) -> Reported:
    ranked = sorted(group, key=_rank)
    best = ranked[0]
    named = next((one for one in ranked if one.gives != "joining"), best)
    type_, action, tier, assumed = _type(named, program)
    doubts = [best.doubt] if best.doubt else []
    if best.gives == "effective":
        doubts.append("the day is that of its entry into force, not of an act")
    if against:
        doubts.append("the article also says that it has not")
    if unfounded:
        doubts.append(f"only a heading says so; the text: {unfounded.mood.why}")
    return Reported(
        type=type_,
        action=action,
        tier=tier,
        participant=best.actor.id,
        program=best.program,
        dated=best.dated,
        effective=effective[0].dated if effective else None,
        findings=tuple(ranked),
        doubts=tuple(doubts),
        assumed=assumed,
    )


def _rank(one: Finding) -> tuple[bool, bool, int, bool, bool, int]:
    """Return the order in which sentences tell best of an act."""
    is_open = one.mood.kind != moods.DONE
    exact, is_own = one.dated.rank
    is_heading = one.sentence.is_heading
    return (one.doubt is not None, is_open, -exact, not is_own, is_heading, one.place[0])


def _announced(found: Sequence[Finding], program: Program, published: date) -> Reported:
    """Return a plan: its date is one that was over when the article came out, since all others are
    of what is planned."""
    past = [
        one
        if parse(one.dated.date).latest <= published
        else attrs.evolve(one, dated=undated(published))
        for one in found
    ]
    ranked = sorted(past, key=_rank)
    best = ranked[0]
    doubts = (best.doubt,) if best.doubt else ()
    return Reported(
        type="announcement",
        action=None,
        tier=None,
        participant=best.actor.id,
        program=best.program,
        dated=best.dated,
        effective=None,
        findings=tuple(ranked),
        doubts=doubts,
    )


def _type(one: Finding, program: Program) -> tuple[str, str | None, str | None, str | None]:
    """Return the type of event that a word gives in a program, its action and its tier, and what
    was assumed. Where no word says how one joined, the program decides."""
    if one.gives == "effective":
        return (
            "consent",
            "accession",
            None,
            "that it acceded; the article says since when it counts",
        )
    if one.gives != "joining":
        return one.gives, one.act.action, None, None
    if program.tiers:
        tier = next(
            (tier for tier in program.tiers if tier.replace("-", " ") in one.act.word), None
        )
        return "admission", None, tier or program.members[0], None if tier else "the tier"
    if _is_treaty(program):
        return (
            "consent",
            "accession",
            None,
            "that it acceded; the article does not say how it joined",
        )
    return "signing", None, None, "that it signed; the article does not say how it joined"
