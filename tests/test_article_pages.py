"""Articles as they are saved: pages, plain texts, and what cannot be read."""

import builtins
from datetime import date
from typing import Any

import pytest

from intake.articles import page
from intake.articles.page import BadArticle, NoReader

WORDS = (
    "Ghana signed the Artemis Accords on Monday, and the minister of trade said at the ceremony in "
    "Accra that it was a good day for the country and for all who had worked on it. "
)
BODY = f"<p>{WORDS * 2}</p><p>{WORDS}</p>"


def html(head: str = "", body: str = BODY) -> bytes:
    markup = f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>"
    return f"{markup}<nav>Home</nav><article><h1>Ghana joins</h1>{body}</article></body>".encode()


def test_a_page_has_its_words_and_says_what_it_is() -> None:
    head = """<title>Ghana joins</title>
    <meta property="og:site_name" content="The Accra Gazette">
    <meta property="og:url" content="https://gazette.example/ghana-joins">
    <meta property="article:published_time" content="2024-05-13T10:00:00Z">"""
    read = page.read(html(head), "page.html")
    assert read.text.startswith("Ghana joins\n\nGhana signed the Artemis Accords on Monday")
    assert "Home" not in read.text
    assert (read.title, read.publisher) == ("Ghana joins", "The Accra Gazette")
    assert read.url == "https://gazette.example/ghana-joins"
    assert (read.published, read.walled) == (date(2024, 5, 13), False)


def test_a_page_that_does_not_say_when_it_came_out_has_no_day() -> None:
    assert page.read(html("<title>Ghana joins</title>"), "page.html").published is None


def test_a_page_for_subscribers_says_so() -> None:
    head = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    assert page.read(html(head), "page.html").walled
    assert page.read(html(body=BODY + "<p>Subscribe to continue reading</p>"), "page.html").walled


def test_a_page_saved_with_all_that_belongs_to_it() -> None:
    head = b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"
    part = b' boundary="--x"\r\n\r\n----x\r\nContent-Type: text/html\r\n\r\n'
    read = page.read(head + part + html() + b"\r\n----x--\r\n", "page.mhtml")
    assert "Ghana signed the Artemis Accords" in read.text


def test_a_plain_text_is_taken_as_it_is() -> None:
    read = page.read(f"Ghana joins\r\n\r\n{WORDS}\r\n13 May 2024".encode(), "a.txt")
    assert read.text == f"Ghana joins\n\n{WORDS}\n13 May 2024"
    assert (read.title, read.published) == ("Ghana joins", date(2024, 5, 13))


def test_a_text_whose_first_line_is_a_sentence_has_no_title() -> None:
    assert page.read(WORDS.strip().encode(), "a.txt").title is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_text_that_tells_its_encoding_is_read_in_it(encoding: str) -> None:
    assert page.read(WORDS.encode(encoding), "a.txt").text == WORDS


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    markup = html(body=BODY.replace("good", "café")).decode().replace("utf-8", "iso-8859-1")
    assert "café" in page.read(markup.encode("iso-8859-1"), "page.html").text


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "it is empty"),
        (b" \n\t ", "it is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "an office document"),
        (b"\x89PNG\r\n", "a picture"),
        (b"Ghana\0signed", "it has NUL bytes"),
        (b"Ghana signed \xe9t\xe9", "not UTF-8, at byte 14"),
        (b"x" * ((1 << 20) + 1), "larger than 1 MiB"),
        (b"x" * ((16 << 20) + 1), "larger than 16 MiB"),
        ("Ghanaâ€™s minister signed. ".encode() * 9, "a wrong encoding"),
        ("Le ministre du Ghana a signé les accords et la presse le dit. ".encode() * 9, "English"),
        ("加纳签署了协定。".encode() * 30, "English"),
        (html().replace(b"utf-8", b"utf-99"), "no encoding is called 'utf-99'"),
        (html().replace(b"good", b"caf\xe9"), "not in the encoding that it names"),
        (b"<!doctype html><html><body></body></html>", "no article was found"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, problem: str) -> None:
    with pytest.raises(BadArticle) as refusal:
        page.read(data, "a.html")
    assert str(refusal.value).startswith("a.html: ")
    assert problem in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_without_the_extra_a_page_is_refused_and_a_text_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.split(".")[0] == "trafilatura":
            raise ModuleNotFoundError(name=name)
        return there(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    assert page.read(WORDS.encode(), "a.txt").text == WORDS
    with pytest.raises(NoReader, match="or save its words as text"):
        page.read(html(), "page.html")
