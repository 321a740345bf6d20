"""Events of every type in wire form, drawn at random, as the codec writes them: with texts that
are awkward in JSON, in CSV and in a spreadsheet."""

from typing import Any

from hypothesis import strategies as st

from ledger import codec, events, values

AWKWARD = "=+-@'\";,\\\n\t\r \x00\x1b\x9b\u2028\u202e😀éÅu0041n{}[]:#*&~"
PROGRAMS = ["ilrs", "accords"]
PARTICIPANTS = ["EGY", "NOR", "SUN", "cnsa"]
SOURCES = ["tass", "xinhua"]
DATES = ["2023", "2023-10-03?", "[2020-11-12,2020-11-13]", "../2023-06", "2021-06-16/.."]


def _kept(check: Any) -> Any:
    """As a value is kept, or None where it is refused."""

    def kept(text: str) -> str | None:
        try:
            return str(check(text))
        except ValueError:
            return None

    return kept


_any_text = st.text(AWKWARD, min_size=1, max_size=20) | st.text(min_size=1, max_size=20)
texts = _any_text.map(_kept(values.text)).filter(bool)
names = _any_text.map(_kept(values.name)).filter(bool)
ids = st.text("abc123", min_size=3, max_size=8)
programs, participants = st.sampled_from(PROGRAMS), st.sampled_from(PARTICIPANTS)
dates = st.sampled_from(DATES)
event_ids = st.text("0123456789abcdef", min_size=64, max_size=64)


def many(one: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(one, min_size=1, max_size=3, unique=True)


citations = st.fixed_dictionaries(
    {"source": st.sampled_from(SOURCES)},
    optional={"locator": texts, "quote": texts, "says": dates, "wording": texts},
)
_CITED = {"citations": st.lists(citations, min_size=1, max_size=3)}
_HAPPENING = {"effective_on": dates, "place": texts, "note": texts, **_CITED}
_ACT = {"program": programs, "participant": participants, "occurred_on": dates}


def _wire(
    event_type: str, required: dict[str, Any], optional: dict[str, Any]
) -> st.SearchStrategy[Any]:
    fields = {"type": st.just(event_type), **required}
    return st.fixed_dictionaries(fields, optional=optional).map(_as_written)


def _as_written(wire: dict[str, Any]) -> dict[str, Any]:
    return codec.encode(codec.decode(wire))


def happenings() -> st.SearchStrategy[dict[str, Any]]:
    """The events of the world."""
    named = {"vehicle": names, "site": names, "program": programs}
    tied = {"launched_by": many(participants), "launched_for": many(participants)}
    signed = {"instrument": st.sampled_from(events.INSTRUMENTS), "by": names}
    return st.one_of(
        _wire("signing", _ACT, {**signed, "with": many(participants), **_HAPPENING}),
        _wire("endorsement", _ACT, _HAPPENING),
        _wire("consent", {**_ACT, "action": st.sampled_from(events.CONSENTS)}, _HAPPENING),
        _wire("withdrawal", {**_ACT, "action": st.sampled_from(events.WITHDRAWALS)}, _HAPPENING),
        _wire(
            "announcement",
            {"occurred_on": dates, "summary": texts},
            {"program": programs, "participants": many(participants), **_HAPPENING},
        ),
        _wire("admission", {**_ACT, "tier": ids}, _HAPPENING),
        _wire("revocation", {"event": event_ids, "occurred_on": dates}, _HAPPENING),
        _wire("suspension", _ACT, {"until": dates, **_HAPPENING}),
        _wire("provisional-application", _ACT, {"until": dates, **_HAPPENING}),
        _wire("entry-into-force", {"program": programs, "occurred_on": dates}, _HAPPENING),
        _wire(
            "ending",
            {"program": programs, "occurred_on": dates},
            {"replaced_by": many(programs), **_HAPPENING},
        ),
        _wire(
            "ending",
            {"participant": participants, "occurred_on": dates},
            {"successors": many(participants), "continued_by": participants, **_HAPPENING},
        ),
        _wire("renaming", {"program": programs, "name": names, "occurred_on": dates}, _HAPPENING),
        _wire("launch", {"occurred_on": dates, "payload": names}, named | tied | _HAPPENING),
    )


def claims() -> st.SearchStrategy[dict[str, Any]]:
    return _wire(
        "claim",
        {"program": programs, "on": dates, "citation": citations, "count": st.integers(0, 99)},
        {
            **{field: many(participants) for field in ("members", "subject", "excluding")},
            **{field: st.booleans() for field in ("at_least", "partial")},
            "kinds": many(st.sampled_from(events.KINDS)),
            "statuses": many(st.sampled_from(events.STATUSES)),
            "since": dates,
            "note": texts,
        },
    )


def definitions() -> st.SearchStrategy[dict[str, Any]]:
    named = {"id": ids, "name": names}
    return st.one_of(
        _wire(
            "program",
            named,
            {
                "aliases": many(names),
                "same_as": st.just(["wikidata:Q16"]),
                "opened_on": dates,
                "members": st.sampled_from([["party"], list(events.STATUSES)]),
                "force": st.just("required"),
                "consents_required": st.integers(0, 99),
                "coverage": st.sampled_from(events.COVERAGES),
                "coverage_note": texts,
                "note": texts,
                **_CITED,
            },
        ),
        _wire(
            "participant",
            {**named, "kind": st.sampled_from(events.KINDS)},
            {"state": st.just("CHN"), "aliases": many(names), "note": texts},
        ),
        _wire(
            "source",
            {
                "id": ids,
                "publisher": names,
                "title": names,
                "tier": st.sampled_from(events.TIERS),
            },
            {
                "url": st.just("https://example.org/;=\\"),
                "published_on": dates,
                "language": st.just("pt-BR"),
                "sha256": event_ids,
                "copy_of": st.sampled_from(SOURCES),
                "note": texts,
            },
        ),
        _wire("milestone", {**named, "on": dates}, {"note": texts, **_CITED}),
        _wire(
            "document",
            {"id": ids, "title": names},
            {"form": st.sampled_from(events.INSTRUMENTS), "done_on": dates, "note": texts},
        ),
    )


def abouts(targets: st.SearchStrategy[str] = event_ids) -> st.SearchStrategy[dict[str, Any]]:
    """What is said of other events, which ``targets`` names."""
    changes = st.fixed_dictionaries(
        {}, optional={"place": texts | st.none(), "note": texts, "with": many(participants)}
    ).filter(bool)
    return st.one_of(
        _wire(
            "attestation",
            {
                "event": targets,
                "stance": st.sampled_from(events.STANCES),
                "citation": citations,
            },
            {"note": texts},
        ),
        _wire("correction", {"event": targets, "changes": changes, "reason": texts}, _CITED),
        _wire("retraction", {"event": targets, "reason": texts}, _CITED),
    )


def wires() -> st.SearchStrategy[dict[str, Any]]:
    """Events of all types."""
    return st.one_of(happenings(), claims(), definitions(), abouts())
