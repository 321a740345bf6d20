"""``audit``: why a participant is on a roster, or is not, down to the sources' own words."""

from collections.abc import Sequence
from typing import Any

import click

from cli import audit_proofs, json_shapes, key_files, options, output, questions
from cli.app import App, pass_app
from cli.days import asked_day
from cli.strict import option
from ledger import codec
from ledger.events import Happening
from ledger.store import TreeHead
from projections import audit_shapes
from projections.audit import Audit, Trace
from projections.evidence import SUPPORTS, Support, told_once
from projections.marks import gives_another_day
from projections.sentences import describe
from projections.steps import Step
from projections.view import View

_COLUMNS = (
    "event",
    "date",
    "effective_on",
    "what",
    "verdict",
    "stance",
    "source",
    "publisher",
    "title",
    "published",
    "tier",
    "copy_of",
    "supports",
    "formerly",
    "says",
    "wording",
    "quote",
    "locator",
    "url",
)


@click.command()
@click.argument("program")
@click.argument("participant")
@options.on
@options.known
@options.policy
@options.cite
@options.form()
@option("--proof", metavar="FILE", help="Write proofs of the events behind it to a file.")
@key_files.sign_option
@pass_app
def audit(
    app: App,
    /,
    program: str,
    participant: str,
    on: str | None,
    before: str | None,
    after: str | None,
    known: str | None,
    form: str,
    proof: str | None,
    signers: tuple[str, ...],
    **sources: Any,
) -> None:
    """Trace why PARTICIPANT is in PROGRAM, or is not: events, sources, quotes, and the record.

    \b
    Examples: depositary audit ILRS "South Africa" --before october-accords
              depositary audit ILRS UAE --on 2023-06-30 --known 2023-06-30
              depositary audit ILRS Egypt --proof egypt.tlog-proof
    """
    if signers and not proof:
        raise click.UsageError("--sign is for the proofs that --proof writes")
    with options.view(app, known, **sources) as view:
        of, whom = view.program(program), view.names.participant(participant)
        day = asked_day(view, on, before, after, app.today)
        found = view.audit(of, whom, day, later=not questions.keeping())
        if proof:
            audit_proofs.write(view, found, signers, proof)
        questions.answer(
            view,
            form,
            title=_title(found, view),
            summary=[_fact(found)],
            rows=_rows(found, view),
            columns=_COLUMNS,
            key=["event", "source"],
            shape=lambda: _shape(found, view),
            asked={"program": of.id, "participant": whom, "on": found.on},
            text=_report(found, view) if form == "table" else None,
        )


def _report(found: Audit, view: View) -> str:
    """Return the audit as text, event by event."""
    lines = [_title(found, view), "", _fact(found)]
    if whose := view.names.responsible(found.participant, found.on):
        states = " and ".join(view.names.called(one, found.on) for one in whose)
        kind = view.names.kind(found.participant)
        lines.append(f"{kind}, for which {states} {'is' if len(whose) == 1 else 'are'} responsible")
    for trace in found.traces:
        lines += ["", *_trace_lines(trace, view)]
    if found.related:
        bodies = ", ".join(f"{one.called} ({one.kind}, since {one.since})" for one in found.related)
        lines += ["", f"bodies of this state on the roster: {bodies}"]
    lines += ["", _head_line(view.ledger.head(view.known), view)]
    return "\n".join(output.visible(line) for line in lines)


def _title(found: Audit, view: View) -> str:
    of = view.names.called(found.program.id, found.on)
    whom = view.names.called(found.participant, found.on)
    return f"{of}: audit of {whom} {json_shapes.asked(view, found.on)}"


def _fact(found: Audit) -> str:
    if found.entry is None:
        return f"not on the roster: {found.why_not}"
    entry = found.entry
    until = f", until {found.until}" if found.until else ""
    marks = "".join(f"; {one}" for one in entry.marks)
    return f"{entry.certainty}: {entry}{until}{marks}"


def _trace_lines(trace: Trace, view: View) -> list[str]:
    event = trace.event
    place = f", {event.place}" if event.place else ""
    says = f"{describe(event, view.names)}{place}"
    lines = [
        f"#{trace.position} {trace.id[:12]}  {event.occurred_on}  {says}",
        f"  {trace.verdict}",
    ]
    lines += [f"  {one}" for one in trace.marks]
    lines += [f"  {_paper(trace, view)}"] if event.document else []
    lines += [f"  note: {event.note}"] if event.note else []
    for same in told_once(trace.sources):
        lines += _source_lines(same, event)
    if not trace.sources:
        lines.append("  no source is cited")
    return lines + [line for step in trace.steps for line in _step_lines(step)]


def _paper(trace: Trace, view: View) -> str:
    """Return the document by which an event was done, and what else was done by it."""
    paper = view.paper(trace.event.document or "")
    others = ", ".join(f"#{one}" for one in paper.acts if one != trace.position)
    return f"document: {paper}{f', and by it {others}' if others else ''}"


def _source_lines(same: Sequence[Support], event: Happening) -> list[str]:
    """Return a source, with all that is cited of it."""
    source = same[0].source
    who = f"{source.publisher}, {source.tier}" if source else "a source that is not on file"
    published = (source.published_on or "undated") if source else ""
    dates = "".join(dict.fromkeys(_says(one, event) for one in same))
    copy = f", a copy of {source.copy_of}" if source and source.copy_of else ""
    where = ", ".join([same[0].citation.source, *dict.fromkeys(f"#{one.position}" for one in same)])
    lines = [f"  {_stance(same[0])}: {who}, {published}{dates}{copy} [{where}]"]
    for one in same:
        lines += [f"    “{one.citation.quote}”"] if one.citation.quote else []
        lines += [f"    at {one.citation.locator}"] if one.citation.locator else []
    return [*dict.fromkeys(lines), *([f"    {source.url}"] if source and source.url else [])]


def _says(support: Support, event: Happening) -> str:
    """Return the date that a source gives."""
    citation = support.citation
    if not citation.says:
        return ""
    wording = f" (“{citation.wording}”)" if citation.wording else ""
    differs = " (another day)" if gives_another_day(support, event) else ""
    return f", says {citation.says}{wording}{differs}"


def _stance(support: Support) -> str:
    """Return whether a source is for or against the event, and of which of its fields it speaks."""
    stance = "for" if support.stance == SUPPORTS else "AGAINST"
    now, former = ", ".join(support.fields), ", ".join(support.former)
    parts = [now, f"the earlier reading of {former}" if former else ""]
    return " ".join([stance, " and ".join(part for part in parts if part)]).rstrip()


def _step_lines(step: Step) -> list[str]:
    reason = f": {step.reason}" if step.reason else ""
    void = " (taken back since)" if step.void else ""
    day = step.recorded_at.date()
    first = f"  {step.what} on {day} by {step.recorded_by} (#{step.position}){reason}{void}"
    return [
        first,
        *(f"    {field}: {_plain(old)} -> {_plain(new)}" for field, old, new in step.changes),
    ]


def _plain(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else output.to_json(value, indent=None)


def _head_line(head: TreeHead, view: View) -> str:
    if not head.size:
        return "the ledger is empty"
    sealed = f"sealed {json_shapes.at(head.recorded_at)}"
    return f"under the tree head of {head.size} events, {sealed}: {head.root.hex()}"


def _rows(found: Audit, view: View) -> list[dict[str, Any]]:
    """Yield a row for each source, or one for an event without any."""
    rows: list[dict[str, Any]] = []
    for trace in found.traces:
        event = {
            "event": f"#{trace.position}",
            "date": trace.event.occurred_on,
            "effective_on": trace.event.effective_on,
            "what": describe(trace.event, view.names),
            "verdict": str(trace.verdict),
        }
        rows += [{**event, **_source_row(support)} for support in trace.sources] or [event]
    return rows


def _source_row(support: Support) -> dict[str, Any]:
    cited = audit_shapes.support(support)
    return {**cited, "published": cited["published_on"]}


def _shape(found: Audit, view: View) -> dict[str, Any]:
    return {
        "program": json_shapes.program(found.program, view.names, found.on),
        "participant": json_shapes.participant(found.participant, view.names),
        "name_then": view.names.title(found.participant, found.on),
        "responsible": list(view.names.responsible(found.participant, found.on)),
        "on": found.on.isoformat(),
        "known": json_shapes.known(view),
        "policy": json_shapes.policy(view.policy),
        "fact": json_shapes.entry(found.entry) if found.entry else None,
        "until": found.until.isoformat() if found.until else None,
        "disputed": found.disputed,
        "why_not": found.why_not,
        "events": [_trace_shape(trace, view) for trace in found.traces],
        "related": [json_shapes.entry(one) for one in found.related],
        "tree_head": json_shapes.head(view.ledger.head(view.known)),
    }


def _trace_shape(trace: Trace, view: View) -> dict[str, Any]:
    return {
        "position": trace.position,
        "id": trace.id,
        "type": trace.type,
        **audit_shapes.reading(trace.event),
        **audit_shapes.verdict(trace.verdict),
        "disputed": trace.disputed,
        "marks": json_shapes.marks(trace.marks),
        "event": codec.encode(trace.event),
        "document": json_shapes.paper(view.paper(of)) if (of := trace.event.document) else None,
        "sources": [audit_shapes.support(one) for one in trace.sources],
        "history": [audit_shapes.step(step) for step in trace.steps],
        "tree_head": json_shapes.head(view.ledger.head(trace.position)),
    }
