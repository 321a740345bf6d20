"""Drafts of articles: what is proposed, held against what a register has, and imported."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import terminal
import yaml
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.articles.drafting import draft
from intake.articles.finding import Article
from intake.articles.gathering import gathered
from intake.articles.names import Vocabulary
from intake.articles.reading import findings
from intake.articles.yaml_text import written
from ledger.events import Program
from ledger.names import Names

START = """\
{"type": "program", "id": "artemis-accords", "name": "Artemis Accords"}
{"type": "program", "id": "moonbase", "name": "Moonbase"}
{"type": "program", "id": "istanbul-convention", "name": "Istanbul Convention"}
{"type":"program","id":"brics","name":"BRICS","tiers":["partner","member"],"members":["member"]}
"""
TITLE = "News of the day"
OUT = "--publisher Gazette --published-on 2024-05-15"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a ledger of four programs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    Path("start.jsonl").write_text(START)
    assert "4 recorded" in answers("init", "import start.jsonl")
    return tmp_path


def answers(*commands: str) -> str:
    return [terminal.answer_to(f"depositary {one}") for one in commands][-1]


def drafted(text: str, options: str = OUT) -> str:
    """What is proposed of an article."""
    Path("a.txt").write_text(f"{TITLE}\n\n{text}\n")
    return answers(f"draft a.txt {options}")


def live(answer: str) -> list[dict[str, Any]]:
    """The events of a draft that an import would take."""
    body = "\n".join(line for line in answer.splitlines() if line.startswith(("- ", "  ", "#")))
    return yaml.load(body, Loader=yaml.BaseLoader) or []


def act(on: str, kind: str = "signing", more: str = "") -> None:
    """An act of Ghana in the Artemis Accords that is on file, or in another program."""
    program = "" if "--program" in more else "--program artemis-accords "
    answers(f"append {kind} {program}--participant Ghana --on {on} {more}")


def test_an_act_is_proposed_with_its_source_its_quote_and_its_date() -> None:
    source, event = live(drafted("Ghana signed the Artemis Accords on Monday."))
    assert source == {
        "type": "source",
        "id": "gazette-2024-05-15",
        "publisher": "Gazette",
        "title": TITLE,
        "published_on": "2024-05-15",
        "tier": "press",
        "language": "en",
    }
    [citation] = event.pop("citations")
    assert event == {
        "type": "signing",
        "program": "artemis-accords",
        "participant": "GHA",
        "occurred_on": "2024-05-13",
    }
    assert citation == {
        "source": "gazette-2024-05-15",
        "locator": "paragraph 2",
        "says": "2024-05-13",
        "quote": "Ghana signed the Artemis Accords on Monday.",
        "wording": "on Monday",
    }


ON_FILE = [
    # what is on file, what the article says, what becomes of it
    ("2024-05-13", "Ghana signed the Artemis Accords on Monday.", "supports #5"),
    ("2024-05", "Ghana joined the Artemis Accords.", "supports #5"),
    ("2024-05-06", "Ghana signed the Artemis Accords on Monday.", "disputes #5"),
    ("2024-05-06", "Ghana ratified the Artemis Accords on Monday.", "consent"),
    ("2020-05-06", "Ghana rejoined the Artemis Accords on Monday.", "signing"),
]


def test_a_date_of_another_sentence_is_quoted_with_it() -> None:
    said = "Ghana has signed the Artemis Accords. Its minister signed the document on Monday."
    [_, event] = live(drafted(f"It was sunny. {said} Others watched."))
    [citation] = event["citations"]
    assert (event["occurred_on"], citation["wording"]) == ("2024-05-13", "on Monday")
    assert citation["quote"] == said


@pytest.mark.parametrize(("on", "text", "becomes"), ON_FILE)
def test_what_is_on_file_gets_one_more_source(on: str, text: str, becomes: str) -> None:
    act(on)
    [_, event] = live(drafted(text))
    found = f"{event.get('stance', event['type'])} {event.get('event', '')}".strip()
    assert found == becomes


def test_an_act_of_a_body_names_that_of_its_state() -> None:
    answers(
        "append participant --id gssti --name 'Ghana Space Institute' --kind agency --state GHA"
    )
    act("2024-05")
    answer = drafted("The Ghana Space Institute signed the Artemis Accords on Monday.")
    assert "# #6 is on file of Ghana: is it the same act?" in answer
    assert [one["type"] for one in live(answer)] == ["source", "signing"]


def test_a_plan_is_no_evidence_of_an_act() -> None:
    act("2024-05-14")
    (_, found) = live(drafted("Ghana will join the Artemis Accords."))
    assert (found["type"], found["participants"]) == ("announcement", ["GHA"])


def test_who_left_and_is_in_again_has_joined_anew() -> None:
    act("2016")
    act("2020", "withdrawal")
    [_, event] = live(drafted("Ghana signed the Artemis Accords on Monday."))
    assert event["type"] == "signing"


def test_a_more_exact_date_is_told() -> None:
    act("2024-05")
    answer = drafted("Ghana signed the Artemis Accords on Monday.")
    assert "correct '#5' --set occurred_on=2024-05-13" in answer


def test_the_day_from_which_an_act_counts_is_no_other_date() -> None:
    act("2023-08-24", "admission", "--program brics --as member --effective-on 2024-01-01")
    [_, event] = live(drafted("Ghana joined BRICS on 1 January 2024."))
    assert event["stance"] == "supports"
    assert event["citation"]["supports"] == ["effective_on"]


def test_nothing_is_proposed_twice() -> None:
    text = "Ghana signed the Artemis Accords on Monday. Kenya plans to join the Moonbase."
    drafted(text, f"{OUT} -o draft.yaml")
    assert answers("import draft.yaml") == "3 recorded (#5 to #7)"
    again = drafted(text)
    assert again.endswith("2 set aside in a.txt\n[exit 3]")
    assert live(again) == []
    assert again.count("from this source: nothing is proposed") == 2


def test_an_article_with_an_address_is_known_by_it() -> None:
    first = f"{OUT} --url https://example.org/a -o draft.yaml"
    drafted("Ghana signed the Artemis Accords on Monday.", first)
    answers("import draft.yaml")
    again = "--published-on 2024-05-15 --publisher Other --url https://example.org/a"
    assert "id: other" not in drafted("Kenya signed the Artemis Accords on Monday.", again)


def test_a_draft_is_imported_as_it_is() -> None:
    text = (
        "Ghana, Kenya and Togo signed the Artemis Accords on Monday.\n\n"
        "The European Union ratified the Istanbul Convention in 2023, “at last: it's # done”.\n\n"
        "BRICS admitted Benin in January. Turkey withdrew from the Istanbul Convention in 2021.\n\n"
        "Mali plans to join BRICS. Niger has not joined BRICS. It supports the Moonbase."
    )
    drafted(text, f"{OUT} -o draft.yaml")
    assert answers("import --dry-run draft.yaml").startswith("dry run: 9 recorded")
    answers("import draft.yaml", "archive a.txt --source gazette-2024-05-15")
    assert answers("check quotes").startswith("7 of 7 quotes stand in archived texts")


def test_an_organisation_that_is_not_on_file_is_proposed_too() -> None:
    found = live(drafted("The European Union ratified the Istanbul Convention in 2023."))
    assert [one["type"] for one in found] == ["source", "participant", "consent"]
    assert found[1]["name"] == "European Union"


def test_what_is_only_to_be_looked_at_is_no_event_and_exits_with_3() -> None:
    answer = drafted("Ghana met Kenya. They have signed the Artemis Accords.")
    assert answer.endswith("2 to look at in a.txt\n[exit 3]")
    assert [one["type"] for one in live(answer)] == ["source"]
    uncommented = "\n".join(
        line.removeprefix("#   ") for line in answer.splitlines() if line.startswith("#   ")
    )
    assert [one["participant"] for one in yaml.safe_load(uncommented)] == ["GHA", "KEN"]


def test_where_nothing_is_found_it_says_so() -> None:
    answer = drafted("The weather was good.")
    assert "# No act in a program on file was found." in answer
    assert answer.endswith("nothing in a.txt\n[exit 3]")


def test_explain_gives_the_reason_of_each_part() -> None:
    answer = drafted(
        "Ghana signed the Artemis Accords. Ghana joined the Artemis Accords on Monday.",
        f"{OUT} --explain",
    )
    for reason in (
        "# form: clause, by the word “join”",
        "# who: Ghana, it is named",
        "# what: Artemis Accords",
        "# done or not: done",
        "# also, in paragraph 2: “Ghana signed the Artemis Accords”",
    ):
        assert reason in answer


def test_a_page_shows_what_was_found() -> None:
    drafted(
        "Ghana signed the <b>Artemis Accords</b> on Monday. Kenya plans to join BRICS.",
        f"{OUT} --html marked.html --text words.txt",
    )
    page = Path("marked.html").read_text()
    assert "&lt;b&gt;" in page
    assert "<b>Artemis" not in page
    assert '<mark class="plan"' in page
    assert Path("words.txt").read_text() == Path("a.txt").read_text()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--publisher Gazette", "no day on which it came out was found in its first and last"),
        ("--published-on 2024-05-15", "the article does not say its publisher: give --publisher"),
        ("--publisher Gazette --published-on 2024-05", "a single day is expected"),
        (f"{OUT} -o a.txt", "a.txt exists already"),
    ],
)
def test_what_is_missing_is_asked_for(options: str, says: str) -> None:
    assert says in drafted("Ghana signed the Artemis Accords on Monday.", options)


def test_standard_input_is_read(folder: Path) -> None:
    Path("a.txt").write_text(f"{TITLE}\n\nGhana signed the Artemis Accords on Monday.\n")
    assert "participant: GHA" in answers(f"draft - {OUT} < a.txt")


SINGLE = """Ghana Kenya Ghanaian minister of the Artemis Accords BRICS Moonbase signed joins has not
will plans to join , . ; : ( ) “ ” – - 's ’ and or in May 2023 Monday U.S. it we é € 1."""
SEVERAL = (
    *("last year", "became the 40th country to sign", "accession of", "The two countries", "\n"),
    *("respectively", "followed by", "the Convention", "\n\n", "a member of", "on behalf of"),
)
PROGRAMS = Names(
    [
        Program(id="artemis-accords", name="Artemis Accords"),
        Program(id="brics", name="BRICS"),
        Program(id="moonbase", name="Moonbase"),
    ]
)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from([*SINGLE.split(), *SEVERAL]), max_size=40))
def test_any_row_of_words_gives_a_draft_whose_quotes_stand_in_it(words: list[str]) -> None:
    text = " ".join(words)
    article = Article(text, date(2024, 5, 15))
    reported = gathered(article, findings(article, Vocabulary(PROGRAMS)), PROGRAMS.programs)
    found = draft(article, reported, PROGRAMS, {"type": "source", "id": "a"})
    for entry in found.entries:
        for cited in entry.wire.get("citations", ()):
            assert cited["quote"] == text[slice(*entry.place)]
            assert 0 < len(cited["quote"]) <= 300
    loaded = yaml.load(written(found, "a"), Loader=yaml.BaseLoader)
    assert [one["type"] for one in loaded][1:] == [
        entry.wire["type"] for entry in found.of("ready", "on file", "plan")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Congo joined BRICS.", "“Congo” may be DR Congo (COD) or Congo (COG)"),
        ("The Congolese minister signed the Moonbase.", "“Congolese” may be DR Congo (COD) or"),
        ("Korea joined BRICS.", "“Korea” may be South Korea (KOR) or North Korea (PRK)"),
        ("Officials in Atlanta said that Georgia joined BRICS.", "“Georgia” may be another place"),
        ("Yesterday Michael Jordan joined BRICS.", "“Jordan” may be part of another name"),
    ],
)
def test_nothing_is_proposed_of_a_name_that_is_not_clear(text: str, said: str) -> None:
    answer = drafted(f"{text} It was a long meeting of all who are in it.")
    assert said in answer
    assert "nothing is proposed of them (1)" in answer
    assert "1 name not clear in a.txt" in answer
    assert [one["type"] for one in live(answer)] == ["source"]


def test_a_name_on_no_table_is_told_where_a_list_makes_it_a_participant() -> None:
    answer = drafted(
        "Ghana, Kenya, the Republic of Wakanda and Togo joined BRICS. It was a long meeting of all."
    )
    assert "the Republic of Wakanda” may be a participant that is not on file" in answer
    who = [one["participant"] for one in live(answer) if "participant" in one]
    assert sorted(who) == ["GHA", "KEN", "TGO"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The Republic of the Congo joined BRICS.", "COG"),
        ("South Korea joined BRICS.", "KOR"),
        ("Tbilisi said that Georgia joined BRICS. It was not Atlanta.", "GEO"),
        ("Neighbouring Jordan joined BRICS.", "JOR"),
    ],
)
def test_a_name_in_full_is_one(text: str, who: str) -> None:
    found = live(drafted(f"{text} It was a long meeting of all who are in it."))
    assert [one["participant"] for one in found[1:]] == [who]


def test_a_name_that_could_be_two_parts_no_list() -> None:
    answer = drafted(
        "Seventy states joined BRICS. They include Ghana, Kenya and Congo. It is said."
    )
    assert [one["participant"] for one in live(answer)[1:]] == ["GHA", "KEN"]
    assert "“Congo” may be DR Congo (COD) or Congo (COG)" in answer


def test_a_longer_name_with_the_name_of_a_state_in_it_is_another() -> None:
    answer = drafted("New Mexico joined BRICS. Northern Ireland joined BRICS. It is in the news.")
    assert [one["type"] for one in live(answer)] == ["source"]
