"""Memberships in Popolo's form: JSON with ``organizations``, ``persons`` and ``memberships``.

A membership has its ``member`` whole, or names it by ``member_id`` or ``person_id``; its ``role``
is what it gives (``signatory``, ``supporter``, else a tier), ``start_date`` and ``end_date`` are as
exact as they are written.
"""

from collections.abc import Iterator, Mapping, Set
from functools import partial
from typing import Any

from intake.tables import written
from intake.tables.columns import Of, act_of
from intake.tables.files import Content
from intake.tables.listing import Act, Listing, OfProgram, Raw, Told, Written, members
from intake.tables.sheets import BadList

_ROLES = {"signatory": Of("signing"), "supporter": Of("endorsement")}
_BY_ACTION = ("bound", "party")  # which are given by one of several acts


def takes(content: Content) -> bool:
    """Return whether a file has memberships."""
    return isinstance(_whole(content).get("memberships"), list)


def read(content: Content, told: Told) -> Listing:
    """Return what memberships say. Raises `BadList`."""
    whole = _whole(content)
    memberships = [one for one in whole.get("memberships", ()) if isinstance(one, Mapping)]
    if not memberships:
        raise BadList(content.name, "it has no memberships")
    known = {
        one["id"]: one
        for sort in ("organizations", "persons")
        for one in whole.get(sort, ())
        if isinstance(one, Mapping) and "id" in one
    }
    usual = act_of(content.name, told.act) if told.act else None
    begun = {(_whom(one, known), one.get("start_date")) for one in memberships}
    raws = (
        _raw(number, one, _member(one, known), usual, begun)
        for number, one in enumerate(memberships, start=1)
    )
    listed, wrong = members(raws)
    of = {_named(known.get(one.get("organization_id"), {})) for one in memberships} - {""}
    program = OfProgram(sorted(of))
    covers = frozenset(act.type for one in listed for act in one.acts)
    return Listing(content.name, listed, covers, program, told.day, wrong)


def _whole(content: Content) -> Mapping[str, Any]:
    first = content.data[0] if isinstance(content.data, list) and content.data else None
    return first if isinstance(first, Mapping) else {}


def _member(membership: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    member = membership.get("member")
    if isinstance(member, Mapping):
        return member
    identity = str(membership.get("member_id") or membership.get("person_id") or "")
    found: Mapping[str, Any] = known.get(identity, {"name": identity})
    return found


def _whom(membership: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    member = _member(membership, known)
    return str(member.get("id") or member.get("name"))


def _raw(
    number: int,
    membership: Mapping[str, Any],
    member: Mapping[str, Any],
    usual: Of | None,
    begun: Set[tuple[str, Any]],
) -> Raw:
    whom = str(member.get("id") or member.get("name"))
    role = str(membership.get("role") or "")
    rose = (whom, membership.get("end_date")) in begun  # another role begins where this one ends
    acts = list(_acts(membership, role, usual, rose))
    ids = [
        f"{one['scheme']}:{one['identifier']}"
        for one in member.get("identifiers", ())
        if isinstance(one, Mapping) and one.get("scheme") == "wikidata"
    ]
    own = member.get("id")
    return Raw(number, _named(member), acts, ids=[*ids, *([own] if isinstance(own, str) else [])])


def _named(of: Mapping[str, Any]) -> str:
    return str(of.get("name") or "")


def _acts(
    membership: Mapping[str, Any], role: str, usual: Of | None, rose: bool
) -> Iterator[Written]:
    if start := membership.get("start_date"):
        yield Written("start_date", str(start), partial(_joined, role=role, usual=usual))
    if (end := membership.get("end_date")) and not rose:
        yield Written("end_date", str(end), _left)


def _joined(text: str, role: str, usual: Of | None) -> Act:
    of = usual or _ROLES.get(role.casefold())
    if of is None and (not role or role.casefold() in _BY_ACTION):
        what = f"the role {role!r} does not say" if role else "it has no role, which says"
        raise ValueError(f"{what} by which act it joined: tell the act")
    of = of or Of("admission", "-".join(role.casefold().split()))
    return Act(of.type, written.edtf(text), of.fields())


def _left(text: str) -> Act:
    look = "its membership ended: look how, and whether it did not leave but cease to exist"
    return Act("withdrawal", written.edtf(text), look=look)
