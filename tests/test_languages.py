"""The pages in another language: that every text has its translation and every translation a text,
that its French is set as French is, and that no English is left in pages of another language."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import kept
import pytest
import terminal
import texts
from browser import GO, SHOWN, Reader
from pages import SAMPLE
from published import Element, read

from cli.data_files import DataFiles
from ledger.said import Said, counted, folded, joined, say
from ledger.states import all_states
from ledger.store import Ledger
from projections.view import View
from web import languages
from web.languages.language import ENGLISH, Language, language
from web.page.site import STATIC, Site, static
from web.pages.imprint import Imprint
from web.pages.site import Pages

FILE = Path(languages.__path__[0], "fr.json")
TABLE: dict[str, dict[str, str]] = json.loads(FILE.read_text())
TEXTS = TABLE["texts"]
TODAY = date(2026, 11, 26)

# Everything that pages can tell, in which only the program's own words are in Latin letters.
REGISTER = """
2023-01-02 | program p1 name="Μία" aliases=Αα coverage=partial coverage_note="Λίγα"
             note="Σημείωση" members=signatory,party opened_on=2020-01-01
           | program p2 name="Δύο" force=required coverage=complete
           | program p3 name="Τρία" tiers=observer,member members=member
           | participant b1 name="Σώμα" kind=agency state=EGY aliases=Σ
           | participant b2 name="Πανεπιστήμιο" kind=university
           | source s1 publisher="Εφημερίδα" title="Τίτλος" published_on=2023-01-01
             tier=official url=https://example.org/1
           | source s2 publisher="Άλλη" title="Άλλος" tier=press copy_of=s1
           | document d1 title="Πράξη" form=agreement done_on=2022-12-31
           | milestone m1 name="Ορόσημο" on=2022-06
           | signing program=p1 participant=EGY on=2022-05-07 by="Κάποιος" with=b1,CHN
             instrument=cooperation-agreement document=d1 place="Κάιρο" note="Μια σημείωση"
             cites=s1 says=2022-05-07 quote="Υπέγραψε" locator="2" cites=s2
           | signing program=p1 participant=CHN on=[2022-05-07..2022-05-09] cites=s2
           | signing program=p1 participant=b1 on=2022
           | signing program=p1 participant=b2 on=2022-21~
           | signing program=p1 participant=FRA on=2022-05%
           | endorsement program=p1 participant=ITA on=2021-02-03
           | consent program=p2 participant=EGY on=2021-01-01 effective_on=2021-02-01
           | consent program=p2 participant=FRA on=2021 action=accession
           | consent program=p2 participant=SWZ on=2017-01-01 action=succession predecessor=SUN
           | consent program=p2 participant=CZE on=1993-01-01 action=succession predecessor=CSK
           | consent program=p2 participant=CSK on=1970-01-01
           | consent program=p2 participant=RUS on=1992-01-01 action=continuation predecessor=SUN
           | consent program=p2 participant=SUN on=1971-01-01
           | entry-into-force program=p2 on=1975-03-04
           | suspension program=p2 participant=EGY on=2022-01-01 until=2030-01-01
           | provisional-application program=p2 participant=ITA on=2022-01-01
           | admission program=p3 participant=EGY on=2020 tier=observer
           | admission program=p3 participant=CHN on=2020-07 tier=member
           | withdrawal program=p1 participant=FRA on=2026-01-01 effective_on=2027-01-01
             action=denunciation
           | withdrawal program=p3 participant=CHN on=2024-01-01 falls_to=observer
           | withdrawal program=p1 participant=b2 on=2024-01-01 action=expulsion
           | ending program=p3 on=2025-01-01 replaced_by=p1
           | renaming participant=b1 name="Νέο" on=2024-01-01
           | announcement program=p1 participants=NGA on=2023-01-01 summary="Θα έρθει"
           | launch payload="Όχημα" launched_by=b1 launched_for=EGY on=2023-01-01
           | claim program=p1 count=9 on=2022-12-31 kinds=state cites=s1
           | claim program=p1 count=2 at_least=true on=2022-12-31 statuses=signatory,party
             excluding=CHN members=EGY,NGA partial=true cites=s2
           | claim program=p1 count=7 subject=EGY,CHN on=2022-12-31 cites=s1
2024-02-03 | attestation event=#11 stance=disputes cites=s2 says=2022-05-09
           | attestation event=#10 stance=disputes cites=s1
           | correction event=#13 changes.occurred_on=2022-03 reason="Λάθος"
           | retraction event=#33 reason="Ποτέ"
           | retraction event=#40 reason="Ξανά"
"""
SHOWN_APART = ("code", "blockquote", "style", "script", "del", "ins")
ENGLISH_LEFT = re.compile(
    r"[A-Za-z]*[a-z][A-Za-z]{2,}|[A-Za-z]{2,}[a-z]"
)  # and no code of ISO 3166
NAMED = re.compile(
    r"[a-z]+_[a-z]+|(?:https?|file)://\S+|[0-9a-f]{12,64}|desk|depositary|html|JSON|CSV|RFC|RIS|BibTeX|APA|Atom"
)


def wide(text: str) -> str:
    """A text as a language has it in which every letter is another; its values stay."""
    pieces = re.split(r"(\{\w+\})", text)
    return "".join(
        piece if place % 2 else re.sub("[A-Za-z]", lambda one: chr(ord(one[0]) + 0xFEE0), piece)
        for place, piece in enumerate(pieces)
    )


WIDE = Language(
    "xx",
    {one: wide(one) for one in TEXTS if not one.startswith("datum.")},
    {name: wide(name) for name in (*(one.name for one in all_states()), *TABLE["names"])},
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with kept.desk(tmp_path_factory.mktemp("languages")) as found:
        kept.record(found, REGISTER)
        yield found


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)", text))


def left(element: Element) -> Iterator[str]:
    """The texts in an element, and those of its attributes, that are in English."""
    for name in ("title", "aria-label", "content", "alt"):
        text = element.attributes.get(name, "")
        meant = element.attributes.get("name") or element.attributes.get("property") or ""
        if name != "content" or meant.endswith(("title", "description", "alt")):
            yield from [text] if _is_english(text) else []
    for one in element.inner:
        if isinstance(one, str):
            yield from [" ".join(one.split())] if _is_english(one) else []
        elif one.tag not in SHOWN_APART and one.attributes.get("class") != "id":
            yield from left(one)


def _is_english(text: str) -> bool:
    return bool(ENGLISH_LEFT.search(NAMED.sub("", text)))


class TestTheTable:
    @pytest.mark.sources
    def test_each_text_has_a_translation(self) -> None:
        assert sorted(texts.all_texts() - TEXTS.keys()) == []

    @pytest.mark.sources
    def test_each_translation_has_a_text(self) -> None:
        assert sorted(TEXTS.keys() - texts.all_texts() - texts.literals()) == []

    def test_each_has_the_values_of_its_text(self) -> None:
        assert [one for one in TEXTS if placeholders(one) != placeholders(TEXTS[one])] == []

    def test_is_set_as_french_is(self) -> None:
        """Spaces that do not break stand before : ; ! ? and within quotation marks."""
        told = [text for key, text in TEXTS.items() if not key.startswith("datum.")]
        wrong = re.compile(" [:;!?»]|« |[^\u00a0\u202f][;!?]|[“”\"]|\\w'\\w|[^\u00a0]:(?!//)")
        assert [one for one in told if wrong.search(one)] == []

    def test_is_in_the_order_of_its_keys(self) -> None:
        for table in (TABLE["texts"], TABLE["names"]):
            assert list(table) == sorted(table)


class TestALanguage:
    @pytest.mark.parametrize(
        ("said", "french"),
        [
            (say("nothing"), "rien"),
            (say("Egypt"), "Égypte"),
            (say("since {date}", date=say("spring {year}", year=2024)), "depuis printemps 2024"),
            (counted(0, "{n} member", "{n} members"), "0 membre"),
            (counted(1, "{n} member", "{n} members"), "1 membre"),
            (counted(2, "{n} member", "{n} members"), "2 membres"),
            (joined([say("state"), "b"]), "État, b"),
            (folded(say("{kind} of {state}", kind=say("agency"), state="a  b")), "agence (a b)"),
            (say("{then} (now {now})", then=say("Turkey"), now=say("Türkiye")), None),
            (say("{then} (now {now})", then=say("Ivory Coast"), now=say("Côte d'Ivoire")), None),
        ],
    )
    def test_says_a_sentence(self, said: Said, french: str | None) -> None:
        told = language("fr").text(said)
        wanted = {"T": "Turquie (aujourd’hui Türkiye)", "I": "Côte d’Ivoire"}
        assert told.replace("\u00a0", " ") == (french or wanted[said[0]])

    @pytest.mark.parametrize(
        ("date", "french"),
        [
            ("7 mai 2024", "à partir du 7 mai 2024"),
            ("1er mai 2024", "à partir du 1er mai 2024"),
            ("2024-05-07", "à partir du 2024-05-07"),
            ("mai 2024", "à partir de mai 2024"),
            ("avril 2024", "à partir d’avril 2024"),
            ("2024-04", "à partir d’2024-04"),
            ("2024", "à partir de 2024"),
            ("[2024-05-07..2024-05-09]", "à partir d’[2024-05-07..2024-05-09]"),
        ],
    )
    def test_puts_before_a_date_what_it_wants(self, date: str, french: str) -> None:
        """A date in figures is put in words later, on the page."""
        assert language("fr").text(say("from {date}", date=date)) == french

    def test_leaves_what_others_said(self) -> None:
        assert language("fr").whole({"a": ["nothing", say("nothing")]}) == {
            "a": ["nothing", "rien"]
        }

    def test_english_is_what_was_said(self) -> None:
        said = say("since {date}", date="2024")
        assert ENGLISH.text(said) is said


def test_no_english_is_left_on_plain_pages(ledger: Ledger, tmp_path: Path) -> None:
    imprint = Imprint(title="Τίτλος", url="https://example.org/", about="Κάτι", language=WIDE)
    view = View(ledger)
    pages = Pages(view, TODAY, imprint, DataFiles(), ["p1"])
    found = {}
    for path in pages.paths():
        if path.endswith(".html"):
            (tmp_path / "page.html").write_bytes(pages.file(path) or b"")
            read.cache_clear()
            found[path] = sorted(set(left(read(tmp_path / "page.html"))))
    assert {path: one for path, one in found.items() if one} == {}


def test_no_english_is_left_in_feeds(ledger: Ledger) -> None:
    imprint = Imprint(title="Τίτλος", url="https://example.org/", language=WIDE)
    pages = Pages(View(ledger), TODAY, imprint, DataFiles())
    for path in ("feed.xml", "corrections.xml", "programs/p1/feed.xml"):
        feed = ElementTree.fromstring(pages.file(path) or b"")
        told = [one.text or "" for one in feed.iter() if one.tag.endswith(("title", "content"))]
        assert told
        assert [one for one in told if _is_english(one)] == []


def test_a_site_in_english_has_no_other_language(ledger: Ledger) -> None:
    """Each language has the bytes of its own table alone."""
    assert b"const WORDS = {};" in static("words.js")
    assert sum(len(static(path)) for path in STATIC) < 300_000


VIEWS = (
    "#programs=p1,p2,p3&on=2023-05-01",
    "#programs=p1,p2&on=2026-06-01&since=2021-01-01&against=20",
    "#programs=p3&on=2026-11-26&kind=state",
    "#programs=p1&on=2022-05-08&published=2023-01-01&tiers=press,official&min=2&disputed=widen",
    "#programs=p1&on=2030-01-01&known=30",
    "#programs=p2&on=1970-01-01&since=2022-01-01",
    "#programs=p1&embed=1",
    "#programs=p9&on=2023-13-01&min=0&known=999&member=x&disputed=x&embed=2",
    *(f"#programs=p1&on=2024-06-01&member=p1/{who}" for who in ("EGY", "CHN", "b2", "NGA", "FRA")),
    *(f"#programs=p2&on=2024-06-01&member=p2/{who}" for who in ("EGY", "ITA", "CZE", "RUS")),
    "#programs=p3&on=2024-06-01&member=p3/CHN",
    "#programs=p3&on=2026-06-01&member=p3/EGY",
)
LEFT = """
() => {
  const found = [];
  const walk = (element) => {
    if (["CODE", "SCRIPT", "STYLE", "BLOCKQUOTE", "NOSCRIPT"].includes(element.tagName)) return;
    if (element.matches(".id, .printed")) return;
    for (const name of ["title", "aria-label", "placeholder", "aria-valuetext"])
      if (element.getAttribute(name)) found.push(element.getAttribute(name));
    for (const one of element.childNodes) {
      if (one.nodeType === Node.TEXT_NODE) found.push(one.textContent);
      else if (one.nodeType === Node.ELEMENT_NODE) walk(one);
    }
  };
  for (const one of document.querySelectorAll("details:not(.revision details)")) one.open = true;
  walk(document.documentElement);
  return [...found, document.title];
}
"""


@pytest.mark.apart
def test_no_english_is_left_on_the_page(ledger: Ledger, tmp_path: Path, browser: Any) -> None:
    site = Site(View(ledger), TODAY, ["p1", "p2"], WIDE)
    (tmp_path / "data").mkdir()
    for path in site.paths():
        (tmp_path / path).write_bytes(site.file(path) or b"")
    page = browser.new_page()
    page.goto(f"{tmp_path.as_uri()}/index.html{VIEWS[0]}")
    found = {}
    for view in VIEWS:
        page.evaluate(GO, view)
        if "member=p" in view:
            page.locator(".verify button").click()
            page.wait_for_selector(".outcome .holds")
        page.wait_for_timeout(50)
        told = {" ".join(one.split()) for one in page.evaluate(LEFT)}
        found[view] = sorted(one for one in told if _is_english(one))
    assert {view: one for view, one in found.items() if one} == {}


@pytest.fixture(scope="module")
def french_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("french")
    answer = terminal.answer_to(f"depositary --db {SAMPLE} publish {folder}/site --language fr")
    assert "exit" not in answer, answer
    return folder / "site"


@pytest.mark.apart
@pytest.mark.parametrize("width", [375, 768, 1440])
@pytest.mark.parametrize(
    "path",
    [
        "index.html#programs=ilrs,artemis-accords,brics&on=2024-05-08&known=900&against=157",
        "index.html#programs=ilrs&on=2024-05-08&member=ilrs/ZAF",
        "programs/ilrs/index.html",
        "participants/EGY/index.html",
        "changes/index.html",
    ],
)
def test_french_fits_and_bars_nobody(
    path: str, width: int, french_site: Path, browser: Any
) -> None:
    scheme = "dark" if width == 768 else "light"
    window = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    reader = Reader(browser, french_site, **window)
    reader.page.goto(f"{french_site.as_uri()}/{path}")
    if path.startswith("index"):
        reader.page.wait_for_function(SHOWN, timeout=60_000)
    assert reader.page.evaluate("document.documentElement.lang") == "fr"
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    assert reader.violations() == []
    reader.context.close()
    assert reader.faults == []
