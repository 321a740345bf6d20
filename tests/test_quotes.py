"""Quotes against the texts that they were taken from: what stands, and what is told otherwise."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import known

from projections.checks.quotes import Text, Verdict, check_quotes
from projections.checks.registry import with_verdicts
from projections.evidence import Evidence

TEXT = """
\ufeffBEIJING, Dec. 7 — China and Egypt on Wednesday signed a co-operation
agreement on the “International Lunar Research Station” (ILRS), China’s National
Space Administration said.

The two sides will\u00a0work on “deep\u00adspace” pro-
grammes, a well-
known aim; 17 states and organi\u00ad
sations have joined … so far, the ﬁrst in 2021.\r
It’s the 10th signature\u200b, the agency’s head said:\tmore will follow...

中国与埃及签署\n关于国际月球科研站的合作协定，埃及成为第七个成员国。
L’accord « historique » fut signé à Pékin – le 6 décembre – par l’E\u0301gypte.
"""


@pytest.mark.parametrize(
    "quote",
    [
        "China and Egypt on Wednesday signed",
        # white space
        "signed a co-operation agreement on the",
        "  The two sides\n\twill work ",
        # quotation marks and apostrophes
        'the "International Lunar Research Station" (ILRS)',
        "the „International Lunar Research Station‟ (ILRS)",
        "the «International Lunar Research Station»",
        "China's National Space Administration",
        "Chinaʼs National",
        'L\'accord "historique" fut signé',
        # dashes, with spaces beside them or without
        "BEIJING, Dec. 7 - China and Egypt",
        "BEIJING, Dec. 7–China and Egypt",
        "à Pékin — le 6 décembre ― par",
        "co‑operation agreement",
        # what cannot be seen
        "deepspace",
        "deep\u00adspace",
        "the 10th signature, the agency",
        "\u200ethe 10th\u200f signature",
        # words broken at the end of a line, with a hyphen of their own or without
        "programmes, a well",
        "a well-known aim",
        "a wellknown aim",
        "organisations have joined",
        "pro-\ngrammes, a well- known",
        "known aim",
        # one character for several, and letters with marks of their own
        "the first in 2021",
        "the \ufb01rst in 2021",
        "par l’Égypte",
        "par l’E\u0301gypte",
        "１７ states",
        # where words are written without spaces
        "签署关于国际月球科研站的合作协定",
        "签署 关于 国际月球科研站",
        "国际月球科研站的合作协定,埃及",
        "第七个成员",
        # what was left out
        "China and Egypt … signed … agreement",
        "China and Egypt [...] signed",
        "China and Egypt […] signed",
        "China and Egypt (…) signed",
        "China and Egypt ... signed",
        "China and Egypt . . . signed",
        "... signed a co-operation agreement ...",
        "中国与埃及……合作协定",
        # and what the source has dots for itself
        "have joined … so far",
        "more will follow...",
        "more will follow",
        # the ends
        "BEIJING",
        "par l’Égypte.",
    ],
)
def test_a_quote_that_stands(quote: str) -> None:
    assert Text(TEXT).lacks(quote) is None


@pytest.mark.parametrize(
    ("quote", "problem"),
    [
        # other words
        ("China and Egypt signed", "no “China and Egypt signed”, only “China and Egypt”"),
        ("Norway signed", "no “Norway signed”"),
        ("Egypt and China", "no “Egypt and China”, only “Egypt”"),
        # upper and lower case
        ("beijing", "no “beijing”"),
        ("china and Egypt", "no “china and Egypt”"),
        # a part of a word, or of a number
        ("agree", "no “agree”"),
        ("nature", "no “nature”"),
        ("7 states", "no “7 states”, only “7”"),
        ("the 1", "no “the 1”, only “the”"),
        ("deep", "no “deep”"),
        ("programmes, a well known", "no “programmes, a well known”, only “programmes, a well”"),
        # a mark that is no typography
        ("a cooperation agreement", "no “a cooperation agreement”, only “a”"),
        (
            "Lunar Research Station, ILRS",
            "no “Lunar Research Station, ILRS”, only “Lunar Research Station”",
        ),
        ("the 'International Lunar", "no “the 'International Lunar”, only “the”"),
        ("par l’Egypte", "no “par l'Egypte”, only “par l”"),
        # what was left out stands elsewhere, twice, or not at all
        ("signed … China and Egypt", "no “China and Egypt” after “signed”"),
        ("BEIJING … BEIJING", "no “BEIJING” after “BEIJING”"),
        ("the … moon race", "no “moon race”"),
        # in other writing
        ("埃及签署关于月球", "no “埃及签署关于月球”"),
    ],
)
def test_a_quote_that_does_not_stand(quote: str, problem: str) -> None:
    assert Text(TEXT).lacks(quote) == f"the text has {problem}"


@pytest.mark.parametrize("quote", ["…", "...", "[...]", "\u200b", "\u00ad …"])
def test_a_quote_without_words(quote: str) -> None:
    assert Text(TEXT).lacks(quote) == f"there are no words in “{quote}”"


WORDS = st.lists(
    st.sampled_from(["China", "and", "Egypt", "signed", "“it”", "7", "站"]), min_size=1
)


@given(WORDS, WORDS, WORDS, st.sampled_from([" ", "\n", " \u200b", "\r\n\t"]))
def test_whatever_is_copied_stands(
    before: list[str], quoted: list[str], after: list[str], space: str
) -> None:
    text = space.join([*before, *quoted, *after])
    assert Text(text).lacks(" ".join(quoted)) is None
    assert Text(text).lacks(f"{before[0]} … {' '.join(quoted)}") is None


@given(st.text(), st.text(min_size=1))
def test_any_text_and_any_quote_give_an_answer(text: str, quote: str) -> None:
    problem = Text(text).lacks(quote)
    assert problem is None or problem.startswith(("the text has no “", "there are no words in “"))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a" * 100_000, "a" * 299 + "b"),
        ("ba a " * 20_000, " ".join(["a"] * 150)),
        ("é-\n" * 30_000, " … ".join(["é"] * 70)),
        ("ab " * 30_000, " ".join(["a"] * 150)),
        ("-\n" * 50_000, "- " * 150),
        ("\u00ad" * 100_000, ". " * 150),
    ],
)
def test_no_text_takes_long(text: str, quote: str) -> None:
    began = time.process_time()
    Text(text).lacks(quote)
    assert time.process_time() - began < 5  # where every place is tried again, it takes minutes


REGISTER = f"""
| program ilrs name=ILRS
| source wire sha256={"1" * 64}
| source page url=https://page.example/ sha256={"2" * 64}
| source paper url=https://paper.example/
| source reprint sha256={"1" * 64} copy_of=wire
| signing program=ilrs participant=EGY on=2023-12-06
  cites=wire quote="Egypt signed" cites=page quote="it joined" cites=paper quote="in Beijing"
| claim program=ilrs on=2023 count=7 cites=reprint quote="the seventh"
| attestation event=#6 stance=disputes cites=wire quote="did not sign"
| signing program=ilrs participant=FRA on=2023 cites=wire quote="France"
| retraction event=#9
| signing program=ilrs participant=ITA on=2023 cites=nobody quote="Italy" cites=wire
| correction event=#11 changes.note=x cites=wire quote="Egypt is the seventh"
"""


def verdicts(text: str, **texts: str) -> tuple[Verdict, ...]:
    effective, _ = known(text)
    sources = Evidence(effective).sources
    return check_quotes(effective, sources, lambda digest: texts.get(f"text{digest[0]}"))


def test_every_quote_of_what_stands_is_held_against_its_text() -> None:
    found = verdicts(REGISTER, text1="Egypt signed. It is the seventh.")
    assert [(one.position, one.source, one.quote, one.stands) for one in found] == [
        (6, "paper", "in Beijing", None),
        (6, "wire", "Egypt signed", True),
        (6, "page", "it joined", None),
        (7, "reprint", "the seventh", True),
        (8, "wire", "did not sign", False),
        (12, "wire", "Egypt is the seventh", False),
    ]
    assert {one.problem for one in found if one.stands is not False} == {None}


def test_each_text_is_asked_for_once() -> None:
    asked: list[str] = []
    effective, _ = known(REGISTER)
    check_quotes(effective, Evidence(effective).sources, lambda digest: asked.append(digest))
    assert asked == ["1" * 64, "2" * 64]


def test_what_does_not_stand_is_a_finding_and_what_is_unchecked_is_none() -> None:
    effective, names = known(REGISTER)
    held = verdicts(REGISTER, text1="Egypt signed. It is the seventh.")
    found = with_verdicts(held)["quotes"](effective, names)
    assert [(one.position, one.problem) for one in found] == [
        (8, "it quotes wire: the text has no “did not sign”"),
        (12, "it quotes wire: the text has no “Egypt is the seventh”, only “Egypt”"),
    ]
