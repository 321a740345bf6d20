"""What `reconcile` answers: each list with what was found, for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import click

from cli import json_shapes, output
from projections.view import View

if TYPE_CHECKING:
    from intake.tables.findings import Finding
    from intake.tables.on_file import Filed
    from intake.tables.reconciling import Outcome

_SHOWN = 40  # rows of one sort that a table for people has
_COLUMNS = ("what", "participant", "id", "act", "on list", "on file", "event", "why")


@attrs.frozen
class Answer:
    """What came of some lists from one source: how many events of each type are proposed, and
    ``bad``, why files were left out."""

    outcomes: Sequence["Outcome"]
    view: View
    source: Mapping[str, Any] | None
    proposed: Mapping[str, int]
    bad: Sequence[str] = ()

    @property
    def is_partial(self) -> bool:
        """Whether anything could not be read."""
        return bool(self.bad) or any(one.wrong for one in self.outcomes)

    @property
    def several(self) -> bool:
        return len(self.outcomes) + len(self.bad) > 1


def write(answer: Answer, form: str, path: str | None) -> None:
    """Write an answer in the form that was asked for, given to which path the proposal was written,
    if to any; to standard error where that goes to standard output."""
    if form == "json":
        text = output.to_json(shape(answer))
    elif form == "csv":
        rows = [row for one in answer.outcomes for row in _rows(one, answer.view)]
        text = output.to_csv(rows, ("list", "program", *_COLUMNS, "name on list", "row"))
    else:
        text = "\n\n".join([*_for_people(answer), _outcome(answer, path)])
    click.echo(text.rstrip("\n"), err=path == "-")
    if form != "json":
        for line in (*_notes(answer), *_wrong(answer)):
            click.echo(output.visible(line), err=True)


def shape(answer: Answer) -> dict[str, Any]:
    """Return the documented JSON."""
    return {
        "known": json_shapes.known(answer.view),
        "source": answer.source["id"] if answer.source else None,
        "proposed": dict(answer.proposed),
        "lists": [_list(one, answer.view) for one in answer.outcomes],
        "left_out": list(answer.bad),
    }


def _list(of: "Outcome", view: View) -> dict[str, Any]:
    return {
        "list": of.listing.name,
        "program": {"id": of.program, "name": of.title},
        "new": of.new,
        "counts": dict(of.counts),
        "proposed": dict(of.proposed),
        "participants": list(of.participants),
        "findings": [_finding(one, view) for one in of.findings],
        "wrong": [{"row": one.row, "name": one.name, "problem": one.problem} for one in of.wrong],
        "asides": list(of.listing.asides),
    }


def _finding(of: "Finding", view: View) -> dict[str, Any]:
    row = _row(of, view)
    return {
        "what": of.what,
        "participant": _participant(of, view),
        "row": of.member.row if of.member else None,
        "name": of.member.name if of.member else None,
        "act": row["act"],
        "on_list": row["on list"] or None,
        "on_file": row["on file"] or None,
        "event": of.filed.position if of.filed else None,
        "why": row["why"] or None,
    }


def _participant(of: "Finding", view: View) -> dict[str, Any]:
    """Return who it is; of one who is proposed too, by the name on the list."""
    found = json_shapes.participant(of.participant, view.names)
    return found | ({"name": of.member.name} if of.member and found["kind"] == "unknown" else {})


def _rows(of: "Outcome", view: View) -> Iterator[dict[str, Any]]:
    for one in of.findings:
        more = {"row": one.member.row, "name on list": one.member.name} if one.member else {}
        yield {"list": of.listing.name, "program": of.program, **_row(one, view), **more}


def _row(of: "Finding", view: View) -> dict[str, Any]:
    act, filed = of.act, of.filed
    listed = _said(act.type, act.occurred_on, act.fields) if act else ""
    on_file = _on_file(filed) if filed else ""
    look = (of.member.look if of.member else "") or (act.look if act else "")
    return {
        "what": of.what,
        "participant": of.member.name if of.member else view.names.title(of.participant),
        "id": of.participant,
        "act": act.type if act else filed.type if filed else "",
        "on list": listed,
        "on file": on_file,
        "event": f"#{filed.position}" if filed else "",
        "why": of.why or look,
    }


def _on_file(filed: "Filed") -> str:
    fields = {"action": filed.action, "effective_on": filed.event.effective_on}
    return _said(filed.type, str(filed.date), fields)


def _said(event_type: str, on: str, fields: Mapping[str, Any]) -> str:
    """Say when an act was done, how, and from when on it counts."""
    from intake.tables.on_file import action_of

    action, effective = fields.get("action"), fields.get("effective_on")
    how = f" {action}" if action and action != action_of(event_type, None) else ""
    return f"{on}{how}{f', effective {effective}' if effective else ''}"


def _for_people(answer: Answer) -> Iterator[str]:
    asked = json_shapes.asked(answer.view)
    if answer.several:
        yield f"{len(answer.outcomes)} lists held against the register, {asked}"
        yield output.to_table(*_overview(answer))
    for one in answer.outcomes:
        rows = list(_told(one, answer))
        if rows or not answer.several:
            title = f"{one.title} ({one.program}{', new' if one.new else ''})"
            yield output.visible(
                f"{title}: {one.listing.name}"
                + ("" if answer.several else f" held against the register, {asked}")
            )
            yield from _counts(one) if not answer.several else ()
            yield output.to_table(rows, _COLUMNS) if rows else "nothing differs"
            hidden = one.counts.get("new", 0) - _SHOWN
            if hidden > 0 and not answer.several:
                yield f"and {hidden} more that are new: --format csv has all"


def _overview(answer: Answer) -> tuple[list[dict[str, Any]], list[str]]:
    from intake.tables.findings import KINDS

    rows = [
        {
            "list": one.listing.name,
            "program": one.program,
            **one.counts,
            "wrong": len(one.wrong) or "",
            "proposed": sum(one.proposed.values()) or "",
        }
        for one in answer.outcomes
    ]
    return rows, ["list", "program", *KINDS, "wrong", "proposed"]


def _counts(of: "Outcome") -> Iterator[str]:
    from intake.tables.findings import KINDS

    found = [f"{of.counts[one]} {one}" for one in KINDS if of.counts.get(one)]
    yield f"{len(of.listing.members)} on the list; {', '.join(found) or 'nothing is otherwise'}"


def _told(of: "Outcome", answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the rows of a list for people: of those that are only new the first, of several lists
    none."""
    from intake.tables.findings import NEW, UNDATED

    left = 0 if answer.several else _SHOWN
    for one in of.findings:
        if one.what == UNDATED and not of.listing.covers:
            continue
        if one.what == NEW:
            left -= 1
            if left < 0 and not (one.act and one.act.look):
                continue
        yield _row(one, answer.view)


def _notes(answer: Answer) -> Iterator[str]:
    from intake.tables.findings import UNDATED

    for one in answer.outcomes:
        if one.new and not answer.several:
            yield f"note: {one.program} is proposed: give --program if it is on file otherwise"
        for aside in one.listing.asides:
            yield f"note: {one.listing.name}: {aside}"
        if one.counts.get(UNDATED) and not one.listing.covers:
            how = "a claim about the roster, which makes nobody a member"
            told = how if one.claimable else "left out, since the list is of no day: give one"
            yield f"note: {one.listing.name}: it gives no dates: {told}"


def _wrong(answer: Answer) -> Iterator[str]:
    yield from answer.bad
    for one in answer.outcomes:
        for wrong in one.wrong:
            yield f"{one.listing.name}: {wrong}"


def _outcome(answer: Answer, path: str | None) -> str:
    total = sum(answer.proposed.values())
    each = ", ".join(f"{count} {event_type}" for event_type, count in answer.proposed.items())
    count = f"{total} event{'' if total == 1 else 's'}{f' ({each})' if each else ''}"
    if path is None:
        return (
            f"to propose: {count}; give --output FILE to have them written"
            if total
            else "nothing to propose"
        )
    if path == "-":
        return f"proposed: {count}"
    return f"proposed in {path}: {count}; read it, then 'depositary import {path}'"
