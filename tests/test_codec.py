"""Events on the wire: examples of every type, ids computed by another program, the canonical form
against RFC 8785, every fault of a bad event, corrections, and round trips of random events."""

import hashlib
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from typing import Any, get_args

import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import codec, faults
from ledger.errors import Fault, MalformedEvent, Unknown
from ledger.events import (
    CONSENTS,
    COVERAGES,
    INSTRUMENTS,
    KINDS,
    SIGNATURES,
    STANCES,
    STATUSES,
    TIERS,
    WITHDRAWALS,
    Event,
)

# Frozen: the fields of each type by their wire names, its own first.
HAPPENING = "occurred_on effective_on place document note citations"
FIELDS = {
    "signing": f"program participant action predecessor instrument by with {HAPPENING}",
    "endorsement": f"program participant {HAPPENING}",
    "consent": f"program participant action predecessor {HAPPENING}",
    "admission": f"program participant tier {HAPPENING}",
    "withdrawal": f"program participant action falls_to {HAPPENING}",
    "revocation": f"event {HAPPENING}",
    "suspension": f"program participant until {HAPPENING}",
    "provisional-application": f"program participant until {HAPPENING}",
    "entry-into-force": f"program {HAPPENING}",
    "ending": f"program participant replaced_by successors continued_by {HAPPENING}",
    "renaming": f"name program participant {HAPPENING}",
    "announcement": f"summary program participants {HAPPENING}",
    "launch": f"payload vehicle site launched_by launched_for program {HAPPENING}",
    "program": "id name aliases opened_on tiers members force consents_required coverage "
    "coverage_note same_as note citations",
    "participant": "id name kind state aliases same_as note citations",
    "source": "id publisher title url published_on tier language sha256 copy_of note",
    "milestone": "id name on events programs note citations",
    "document": "id title form done_on parties note citations",
    "attestation": "event stance citation note",
    "correction": "event changes reason citations",
    "retraction": "event reason citations",
    "claim": "program on citation count at_least members partial subject kinds statuses "
    "excluding since note",
}

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

# One event of each type with every field that it can have, in canonical JSON (an ending and a
# renaming are of a program or of a participant).
EXAMPLES = r"""
{"action":"succession","by":"Egyptian Space Agency","citations":[{"locator":"line 3","quote":"signed on Wednesday","says":"2023-12-06?","source":"wire-story","supports":["occurred_on","place"],"wording":"on Wednesday"},{"source":"cnsa"}],"document":"final-act","effective_on":"2023-12-07","instrument":"memorandum-of-understanding","note":"two\nlines","occurred_on":"2023-12-06","participant":"EGY","place":"Cairo","predecessor":"SUN","program":"ilrs","type":"signing","with":["CHN","cnsa"]}
{"citations":[{"source":"cnsa"}],"document":"final-act","effective_on":"2024","note":"by letter","occurred_on":"2023","participant":"apsco","place":"Beijing","program":"ilrs","type":"endorsement"}
{"action":"accession","citations":[{"source":"un-treaties"}],"document":"final-act","effective_on":"1986-08-06","note":"deposited","occurred_on":"1986-07-07","participant":"AUS","place":"New York","predecessor":"SUN","program":"moon-agreement","type":"consent"}
{"citations":[{"source":"cnsa"}],"document":"final-act","effective_on":"2024","note":"by letter","occurred_on":"2023-12-06","participant":"EGY","place":"Geneva","program":"ilrs","tier":"member","type":"admission"}
{"action":"denunciation","citations":[{"source":"un-treaties"}],"document":"final-act","effective_on":"2024-01-05","falls_to":"signatory","note":"art. 20","occurred_on":"2023-01-05","participant":"SAU","place":"New York","program":"moon-agreement","type":"withdrawal"}
{"citations":[{"source":"cnsa"}],"document":"final-act","effective_on":"2024","event":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","note":"by letter","occurred_on":"2023-12-06","place":"Geneva","type":"revocation"}
{"citations":[{"source":"cnsa"}],"document":"final-act","effective_on":"2024","note":"by letter","occurred_on":"2023-12-06","participant":"EGY","place":"Geneva","program":"ilrs","type":"suspension","until":"2025"}
{"citations":[{"source":"cnsa"}],"document":"final-act","effective_on":"2024","note":"by letter","occurred_on":"2023-12-06","participant":"EGY","place":"Geneva","program":"ilrs","type":"provisional-application","until":"2025"}
{"citations":[{"source":"cnsa"}],"document":"final-act","effective_on":"2024","note":"by letter","occurred_on":"2023-12-06","place":"Geneva","program":"ilrs","type":"entry-into-force"}
{"citations":[{"source":"cnsa"}],"continued_by":"RUS","document":"final-act","effective_on":"2024","note":"by letter","occurred_on":"1991-12-26","participant":"SUN","place":"Geneva","successors":["UKR","KAZ"],"type":"ending"}
{"citations":[{"source":"cnsa"}],"document":"final-act","effective_on":"2024","name":"National Space Administration of China","note":"by letter","occurred_on":"2023-12-06","participant":"cnsa","place":"Geneva","type":"renaming"}
{"citations":[{"source":"wire-story"}],"document":"final-act","effective_on":"2025","note":"talks","occurred_on":"[2024-05-07..2024-05-09]","participants":["MYS","TUR"],"place":"Kuala Lumpur","program":"ilrs","summary":"Malaysia and Türkiye negotiate","type":"announcement"}
{"citations":[{"source":"wire-story"}],"document":"final-act","effective_on":"2023-12-05","launched_by":["CHN"],"launched_for":["EGY"],"note":"04:10 GMT","occurred_on":"2023-12-04","payload":"MisrSat-2","place":"Gobi","program":"ilrs","site":"Jiuquan","type":"launch","vehicle":"Long March 2C"}
{"aliases":["ILRS","МНЛС"],"citations":[{"source":"cnsa"}],"consents_required":5,"coverage":"partial","coverage_note":"states only","force":"required","id":"ilrs","members":["dialogue-partner","member"],"name":"International Lunar Research Station","note":"since 2021","opened_on":"2021-06-16","same_as":["wikidata:Q106417431"],"tiers":["observer","dialogue-partner","member"],"type":"program"}
{"aliases":["TUA"],"citations":[{"source":"cnsa"}],"id":"tua","kind":"agency","name":"Türkiye Uzay Ajansı","note":"founded in 2018","same_as":["wikidata:Q65064391"],"state":"TUR","type":"participant"}
{"copy_of":"wire","id":"wire-story","language":"en-GB","note":"reprinted","published_on":"2023-12-07","publisher":"A newspaper","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","tier":"press","title":"Egypt joins","type":"source","url":"https://example.org/egypt"}
{"citations":[{"source":"cnsa"}],"id":"october-accords","name":"October accords","note":"three states","on":"2023-10","programs":["ilrs"],"type":"milestone"}
{"citations":[{"source":"cnsa"}],"done_on":"2023-12-06","form":"treaty","id":"final-act","note":"one paper","parties":["EGY","cnsa"],"title":"The final act","type":"document"}
{"citation":{"says":"2023-12-07","source":"cnsa"},"event":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","note":"a day later","stance":"disputes","type":"attestation"}
{"changes":{"occurred_on":"2023-12-05","place":null,"with":["CHN"]},"citations":[{"source":"cnsa"}],"event":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","reason":"misread","type":"correction"}
{"citations":[{"source":"cnsa"}],"event":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","reason":"it never happened","type":"retraction"}
{"at_least":true,"citation":{"source":"wire-story"},"count":9,"excluding":["apsco"],"kinds":["state"],"members":["CHN","RUS"],"note":"\"the ninth\"","on":"2023-12-07","partial":true,"program":"ilrs","since":"2023-01","statuses":["signatory","party"],"subject":["EGY"],"type":"claim"}
"""  # noqa: E501
BODIES = EXAMPLES.strip().splitlines()

# Each id is from the shell: printf %s "$body" | sha256sum
IDS = r"""
c153179f84c860121affc8b3165ecf6bd623f713eb812d94754c8769f8d08c80 {"citations":[{"locator":"line 3","says":"2023-12-06","source":"wire-story"}],"occurred_on":"2023-12-06","participant":"EGY","program":"ilrs","type":"signing","with":["CHN"]}
71645631a697bc18484a2816b9c46dcec2ae228bb9575522d033b4351bd8d35e {"id":"tua","kind":"agency","name":"Türkiye Uzay Ajansı","state":"TUR","type":"participant"}
c6545318411e9da70ecfe2f39ac422cb94dad43cd4f5ac0b0a22d486dc3b6b33 {"event":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","reason":"\"recorded\" twice:\n\\ 🚀","type":"retraction"}
"""  # noqa: E501

CITED = ("source", "locator", "quote", "says", "wording", "supports")
# fields that stand instead of others
INSTEAD = {
    "ending": {"program", "replaced_by"},
    "renaming": {"program"},
    "milestone": {"events"},
}


def faults_of(wire: Any) -> list[str]:
    with pytest.raises(MalformedEvent) as refusal:
        codec.decode(wire)
    assert str(refusal.value) == "; ".join(map(str, refusal.value.faults))
    return [str(fault) for fault in refusal.value.faults]


@pytest.mark.parametrize(("event_type", "fields"), FIELDS.items())
def test_the_wire_names_of_the_fields_are_these_for_ever(event_type: str, fields: str) -> None:
    assert codec.field_names(event_type) == tuple(fields.split())


def test_the_wire_names_of_the_types_are_these_for_ever() -> None:
    assert list(codec.CLASSES) == list(FIELDS)


@pytest.mark.parametrize(("event_type", "body"), list(zip(FIELDS, BODIES, strict=True)))
def test_an_example_of_each_type_comes_through_unchanged(event_type: str, body: str) -> None:
    wire = json.loads(body)
    assert wire["type"] == event_type
    others = INSTEAD.get(event_type, set())
    assert set(wire) == {"type", *FIELDS[event_type].split()} - others
    event = codec.decode(wire)
    assert type(event) is codec.CLASSES[event_type]
    assert codec.encode(event) == wire
    assert codec.body(event) == codec.canonical(wire) == body
    assert codec.loads(body) == event


@pytest.mark.parametrize("line", IDS.strip().splitlines())
def test_an_id_is_the_sha256_of_the_canonical_json(line: str) -> None:
    event_id, body = line.split(" ", 1)
    assert codec.body(codec.loads(body)) == body
    assert codec.event_id(body) == event_id


def test_the_order_of_keys_does_not_matter() -> None:
    for body in BODIES:
        wire = json.loads(body)
        assert codec.body(codec.decode(dict(reversed(wire.items())))) == body


SIGNING = {"type": "signing", "program": "ilrs", "participant": "EGY", "occurred_on": "2023-12-06"}
CLAIM = {"type": "claim", "program": "ilrs", "on": "2023", "citation": {"source": "wire"}}

# Two ways to write one event.
ALIKE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (SIGNING, {**SIGNING, "place": None, "citations": None, "with": None, "instrument": None}),
    (SIGNING, {**SIGNING, "citations": [], "with": [], "instrument": "unspecified"}),
    (SIGNING, {**SIGNING, "program": " ilrs\n", "occurred_on": " 2023-12-06"}),
    (
        {**SIGNING, "citations": [{"source": "wire"}]},
        {**SIGNING, "citations": [{"source": "wire", "quote": None, "says": None}]},
    ),
    ({**SIGNING, "by": "Agência"}, {**SIGNING, "by": "Age\u0302ncia"}),
    ({**SIGNING, "note": "\u212b"}, {**SIGNING, "note": "A\u030a"}),
    ({**CLAIM, "count": 17}, {**CLAIM, "count": "17", "at_least": False, "partial": "false"}),
    (
        {"type": "program", "id": "ilrs", "name": "ILRS"},
        {
            "type": "program",
            "id": "ilrs",
            "name": "ILRS",
            "members": ["party", "signatory", "bound"],
        },
    ),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_says_the_same_has_the_same_id(one: Any, other: Any) -> None:
    assert codec.decode(one) == codec.decode(other)
    assert codec.body(codec.decode(one)) == codec.body(codec.decode(other))


@pytest.mark.parametrize("other", ["2023-12-06?", "2023-12-06/2023-12-06", "2023-12"])
def test_dates_that_are_written_differently_are_different_events(other: str) -> None:
    one = codec.body(codec.decode(SIGNING))
    assert codec.body(codec.decode({**SIGNING, "occurred_on": other})) != one


# The canonical form. The oracle follows RFC 8785, section 3.2, and nothing else.


def rfc8785(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return '"' + "".join(map(rfc8785_character, value)) + '"'
        case list():
            return "[" + ",".join(map(rfc8785, value)) + "]"
        case dict():
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return "{" + ",".join(f"{rfc8785(key)}:{rfc8785(value[key])}" for key in keys) + "}"
    raise TypeError(value)


def rfc8785_character(character: str) -> str:
    short = {8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 0x22: '"', 0x5C: "\\"}
    code = ord(character)
    if code in short:
        return "\\" + short[code]
    return f"\\u{code:04x}" if code < 0x20 else character


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
EDGES = st.text('"\\/\b\t\n\f\r\x00\x1f\x7f\u0085\u2028\u2029\ufeff€🚀', max_size=8)
KEYS = st.sampled_from("".join(FIELDS.values()).split())
JSON = st.recursive(
    st.booleans() | st.integers(0, 1_000_000) | TEXTS | EDGES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_the_canonical_form_is_that_of_rfc_8785(value: Any) -> None:
    assert codec.canonical(value) == rfc8785(value)
    assert json.loads(codec.canonical(value)) == value


def standard(value: Any) -> str:
    """The canonical form as the standard library writes it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


WIRE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(2**80), 2**80) | TEXTS | EDGES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS | EDGES | KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=examples(300))
@given(WIRE)
def test_the_canonical_form_is_that_of_the_standard_library(value: Any) -> None:
    assert codec.canonical(value) == standard(value)


@pytest.mark.parametrize("number", [0, 2**53, 2**63, 2**64, 10**100])
def test_whole_numbers_of_any_size_are_written_in_full(number: int) -> None:
    for value in (number - 1, number, number + 1, -number - 1, -number, 1 - number):
        assert codec.canonical([value]) == standard([value]) == f"[{value}]"


def test_every_character_is_written_as_the_standard_library_does() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert codec.canonical("".join(every)) == standard("".join(every))
    keys = dict.fromkeys(reversed(every[::97]), True)
    assert codec.canonical(keys) == standard(keys)


@pytest.mark.parametrize("depth", [1, 200, 253, 254, 255, 300])
def test_what_lies_deep_is_written_all_the_same(depth: int) -> None:
    value: Any = "deep"
    for level in range(depth):
        value = [value] if level % 2 else {"in": value}
    assert codec.canonical(value) == standard(value)


def test_half_of_a_surrogate_pair_has_no_id() -> None:
    with pytest.raises(UnicodeEncodeError):
        codec.event_id(codec.canonical("\ud800"))


def test_the_example_text_of_rfc_8785() -> None:
    # section 3.2.2: a text with all sorts of escapes, and its canonical form
    given = json.loads(r'"\u20ac$\u000F\u000aA' + r"'" + r'\u0042\u0022\u005c\\\"\/"')
    assert codec.canonical(given) == r'"€$\u000f\nA' + r"'" + r'B\"\\\\\"/"'


# What is wrong with a bad event: all of it at once, each with its path.

DATE = "is not a date: write 2023, 2023-10 or 2023-10-03"
TYPES = ", ".join(FIELDS)
BAD: list[tuple[Any, list[str]]] = [
    ([], ["an event is a JSON object with a 'type'"]),
    ("signing", ["an event is a JSON object with a 'type'"]),
    (None, ["an event is a JSON object with a 'type'"]),
    ({}, [f"type: nothing is no event type known here: known are {TYPES}"]),
    ({"type": None}, [f"type: nothing is no event type known here: known are {TYPES}"]),
    ({"type": "war"}, [f"type: 'war' is no event type known here: known are {TYPES}"]),
    (
        {"type": "Signing"},
        ["type: 'Signing' is no event type known here: did you mean signing or ending?"],
    ),
    (
        {"type": "retration"},
        ["type: 'retration' is no event type known here: did you mean retraction or revocation?"],
    ),
    ({"type": ["claim"]}, ["type: ['claim'] is no event type known here: did you mean claim?"]),
    ({"type": 3}, [f"type: 3 is no event type known here: known are {TYPES}"]),
    (
        {"type": "w" * 9_000},
        [f"type: '{'w' * 79} is no event type known here: known are {TYPES}"],
    ),
    (
        {"type": "signing"},
        ["occurred_on: is missing", "program: is missing", "participant: is missing"],
    ),
    (
        {**SIGNING, "program": None, "with_": ["CHN"], "wiht": 1, "participants": "EGY"},
        [
            "program: is missing",
            "participants: 'participants' is no field known here: did you mean participant?",
            "wiht: 'wiht' is no field known here: did you mean with?",
            "with_: 'with_' is no field known here: did you mean with?",
        ],
    ),
    (
        {"type": "milestone", "id": "m", "name": "m", "on": "2023", "zzz": 1, 7: 2},
        [
            (
                "7: '7' is no field known here: known are id, name, on, events, programs, note, "
                "citations"
            ),
            (
                "zzz: 'zzz' is no field known here: known are id, name, on, events, programs, "
                "note, citations"
            ),
        ],
    ),
    (
        {
            "type": "signing",
            "program": "",
            "participant": 7,
            "occurred_on": "soon",
            "effective_on": "later",
            "place": [],
            "instrument": "handshake",
            "by": "two\nlines",
            "with": ["CHN", "", 3, "RUS"],
            "citations": [
                {"source": "wire"},
                {"quote": "q" * 301, "says": "lately"},
                "wire",
                None,
                {"source": "wire", "sais": "2023", 5: "five"},
            ],
        },
        [
            f"occurred_on: 'soon' {DATE.format('soon')}",
            "effective_on: 'later' " + DATE.format("later"),
            "place: a text is expected, not a list",
            "citations.1.source: is missing",
            "citations.1.quote: a quote of 301 characters, 300 at most: shorten it",
            f"citations.1.says: 'lately' {DATE.format('lately')}",
            "citations.2: an object with a 'source' is expected",
            "citations.3: an object with a 'source' is expected",
            f"citations.4.5: '5' is no field known here: known are {', '.join(CITED)}",
            "citations.4.sais: 'sais' is no field known here: did you mean says?",
            "program: it is empty",
            "participant: a text is expected, not a number",
            f"instrument: 'handshake' is not one of {', '.join(INSTRUMENTS)}",
            "by: it has the control character U+000A",
            "with.1: it is empty",
            "with.2: a text is expected, not a number",
        ],
    ),
    ({**SIGNING, "citations": {"source": "wire"}}, ["citations: a list of citations is expected"]),
    ({**SIGNING, "with": ["CHN", "CHN"]}, ["with: it names one thing twice"]),
    ({**SIGNING, "with": "CHN"}, ["with: a list is expected, not a text"]),
    ({**CLAIM}, ["count: a claim needs a count or members"]),
    (
        {**CLAIM, "members": ["EGY"], "subject": ["EGY"]},
        ["count: a claim with a subject needs a count"],
    ),
    ({**CLAIM, "citation": "wire"}, ["citation: an object with a 'source' is expected"]),
    ({**CLAIM, "citation": None, "count": 1}, ["citation: is missing"]),
    ({**CLAIM, "citation": {"source": None}, "count": 1}, ["citation.source: is missing"]),
    (
        {**CLAIM, "citation": {"quote": ""}, "count": 1.5, "at_least": "maybe"},
        [
            "citation.source: is missing",
            "citation.quote: it is empty",
            "count: a whole number is expected, not a decimal number",
            "at_least: true or false is expected, not a text",
        ],
    ),
    (
        {**CLAIM, "kinds": ["state", "club"], "statuses": ["Member"]},
        [
            f"kinds.1: 'club' is not one of {', '.join(KINDS)}",
            "statuses.0: 'Member' is no id: use lower-case letters, digits and '-', as in 'ilrs'",
        ],
    ),
    (
        {"type": "program", "id": "ILRS", "name": "ILRS", "members": ["Party"]},
        [
            "id: 'ILRS' is no id: use lower-case letters, digits and '-', as in 'ilrs'",
            "members.0: 'Party' is no id: use lower-case letters, digits and '-', as in 'ilrs'",
        ],
    ),
    (
        {"type": "program", "id": "ilrs", "name": "ILRS", "members": ["signatory"]},
        ["members: it must name a status and every higher one, as in bound, party"],
    ),
    (
        {"type": "correction", "event": SHA, "changes": {}},
        [
            "changes: it must be an object of fields and their new values",
            "reason: is missing",
        ],
    ),
]


@pytest.mark.parametrize(("wire", "faults"), BAD, ids=lambda one: repr(one)[:40])
def test_every_fault_is_told_at_once_with_its_path(wire: Any, faults: list[str]) -> None:
    assert faults_of(wire) == faults


def test_a_fault_has_its_field_apart() -> None:
    with pytest.raises(MalformedEvent) as refusal:
        codec.decode({**SIGNING, "with": [""]})
    assert refusal.value.faults == (Fault("with.0", "it is empty"),)


def test_the_fields_of_an_unknown_type() -> None:
    with pytest.raises(Unknown, match="no event type is called 'signign': did you mean signing"):
        codec.field_names("signign")
    with pytest.raises(Unknown, match="no event type is called 'x': see which types"):
        codec.field_names("x")


# Corrections.

FULL = {**SIGNING, "place": "Cairo", "with": ["CHN"], "citations": [{"source": "wire"}]}
CHANGED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"occurred_on": "2023-12-05"}, {**FULL, "occurred_on": "2023-12-05"}),
    ({"place": None}, {key: one for key, one in FULL.items() if key != "place"}),
    ({"with": ["CHN", "RUS"]}, {**FULL, "with": ["CHN", "RUS"]}),
    (
        {"with": None, "place": "Beijing"},
        {**SIGNING, "place": "Beijing", "citations": FULL["citations"]},
    ),
    ({"by": "Egyptian Space Agency"}, {**FULL, "by": "Egyptian Space Agency"}),
    ({"participant": "ETH"}, {**FULL, "participant": "ETH"}),
    ({"citations": [{"source": "cnsa"}]}, {**FULL, "citations": [{"source": "cnsa"}]}),
    ({"place": "Cairo"}, FULL),
    ({}, FULL),
]


@pytest.mark.parametrize(("changes", "result"), CHANGED)
def test_an_event_as_it_reads_when_corrected(changes: Any, result: Any) -> None:
    before = codec.decode(FULL)
    assert codec.corrected(before, changes) == codec.decode(result)
    assert before == codec.decode(FULL)


FIXED = "cannot be corrected: retract the event and record anew"
UNFIT: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (FULL, {"type": "consent"}, [f"changes.type: {FIXED}"]),
    (FULL, {"type": "signing"}, [f"changes.type: {FIXED}"]),
    (FULL, {"type": None, "place": "Riyadh"}, [f"changes.type: {FIXED}"]),
    (json.loads(BODIES[6]), {"id": "moon", "name": ""}, [f"changes.id: {FIXED}"]),
    (
        json.loads(BODIES[10]),
        {"type": "claim", "event": SHA, "id": "x"},
        [f"changes.event: {FIXED}", f"changes.id: {FIXED}", f"changes.type: {FIXED}"],
    ),
    (FULL, {"occurred_on": None}, ["changes.occurred_on: is missing"]),
    (
        FULL,
        {"occurred_on": "soon", "with": ["CHN", ""], "plaec": "Riyadh"},
        [
            f"changes.occurred_on: 'soon' {DATE.format('soon')}",
            "changes.with.1: it is empty",
            "changes.plaec: 'plaec' is no field known here: did you mean place?",
        ],
    ),
    (FULL, {"citations": [{}]}, ["changes.citations.0.source: is missing"]),
    ({**CLAIM, "count": 1}, {"count": None}, ["changes.count: a claim needs a count or members"]),
    (
        {**CLAIM, "count": 1},
        {"citation": {"locator": "line 1"}},
        ["changes.citation.source: is missing"],
    ),
]


@pytest.mark.parametrize(("wire", "changes", "faults"), UNFIT)
def test_what_a_correction_may_not_do(wire: Any, changes: Any, faults: list[str]) -> None:
    with pytest.raises(MalformedEvent) as refusal:
        codec.corrected(codec.decode(wire), changes)
    assert [str(fault) for fault in refusal.value.faults] == faults


def test_the_kind_of_a_participant_may_be_corrected() -> None:
    before = codec.loads(BODIES[list(FIELDS).index("participant")])
    assert codec.encode(codec.corrected(before, {"kind": "ngo"}))["kind"] == "ngo"


# Random events.

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12).filter(
    str.strip
)
NOTES = (TEXTS | EDGES).filter(str.strip)
REFERENCES = st.sampled_from(["ilrs", "EGY", "CHN", "#3", SHA, "South Korea"])
DATES = st.sampled_from(
    ["2023", "2023-12", "2023-12-06", "2023?", "../2023-06", "[2020-11-12,2020-11-13]"]
)
SLUGS = st.sampled_from(["ilrs", "moon-agreement", "spacenews.com-2023"])


def several(one: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(
        one, max_size=3, unique_by=lambda text: unicodedata.normalize("NFC", text).strip()
    )


CITATIONS = st.fixed_dictionaries(
    {"source": REFERENCES},
    optional={
        "locator": NOTES,
        "quote": NOTES,
        "says": DATES,
        "wording": NOTES,
        "supports": st.just(["place"]),
    },
)
VALUES: list[tuple[str, st.SearchStrategy[Any]]] = [
    ("id", SLUGS),
    ("program participant event copy_of state source document predecessor", REFERENCES),
    ("continued_by", REFERENCES),
    ("occurred_on effective_on opened_on published_on on since until done_on", DATES),
    ("name by payload vehicle site publisher title", LINES),
    ("note place summary reason coverage_note", NOTES),
    ("with participants events launched_by launched_for members subject", several(REFERENCES)),
    ("excluding successors replaced_by parties programs", several(REFERENCES)),
    ("aliases", several(LINES)),
    ("same_as", several(st.integers(1, 999).map("wikidata:Q{}".format))),
    ("citations", st.lists(CITATIONS, max_size=2)),
    ("citation", CITATIONS),
    ("instrument form", st.sampled_from(INSTRUMENTS)),
    ("signing.action", st.sampled_from(SIGNATURES)),
    ("falls_to admission.tier", SLUGS),
    ("tiers", st.just(["observer", "signatory", "bound", "party"])),
    ("force", st.just("required")),
    ("coverage", st.sampled_from(COVERAGES)),
    ("consent.action", st.sampled_from(CONSENTS)),
    ("withdrawal.action", st.sampled_from(WITHDRAWALS)),
    ("program.members", st.sampled_from([["party"], ["party", "bound"]])),
    ("kind", st.sampled_from(KINDS)),
    ("kinds", several(st.sampled_from(KINDS))),
    ("statuses", several(st.sampled_from(STATUSES))),
    ("tier", st.sampled_from(TIERS)),
    ("stance", st.sampled_from(STANCES)),
    ("url", st.just("https://example.org/a")),
    ("language", st.sampled_from(["en", "pt-BR"])),
    ("sha256", st.just(SHA)),
    ("changes", st.dictionaries(KEYS, JSON | st.none(), min_size=1, max_size=3)),
    ("count consents_required", st.integers(0, 1_000_000)),
    ("at_least partial", st.booleans()),
]
VALUE = {field: value for fields, value in VALUES for field in fields.split()}
REQUIRED = (
    "program participant event occurred_on id name kind on tier publisher title stance citation "
    "changes reason summary payload count consent.action tier"
)


def wires(event_type: str) -> st.SearchStrategy[dict[str, Any]]:
    """Wire forms of a type: all the fields that some event needs, and any of the others."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in codec.field_names(event_type):
        own = f"{event_type}.{field}"
        kept = required if {own, field} & set(REQUIRED.split()) else optional
        kept[field] = VALUE[own if own in VALUE else field]
    found = st.fixed_dictionaries({"type": st.just(event_type), **required}, optional=optional)
    if event_type == "milestone":
        return found.map(of_a_date)
    return found.map(about_one) if event_type in ("ending", "renaming") else found


def of_a_date(wire: dict[str, Any]) -> dict[str, Any]:
    """Leave a milestone its events, where it names some, or else its date."""
    other = "on" if wire.get("events") else "events"
    return {field: value for field, value in wire.items() if field != other}


def about_one(wire: dict[str, Any]) -> dict[str, Any]:
    """Make an ending or a renaming about the program that it names, or else a participant."""
    others = (
        ("participant", "successors", "continued_by") if "program" in wire else ("replaced_by",)
    )
    kept = {field: value for field, value in wire.items() if field not in others}
    return kept if "program" in wire else {**kept, "participant": "SUN"}


WIRES = st.one_of([wires(event_type) for event_type in FIELDS])


@settings(max_examples=examples(200), deadline=None)
@given(WIRES)
def test_any_event_comes_back_from_its_canonical_json(wire: dict[str, Any]) -> None:
    event = codec.decode(wire)
    body = codec.body(event)
    assert codec.loads(body) == event
    assert codec.body(codec.loads(body)) == body
    assert codec.canonical(json.loads(body)) == body
    assert codec.event_id(body) == hashlib.sha256(body.encode("utf-8")).hexdigest()


@settings(deadline=None)
@given(WIRES)
def test_null_is_absent_in_any_event(wire: dict[str, Any]) -> None:
    absent = dict.fromkeys(codec.field_names(wire["type"]))
    assert codec.decode({**absent, **wire}) == codec.decode(wire)


@settings(deadline=None)
@given(WIRES.filter(lambda wire: wire["type"] != "correction"))
def test_composed_and_decomposed_texts_make_one_event(wire: dict[str, Any]) -> None:
    decomposed = json.loads(unicodedata.normalize("NFD", codec.canonical(wire)))
    assert codec.body(codec.decode(decomposed)) == codec.body(codec.decode(wire))


@settings(deadline=None)
@given(
    st.dictionaries(
        KEYS | st.integers(0, 3) | st.text(max_size=3),
        JSON | st.none() | st.floats() | CITATIONS | st.lists(CITATIONS, max_size=2),
        max_size=6,
    ),
    st.sampled_from(list(FIELDS)),
)
def test_anything_else_is_an_event_or_a_refusal(wire: dict[Any, Any], event_type: str) -> None:
    try:
        found: Any = codec.decode({**wire, "type": event_type})
    except MalformedEvent as caught:
        found = caught
    assert isinstance(found, get_args(Event)) or found.faults


# The quick way and the thorough one.

BAD_VALUE = (
    JSON
    | st.none()
    | st.floats()
    | LINES
    | CITATIONS
    | st.lists(CITATIONS | st.none() | TEXTS, max_size=3)
    | st.lists(REFERENCES | DATES | st.sampled_from(STATUSES) | EDGES, max_size=3)
    | st.dictionaries(st.sampled_from(["source", "says", "quote", "x"]), TEXTS | DATES, max_size=3)
)


@st.composite
def spoilt(draw: st.DrawFn) -> dict[Any, Any]:
    """A wire form with some fields taken away, put in, or made to say something else."""
    wire: dict[Any, Any] = dict(draw(WIRES))
    fields = codec.field_names(wire["type"])
    for _ in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from(fields) | KEYS | TEXTS | st.integers(0, 3))
        if key == "type":
            continue
        if draw(st.booleans()):
            wire.pop(key, None)
        else:
            wire[key] = draw(BAD_VALUE)
    return wire


def outcome(read: Callable[..., Event], *given: Any) -> Event | tuple[Fault, ...]:
    try:
        return read(*given)
    except MalformedEvent as refusal:
        return refusal.faults


@settings(max_examples=examples(400))
@given(WIRES | spoilt())
def test_the_quick_way_and_the_thorough_one_agree(wire: dict[Any, Any]) -> None:
    fields = {key: value for key, value in wire.items() if key != "type"}
    thorough = outcome(faults.checked, codec.CLASSES[wire["type"]], fields)
    assert thorough  # an event, or at least one fault
    assert outcome(codec.decode, wire) == thorough


@given(WIRES)
def test_an_event_without_a_fault_goes_the_quick_way(wire: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faults, "checked", None)
        assert type(codec.decode(wire)) is codec.CLASSES[wire["type"]]


def test_what_looks_for_faults_is_loaded_only_where_there_are_some() -> None:
    program = f"""
import sys
from ledger import codec
from ledger.errors import MalformedEvent
for body in {BODIES!r}:
    assert codec.body(codec.loads(body)) == body
assert "cattrs" not in sys.modules
try:
    codec.decode({{"type": "signing"}})
except MalformedEvent:
    assert "cattrs" in sys.modules
"""
    command = [sys.executable, "-X", "utf8", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
