"""The JSON shapes of answers, and the line that heads each: what was asked, on both time axes.

The shapes are documented in ``docs/json.md`` and stable: a key may be added, none changes. Those
of what an audit has about an event are in `projections.audit_shapes`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ledger import codec
from ledger.events import Event, Program, Recorded, Unread, type_of
from ledger.names import Names
from ledger.records import stamp
from ledger.store import TreeHead
from projections.caveats import Caveats
from projections.evidence import Policy
from projections.marks import Mark
from projections.roster import Comparison, Entry, Roster, Whom
from projections.sentences import describe, how_it_ended, how_many, plain, what_one_is
from projections.view import View

if TYPE_CHECKING:
    from projections.difference import Change
    from projections.documents import Paper


def program(of: Program, names: Names | None = None, on: date | None = None) -> dict[str, Any]:
    """Return a program; in an answer about a day, with its name on that."""
    then = {"name_then": names.title(of.id, on)} if names and on else {}
    return {"id": of.id, "name": of.name, **then}


def participant(identity: str, names: Names) -> dict[str, Any]:
    """Return a participant, with its ids elsewhere."""
    name, kind = names.title(identity), names.kind(identity)
    return {"id": identity, "name": name, "kind": kind, "same_as": list(names.same_as(identity))}


def known(view: View) -> dict[str, Any]:
    unread = len(view.unread)
    return {"position": view.known, "recorded_at": at(view.known_at), "unread": unread}


def at(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def policy(of: Policy) -> dict[str, Any]:
    return {
        "published_by": of.published_by.isoformat() if of.published_by else None,
        "tiers": list(of.tiers) or None,
        "min_sources": of.min_sources,
        "disputed": of.disputed,
    }


def entry(of: Entry) -> dict[str, Any]:
    return {
        "participant": {"id": of.participant, "name": of.name, "kind": of.kind},
        "name_then": of.name_then,
        "status": of.status,
        "since": of.since,
        "status_since": of.status_since,
        "certainty": of.certainty,
        "because": list(of.because),
        "marks": marks(of.marks),
    }


def marks(of: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return what else is to be known of an entry: the kind, of which event, what, and whether for
    certain."""
    return [
        {"kind": one.kind, "event": one.position, "text": one.text, "certain": one.sure}
        for one in of
    ]


def roster(of: Roster, view: View) -> dict[str, Any]:
    return {
        "program": program(of.program, view.names, of.on),
        "on": of.on.isoformat(),
        "known": known(view),
        "policy": policy(view.policy),
        "only": only(of.whom, of.status),
        "members": [entry(one) for one in of.members],
        "possible": [entry(one) for one in of.possible],
        "others": [entry(one) for one in of.others],
        "counts": counts(of),
        **caveats(view.caveats(of), of, view),
    }


def caveats(found: Caveats, of: Roster, view: View) -> dict[str, Any]:
    """Return what is to be known of a roster, lest it be taken for more than it is."""
    ended, short = found.ended, found.short
    return {
        "future": view.is_ahead(of.on),
        "coverage": of.program.coverage,
        "coverage_note": of.program.coverage_note,
        "ended": {
            "event": ended.position,
            "date": ended.event.counts_from.text,
            "certain": ended.certain,
            "replaced_by": list(ended.event.replaced_by),
        }
        if ended
        else None,
        "short": {
            "claim": short.position,
            "source": short.claim.citation.source,
            "publisher": short.publisher,
            "on": short.claim.on.text,
            "count": short.claim.count,
            "on_file": short.on_file,
            "missing": short.missing,
        }
        if short
        else None,
    }


def told(found: Caveats, of: Roster, view: View) -> list[str]:
    """Return the same in words, a line each."""
    lines = []
    if ended := found.ended:
        lines.append(how_it_ended(ended.event, view.names, ended.certain))
    if of.program.coverage:
        note = f". {of.program.coverage_note}" if of.program.coverage_note else ""
        lines.append(f"coverage: {of.program.coverage}{note}")
    if short := found.short:
        counts = how_many(short.claim, short.publisher, view.names)
        lines.append(f"{counts}: {short.missing} more than are on file")
    return lines


def paper(of: "Paper") -> dict[str, Any]:
    """Return a document, and what was done by it."""
    read = of.document
    return {
        "id": of.id,
        "title": read.title if read else None,
        "form": read.form if read else None,
        "done_on": read.done_on.text if read and read.done_on else None,
        "parties": list(read.parties) if read else [],
        "acts": list(of.acts),
    }


def difference(
    views: Sequence[View],
    rosters: Sequence[Roster],
    changes: Sequence["Change"],
) -> dict[str, Any]:
    """Return from and to, and for each participant that differs what it was and what it is."""
    ends = [
        {"on": one.on.isoformat(), "known": known(view)}
        for view, one in zip(views, rosters, strict=True)
    ]
    return {
        "program": program(rosters[1].program, views[1].names, rosters[1].on),
        "from": ends[0],
        "to": ends[1],
        "policy": policy(views[0].policy),
        "only": only(rosters[1].whom),
        "changes": [change(one) for one in changes],
    }


def change(of: "Change") -> dict[str, Any]:
    return {
        "change": of.what,
        "participant": {"id": of.participant, "name": of.name, "kind": of.kind},
        "before": entry(of.before) if of.before else None,
        "after": entry(of.after) if of.after else None,
    }


def only(whom: Whom, status: str | None = None) -> dict[str, Any]:
    """Return what a roster was narrowed to: participants of some kinds, in some regions, those of
    exactly one status."""
    kinds, regions = list(whom.kinds) or None, list(whom.regions) or None
    return {"kinds": kinds, "regions": regions, "status": status}


def narrowed(of: Roster) -> str:
    """Return the same in words, behind what was asked."""
    kept = ", ".join(filter(None, (str(of.whom), of.status)))
    return f"; only {kept}" if kept else ""


def comparison(of: Comparison, view: View, on: date) -> dict[str, Any]:
    """Return each program's counts, and the participants that are on every roster, with their
    entries in the order of the programs."""
    return {
        "on": on.isoformat(),
        "known": known(view),
        "policy": policy(view.policy),
        "only": only(of.rosters[0].whom),
        "programs": [
            {"program": program(one.program, view.names, on), "counts": counts(one)}
            for one in of.rosters
        ],
        "shared": [[entry(one) for one in entries] for entries in of.shared.values()],
    }


def counts(of: Roster) -> dict[str, Any]:
    return {
        "members": len(of.members),
        "possible": len(of.possible),
        "others": len(of.others),
        "by_kind": of.by_kind(),
    }


def head(of: TreeHead) -> dict[str, Any]:
    return {"size": of.size, "root": of.root.hex(), "recorded_at": at(of.recorded_at)}


def asked(view: View, on: date | None = None) -> str:
    """Return the axes of an answer in words: "at the end of 2023-09-30, as known at #57 (…)"; and
    what was left out."""
    when = f"at the end of {on}, {_ahead(view, on)}" if on else ""
    recorded = f" ({stamp(view.known_at)})" if view.known_at else ""
    beside = "".join(f"; {one}" for one in (on_unread(view), *dict.fromkeys(view.asides)) if one)
    return f"{when}as known at #{view.known}{recorded}{_sources(view.policy)}{beside}"


def _ahead(view: View, on: date) -> str:
    """That a day is in the future, and what is said of it by what is known."""
    if not view.is_ahead(on):
        return ""
    return f"by what {'is known today' if view.known == view.ledger.size else 'was known then'}, "


def on_unread(view: View) -> str:
    """Return how many events this version cannot read; nothing where it reads all."""
    if not view.unread:
        return ""
    if len(view.unread) == 1:
        return "1 event counts for nothing, since this version cannot read it"
    return f"{len(view.unread)} events count for nothing, since this version cannot read them"


def _sources(policy: Policy) -> str:
    wanted = [
        f"published by {policy.published_by}" if policy.published_by else "",
        f"of tier {' or '.join(policy.tiers)}" if policy.tiers else "",
        f"{policy.min_sources} or more an event" if policy.min_sources else "",
    ]
    words = ", ".join(word for word in wanted if word)
    only = f"; counting only sources {words}" if words else ""
    every = "; with every date that a source gives, and what one denies, as possible"
    return only + (every if policy.disputed else "")


def count(found: Roster) -> str:
    """Return how many members, of which kinds, and how many possible ones: "4 members (4 state)";
    where a status was asked for, how many have it, and whether they are members."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.by_kind().items())
    certain = sum(entry.certain for entry in found.entries)
    possible = len(found.entries) - certain
    noun, one = plain(found.status or "member"), what_one_is(found.status or "member")
    if found.status == "bound":
        noun, one = "bound participant", "a bound participant"
    what = f"{certain} {noun if certain == 1 else _plural(noun)}{f' ({kinds})' if kinds else ''}"
    more = f", {possible} more possible" if possible else ""
    none = "" if found.of_members else f"; {one} is no member by the program's definition"
    return f"{what}{more}{none}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def recorded(of: Recorded, view: View) -> dict[str, Any]:
    return {
        "position": of.position,
        "id": of.id,
        "recorded_at": stamp(of.recorded_at),
        "recorded_by": of.recorded_by,
        "type": type_of(of.event),
        "summary": describe(of.event, view.names),
        "event": codec.encode(of.event),
        "unread": why_unread(of.event),
    }


def why_unread(event: Event | Unread | None) -> str | None:
    return event.why if isinstance(event, Unread) else None
