"""Proposals as files: what is written as YAML and as JSONL is what `import` reads."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wires import abouts, claims, definitions, happenings

from cli import proposals
from cli.formats import jsonl, yaml_list
from intake import wire_yaml
from intake.proposals import Proposal, Proposed
from ledger import codec

wires = st.one_of(happenings(), claims(), definitions(), abouts())


def read(text: str) -> list[Any]:
    lines = list(yaml_list.read(io.BytesIO(text.encode())))
    assert [line.faults for line in lines if line.faults] == []
    return [line.wire for line in lines]


@given(some=st.lists(wires, max_size=4), why=st.text(max_size=20))
def test_what_is_written_is_read_as_the_same_events(some: list[Any], why: str) -> None:
    proposal = Proposal([Proposed(wire, [why]) for wire in some], [why], [why])
    texts = "".join(proposals.to_yaml(proposal))
    lines = io.BytesIO("".join(proposals.to_jsonl(proposal)).encode())
    wanted = list(map(codec.decode, some))
    assert list(map(codec.decode, read(texts))) == wanted
    assert [codec.decode(line.wire) for line in jsonl.read(lines)] == wanted


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2023-10-03", "2023-10-03"),
        ("NO", '"NO"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("", '""'),
        (" a", '" a"'),
        ("a: b", '"a: b"'),
        ("https://example.org/a#b", '"https://example.org/a#b"'),
        ("[2023,2024]", '"[2023,2024]"'),
        ("two\nlines", '"two\\nlines"'),
        ("\x9b\u202e", '"\\u009b\\u202e"'),
        (None, "null"),
        (True, "true"),
        (17, "17"),
        (["EGY", "South Africa", "a, b"], '[EGY, South Africa, "a, b"]'),
    ],
)
def test_a_value_is_in_quotes_where_it_needs_them(value: Any, written: str) -> None:
    assert list(wire_yaml.event({"note": value})) == [f"- note: {written}"]


def test_what_is_in_a_list_is_below_its_dash() -> None:
    wire = {
        "type": "x",
        "citations": [{"source": "a", "supports": ["note"]}],
        "changes": {"a": None},
    }
    assert list(wire_yaml.event(wire)) == [
        "- type: x",
        "  citations:",
        "  - source: a",
        "    supports: [note]",
        "  changes:",
        "    a: null",
    ]


def test_a_proposal_without_events_is_a_list_without_events() -> None:
    text = "".join(proposals.to_yaml(Proposal([], ["nothing new"])))
    assert text == "# nothing new\n[]\n"
    assert read(text) == []


def test_comments_hold_no_line_of_their_own() -> None:
    one = Proposed({"type": "x"}, ["a\nb\x1b"])
    assert "".join(proposals.to_yaml(Proposal([one]))) == "\n# a\\nb\\x1b\n- type: x\n"
