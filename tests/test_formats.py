"""Files of events as streams of lines: what each format takes, what it refuses and in which words,
and that what is written is read back the same."""

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import pytest
import yaml
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from wires import wires

from cli.commands import import_
from cli.formats import FORMATS, EventFile, csv_rows, jsonl, lines, yaml_list
from cli.formats.lines import Line, Unreadable
from ledger import codec
from ledger.events import WIRE_NAMES, Citation, wire_name

READERS: dict[str, Callable[[BinaryIO], Iterable[Line]]] = {
    "jsonl": jsonl.read,
    "csv": csv_rows.read,
    "yaml": yaml_list.read,
}


def read(form: str, content: str | bytes) -> list[Any]:
    """What a file holds: each line's number with its wire form, or with its faults as text."""
    raw = content.encode() if isinstance(content, str) else content
    found: list[Any] = []
    try:
        for line in READERS[form](io.BytesIO(raw)):
            found += [(line.number, [str(fault) for fault in line.faults] or line.wire)]
    except Unreadable as problem:
        found.append((problem.number, problem.problem))
    return found


def strict(text: str) -> Any:
    """The value of a JSON text, None where a key stands twice or a number is not whole."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError
        return dict(pairs)

    def refuse(text: str) -> Any:
        raise ValueError

    try:
        return json.loads(text, object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)
    except ValueError:
        return None


SPACE = st.sampled_from(["", "", " ", "  "])
TEXT = st.sampled_from(["", "a", 'b"', "\\", 'c" :', '":', "1.5", ",7e5", "é", "\u2028", "\n"])
NUMBER = st.sampled_from(
    ["0", "-0", "7", "1.0", "1e3", "-2E1", "9" * 18, "9" * 19, "9" * 23, "NaN"]
)


@st.composite
def json_texts(draw: st.DrawFn, space: st.SearchStrategy[str] = SPACE, depth: int = 2) -> str:
    """The text of a JSON value as any program may write it, now and then with a key twice."""
    sort = draw(st.integers(0, 4 if depth else 2))
    if sort == 0:
        return draw(NUMBER)
    if sort < 3:
        return json.dumps(draw(TEXT), ensure_ascii=draw(st.booleans()))
    inner = [draw(json_texts(space, depth - 1)) for _ in range(draw(st.integers(0, 3)))]
    if sort == 4:
        keys = [json.dumps(draw(TEXT)) + draw(space) for _ in inner]
        inner = [f"{key}:{draw(space)}{one}" for key, one in zip(keys, inner, strict=True)]
    comma, ends = f",{draw(space)}", "{}" if sort == 4 else "[]"
    return ends[0] + draw(space) + comma.join(inner) + ends[1]


@settings(max_examples=examples(1000))
@given(json_texts() | json_texts(st.just("")))
def test_the_quick_way_to_read_json_takes_nothing_for_another(text: str) -> None:
    try:
        found = jsonl.loads(text)
    except jsonl.BadJson:
        found = None
    assert (found, type(found)) == (strict(text), type(strict(text)))


class TestJsonl:
    def test_one_object_a_line_blank_lines_left_out(self) -> None:
        text = '{"type":"signing","with":["RUS"]}\n\n  \r\n {"type":"claim","count":9} \r\n'
        assert read("jsonl", text) == [
            (1, {"type": "signing", "with": ["RUS"]}),
            (4, {"type": "claim", "count": 9}),
        ]

    def test_a_byte_order_mark_is_left_aside(self) -> None:
        assert read("jsonl", b'\xef\xbb\xbf{"type":"launch"}') == [(1, {"type": "launch"})]

    def test_escapes_and_the_characters_themselves_are_the_same(self) -> None:
        text = r'{"note":"é \ud83d\ude80 \u001b"}' + '\n{"note":"é 🚀 \\u001b"}'
        assert read("jsonl", text) == [(1, {"note": "é 🚀 \x1b"}), (2, {"note": "é 🚀 \x1b"})]

    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            ('{"type":"signing"', "not JSON, at its end: expecting ',' delimiter"),
            ('{"note":"a\tb"}', "not JSON, at column 11: invalid control character"),
            ("signing,ILRS", "not JSON, at column 1: expecting value"),
            ('{"place":"a","place":"b"}', "place: it stands twice: keep one of them"),
            ('{"changes":{"place":"a","place":"b"}}', "place: it stands twice: keep one of them"),
            (
                '{"count":2.5}',
                "the number 2.5 is not whole: write digits alone, or a text in quotes",
            ),
            (
                '{"count":NaN}',
                "the number NaN is not whole: write digits alone, or a text in quotes",
            ),
            (
                '{"count":-Infinity}',
                "the number -Infinity is not whole: write digits alone, or a text in quotes",
            ),
            ('{"a":' + "[" * 100_000, "JSON that is nested too deep: an event is flat"),
            (
                '{"count":' + "9" * 5000 + "}",
                "JSON with a number of too many digits: write a smaller one",
            ),
            ("x" * (lines.LONGEST + 1), "a line longer than 1 MiB: write one event a line"),
        ],
        ids=lambda value: value[:30],
    )
    def test_a_bad_line_is_one_fault_and_the_next_is_read(self, line: str, fault: str) -> None:
        good = '{"type":"launch"}'
        assert read("jsonl", f"{good}\n{line}\n{good}\n") == [
            (1, {"type": "launch"}),
            (2, [fault]),
            (3, {"type": "launch"}),
        ]

    @pytest.mark.parametrize("text", ['[{"type":"launch"}]', '\n[\n{"type":"launch"}\n]', "{\n"])
    def test_json_over_several_lines_is_one_fault(self, text: str) -> None:
        [(_, problem)] = read("jsonl", text)
        assert problem == "a JSON text over several lines, or a list: write each event on one line"

    def test_what_a_broken_line_seems_to_define_is_made_out(self) -> None:
        [line] = jsonl.read(io.BytesIO(b'{"type": "source", "id" :"tass", "title": "a"b"}'))
        assert line.faults
        assert line.wire == {"type": "source", "id": "tass"}


class TestCsv:
    def test_a_row_is_an_event(self) -> None:
        text = (
            "type,program,participant,occurred_on,with,note\n"
            "signing,ILRS,Egypt,2023-12-06,CNSA; Russia ;,\n"
            "\n"
            ",,,,,\n"
            'launch,,,2023-12-04,,"over\ntwo lines"\n'
        )
        signed = {"program": "ILRS", "participant": "Egypt", "occurred_on": "2023-12-06"}
        assert read("csv", text) == [
            (2, {"type": "signing", **signed, "with": ["CNSA", " Russia "]}),
            (5, {"type": "launch", "occurred_on": "2023-12-04", "note": "over\ntwo lines"}),
        ]

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("CNSA", ["CNSA"]),
            ("a;b", ["a", "b"]),
            (r"a\;b;c", ["a;b", "c"]),
            (r"a\\;b", ["a\\", "b"]),
            (r"\\\;", ["\\;"]),
            (";;a;", ["a"]),
            ("a\\", ["a\\"]),
            ("'=a;b", ["=a", "b"]),
            (r"\u001b\u00e9", ["\x1bé"]),
        ],
    )
    def test_lists(self, cell: str, value: list[str]) -> None:
        assert read("csv", f"type,aliases\nprogram,{cell}\n") == [
            (2, {"type": "program", "aliases": value})
        ]

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("'=SUM(A1)", "=SUM(A1)"),
            ("''quoted", "'quoted"),
            ("'tis so", "'tis so"),
            ("a;b", "a;b"),
            (r"C:\\data", "C:\\data"),
            (r"C:\data", "C:\\data"),
            (r"\\u0041", "\\u0041"),
            (r"bell \u0007", "bell \a"),
            ('"say ""yes"""', 'say "yes"'),
        ],
    )
    def test_texts(self, cell: str, value: str) -> None:
        assert read("csv", f"type,note\nlaunch,{cell}\n") == [
            (2, {"type": "launch", "note": value})
        ]

    def test_citations_have_a_column_for_each_field(self) -> None:
        text = (
            "type,citations.1.source,citations.0.source,citations.0.quote,citation.source\n"
            "signing,tass,xinhua,They signed,\n"
            "signing,tass,,,\n"
            "claim,,,,nasa\n"
        )
        assert [wire for _, wire in read("csv", text)] == [
            {
                "type": "signing",
                "citations": [{"source": "xinhua", "quote": "They signed"}, {"source": "tass"}],
            },
            {"type": "signing", "citations": [{"source": "tass"}]},
            {"type": "claim", "citation": {"source": "nasa"}},
        ]

    def test_changes_are_json(self) -> None:
        text = 'type,changes\ncorrection,"{""place"":null,""with"":[""RUS""]}"\n'
        assert read("csv", text) == [
            (2, {"type": "correction", "changes": {"place": None, "with": ["RUS"]}})
        ]

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_what_spreadsheets_write(self, separator: str, end: str) -> None:
        rows = [["program", "type"], ["ILRS", "signing"], ['"a;b\t,c"', "claim"]]
        text = "\ufeff" + "".join(separator.join(row) + end for row in rows)
        assert read("csv", text) == [
            (2, {"type": "signing", "program": "ILRS"}),
            (3, {"type": "claim", "program": "a;b\t,c"}),
        ]

    def test_columns_without_a_name_may_be_empty(self) -> None:
        assert read("csv", "type,,\nlaunch,,\nlaunch\n") == [
            (2, {"type": "launch"}),
            (3, {"type": "launch"}),
        ]

    @pytest.mark.parametrize(
        ("header", "faults"),
        [
            (
                "kind,program",
                [f"the header has no column 'type': {csv_rows.BEGIN}"],
            ),
            (
                "type,program,progam",
                ["progam: no field has this name: did you mean program or programs?"],
            ),
            (
                "type,xyz",
                ["xyz: no field has this name: leave the column out, or use 'note'"],
            ),
            ("type,place,place", ["place: two columns have this name: keep one of them"]),
            (
                "type,citations.source,citations.0.url",
                [
                    f"{name}: no field has this name: "
                    "write citations.0.source, citations.0.quote, or citation.source"
                    for name in ("citations.source", "citations.0.url")
                ],
            ),
        ],
    )
    def test_a_bad_header(self, header: str, faults: list[str]) -> None:
        assert read("csv", f"{header}\nsigning,ILRS,x\n") == [(1, faults)]

    @pytest.mark.parametrize(
        ("row", "faults"),
        [
            ("launch,,more", ["cell 3 has no column in the header: name it"]),
            (
                'correction,"{""place"":"',
                ["changes: not JSON, at its end: expecting value"],
            ),
            (
                'correction,"{""count"":1.5}"',
                ["changes: the number 1.5 is not whole: write digits alone, or a text in quotes"],
            ),
        ],
    )
    def test_a_bad_row(self, row: str, faults: list[str]) -> None:
        assert read("csv", f"type,changes\n{row}\nlaunch\n") == [
            (2, faults),
            (3, {"type": "launch"}),
        ]

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ('launch,"open', "a quote that is opened here is never closed: close it"),
            ('launch,"a"b', "text after a closing quote: write a quote inside a cell twice"),
            ("launch,a\rb", "a bare carriage return: save it with the line ends of CSV"),
            (
                'launch,"' + "long text\n" * 200_000,
                "a cell longer than 1 MiB: is a quote never closed?",
            ),
            ("launch," + "x" * lines.LONGEST, "a line longer than 1 MiB: write one event a line"),
        ],
        ids=lambda value: value[:20],
    )
    def test_bad_quotes_end_the_reading(self, row: str, problem: str) -> None:
        assert read("csv", f"type,note\nclaim,\n{row}\nlaunch,\n") == [
            (2, {"type": "claim"}),
            (3, problem),
        ]

    def test_every_field_has_its_column(self) -> None:
        fields = {name for wire in WIRE_NAMES.values() for name in codec.field_names(wire)}
        assert sorted(csv_rows.FIELDS) == sorted(fields - {"citation", "citations"} | {"type"})
        cited = tuple(one.name for one in attrs.fields(Citation))
        assert cited == csv_rows.CITATION_FIELDS

    def test_every_list_is_known_as_one(self) -> None:
        lists = {
            wire_name(field.name)
            for cls in WIRE_NAMES
            for field in attrs.fields(cls)
            if "tuple" in str(field.type) and "Citation" not in str(field.type)
        } | {one.name for one in attrs.fields(Citation) if "tuple" in str(one.type)}
        assert lists == csv_rows.LISTS


class TestYaml:
    @pytest.fixture(params=["CBaseLoader", "BaseLoader"])
    def parser(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        """With libyaml, where PyYAML has it, and without."""
        loader = getattr(yaml, request.param, yaml.BaseLoader)
        monkeypatch.setattr(yaml_list, "_LOADER", loader)

    def test_a_list_of_events(self) -> None:
        text = """\
# what the press said
- type: signing
  participant: NO
  occurred_on: 2023-12-06
  with: [CNSA, 'null']

- type: claim
  count: 05
  partial: yes
  note: |
    over
    two lines
  citation:
    source: "tass"
    says: ~
- {type: correction, changes: {place: null, note: ''}}
"""
        assert read("yaml", text) == [
            (
                2,
                {
                    "type": "signing",
                    "participant": "NO",
                    "occurred_on": "2023-12-06",
                    "with": ["CNSA", "null"],
                },
            ),
            (
                7,
                {
                    "type": "claim",
                    "count": "05",
                    "partial": "yes",
                    "note": "over\ntwo lines\n",
                    "citation": {"source": "tass", "says": None},
                },
            ),
            (16, {"type": "correction", "changes": {"place": None, "note": ""}}),
        ]

    def test_several_documents(self) -> None:
        text = "---\n- type: launch\n- type: claim\n---\ntype: program\n--- # nothing\n...\n"
        assert read("yaml", text) == [
            (2, {"type": "launch"}),
            (3, {"type": "claim"}),
            (5, {"type": "program"}),
        ]

    @pytest.mark.parametrize(
        ("item", "faults"),
        [
            ("launch", ["not an event: write its fields as 'name: value'"]),
            ("[launch]", ["not an event: write its fields as 'name: value'"]),
            ("~", ["not an event: write its fields as 'name: value'"]),
            ("{place: a, place: b}", ["place: it stands twice: keep one of them"]),
            (
                "{citations: [{source: a}, {source: b, source: c}]}",
                ["citations.1.source: it stands twice: keep one of them"],
            ),
            ("{[a]: b}", ["a field without a name: write its fields as 'name: value'"]),
            (
                "{note: &x a, place: *x}",
                ["place: the alias *x is not taken: write the value out"],
            ),
            (
                "{note: &x a, <<: *x}",
                ["<<: the alias *x is not taken: write the value out"],
            ),
            (
                "{count: !!int 5}",
                ["count: the tag tag:yaml.org,2002:int is not taken: write the value as text"],
            ),
            (
                "!!python/x [ls]",
                [
                    "the tag tag:yaml.org,2002:python/x is not taken: write the value as text",
                    "not an event: write its fields as 'name: value'",
                ],
            ),
        ],
    )
    def test_a_bad_item_is_told_and_the_next_is_read(self, item: str, faults: list[str]) -> None:
        assert read("yaml", f"- {item}\n- type: launch\n") == [(1, faults), (2, {"type": "launch"})]

    def test_aliases_cannot_grow(self) -> None:
        laughs = "".join(f"- &a{n} [{f'*a{n - 1}, ' * 9 if n else 'ha'}]\n" for n in range(9))
        found = read("yaml", laughs)
        assert len(found) == 9
        assert all(len(faults) <= 10 for _, faults in found)

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("- a: b\n- a: 'open\n  on and on\n", 2),
            ("- a: b\n- {a: open,\n  b: on and on\n", 2),
            ("- a: b\n- c: d: e\n", 2),
            ("- a: b\n- c: d\n  e: [f\n- c: d\n", 4),
        ],
    )
    def test_bad_yaml_ends_the_reading(self, parser: None, text: str, number: int) -> None:
        *_, last = read("yaml", text)
        assert last[0] == number
        assert str(last[1]).startswith("not YAML: ")

    def test_a_control_character_is_not_yaml(self, parser: None) -> None:
        *_, last = read("yaml", "- a: b\n- c: \a\n")
        assert last == (2, "not YAML: a control character, write it as an escape in double quotes")

    @pytest.mark.parametrize("opened", ["[", "{a: ", "? ", "? [", "{? ", "? - "])
    def test_an_event_is_flat(self, parser: None, opened: str) -> None:
        *_, last = read("yaml", "- a: b\n- " + opened * 20)
        assert last == (2, "YAML nested too deep: an event is flat")

    @pytest.mark.parametrize("opened", ["[", "{a: ", "? ", "? [", "{? ", "? - "])
    def test_thousands_deep_is_refused_by_us_or_by_the_parser(self, opened: str) -> None:
        *_, last = read("yaml", "- a: b\n- " + opened * 5000)
        assert last[0] == 2
        assert str(last[1]).startswith(("YAML nested too deep: ", "not YAML: "))

    def test_a_huge_file_is_refused_before_it_is_read(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(yaml_list, "LARGEST", 10)
        assert read("yaml", "- type: launch\n") == [
            (0, "a YAML file larger than 32 MiB: write it as JSONL")
        ]

    def test_the_parser_without_libyaml_will_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(yaml_list, "_LOADER", yaml.BaseLoader)
        assert read("yaml", "- {a: NO}\n- b: ''\n") == [(1, {"a": "NO"}), (2, {"b": ""})]


@pytest.mark.parametrize("form", READERS)
class TestText:
    @pytest.mark.parametrize("bad", ["caf\xe9".encode("latin-1"), b"\xed\xa0\x80", b"\xff\xfe"])
    def test_other_encodings_are_one_fault(self, form: str, bad: bytes) -> None:
        *_, last = read(form, b"type\n" + bad + b"\n" + bad)
        assert last == (2, "not UTF-8 text: save it as UTF-8")

    def test_binary_data_is_one_fault(self, form: str) -> None:
        *_, last = read(form, b"SQLite format 3\x00\x10\x00\n\x00")
        assert last == (1, "not UTF-8 text, it has a NUL byte: save it as UTF-8")

    @pytest.mark.parametrize("nothing", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"])
    def test_nothing(self, form: str, nothing: bytes) -> None:
        assert read(form, nothing) == []

    @given(
        st.binary(max_size=200)
        | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
    @settings(max_examples=examples(150))
    def test_any_bytes(self, form: str, raw: bytes) -> None:
        for number, _ in read(form, raw):
            assert 0 <= number <= len(raw) + 1


class TestRoundTrips:
    @given(st.lists(wires(), max_size=4))
    def test_jsonl(self, events: list[dict[str, Any]]) -> None:
        text = "".join(jsonl.dumps(wire) + "\n" for wire in events)
        assert [wire for _, wire in read("jsonl", text)] == events

    @given(st.lists(wires(), max_size=4))
    def test_csv(self, events: list[dict[str, Any]]) -> None:
        text = "".join(csv_rows.write(lambda: events))
        assert [wire for _, wire in read("csv", text)] == [as_text(wire) for wire in events]
        again = [codec.encode(codec.decode(wire)) for _, wire in read("csv", text)]
        assert again == events
        assert "".join(csv_rows.write(lambda: again)) == text

    @given(st.lists(wires(), max_size=3))
    def test_yaml(self, events: list[dict[str, Any]]) -> None:
        text = yaml.dump(events, Dumper=WithoutAliases)
        found = [wire for _, wire in read("yaml", text)]
        assert [codec.encode(codec.decode(wire)) for wire in found] == events

    @given(st.lists(wires(), max_size=4))
    def test_nothing_that_is_written_acts_on_a_terminal(self, events: list[dict[str, Any]]) -> None:
        text = "".join(jsonl.dumps(wire) + "\n" for wire in events)
        text += "".join(csv_rows.write(lambda: events))
        assert not [one for one in text if one in ACTING]


class WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


ACTING = {chr(code) for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F))} - set(
    "\t\n"
)


def as_text(wire: dict[str, Any]) -> dict[str, Any]:
    """An event as CSV gives it: all texts, but for a correction's changes."""
    words = {True: "true", False: "false"}
    return {
        name: words.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
        if isinstance(value, int)
        else value
        for name, value in wire.items()
    }


class TestFormats:
    def test_every_format_reads_no_event_from_an_empty_file(self, tmp_path: Path) -> None:
        for name in FORMATS:
            (tmp_path / "empty").touch()
            [line] = EventFile(str(tmp_path / "empty"), name).lines()
            assert str(line.faults[0]) == "has no events: give a file with one or more"

    def test_every_ending_is_of_one_format(self) -> None:
        endings = [ending for one in FORMATS.values() for ending in one.endings]
        assert len(set(endings)) == len(endings)

    @pytest.mark.parametrize("name", FORMATS)
    def test_the_help_of_import_names_every_format(self, name: str) -> None:
        assert name.upper() in (import_.import_command.help or "")

    @pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.is_written])
    def test_what_is_written_is_read_again(self, name: str) -> None:
        wire = {"type": "source", "id": "tass", "title": "a, b; \u001b"}
        text = "".join(FORMATS[name].write(lambda: [wire]))
        [line] = FORMATS[name].read(io.BytesIO(text.encode()))
        assert line.wire == wire
