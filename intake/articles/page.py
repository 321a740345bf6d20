"""An article as it was saved: the words of a page or a plain text, and what is known of it as a
source.

What cannot be read is refused in one line: nothing here guesses an encoding, a language or a day.
"""

import email
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from email.message import EmailMessage
from email.policy import default
from typing import Any

import attrs

from intake.articles.dateline import published_in
from ledger.errors import Refusal

_LONGEST = 1 << 20  # bytes of a text
LARGEST = 16 << 20  # bytes of a page, with all that is in it beside its words
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MIME = re.compile(rb"^(?:From: <?Saved by|MIME-Version:)", re.IGNORECASE | re.MULTILINE)
_BINARY = {
    b"%PDF": "a PDF: save its words as text",
    b"PK\x03\x04": "a ZIP archive or an office document: save its words as text",
    b"\x89PNG": "a picture: save the words of the article as text",
    b"\xff\xd8\xff": "a picture: save the words of the article as text",
    b"bplist": "a web archive: save the page as HTML",
}
_MISREAD = re.compile("â€[™œ\x9d“”˜]|Ã[©¨¶¼¤±]|ï»¿|\ufffd")
_ENGLISH = frozenset(  # the words that English has most of
    (
        *("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "on", "with", "as"),
        *("was", "by", "at", "from", "has", "be", "are", "this", "which", "have", "not", "its"),
        *("an", "were", "will", "or", "said"),
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 30  # words, to tell a language by
_LEAST = 0.2  # the share of such words in an English text is about 0.35
_WALL = re.compile(
    r"subscribe (?:now )?to (?:continue|keep) reading|to (?:continue|keep) reading,? (?:please )?"
    r"(?:subscribe|log in|sign in)|already a subscriber|for subscribers only|this article is for"
    r" subscribers|start your (?:free )?trial|create a free account to (?:continue|read)",
    re.IGNORECASE,
)
_WALLED_LENGTH = 2500  # characters; a longer text is hardly the beginning of one


class BadArticle(Refusal):
    """An article that cannot be read."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


class Undated(BadArticle):
    """An article that does not say when it came out."""

    def __init__(self, name: str, looked: str) -> None:
        super().__init__(
            name, f"no day on which it came out was found in {looked}: give it with --published-on"
        )


class NoReader(BadArticle):
    """A page, where the packages that read pages are not installed."""

    def __init__(self, name: str) -> None:
        wants = "it is a page, and reading pages needs the extra 'intake'"
        remedy = "install depositary[intake], or save its words as text"
        super().__init__(name, f"{wants}: {remedy}")


@attrs.frozen
class Page:
    """The words of an article, its title, and what it says of itself: where it is, who published
    it, the day on which it came out (None: it does not say), and where that was found; ``walled``
    says that it may be no more than its beginning."""

    text: str
    title: str | None
    url: str | None
    publisher: str | None
    published: date | None
    found: str
    walled: bool = False


def read(data: bytes, name: str) -> Page:
    """Read an article. Raises `BadArticle`."""
    _check(data, name)
    if _MIME.search(data[:2000]):
        data = _html_in(data, name)
    page = (
        _of_html(data, name)
        if _MARKUP.search(data[:4000])
        else _of_text(_decoded(data, name), name)
    )
    if not page.text.strip():
        raise BadArticle(name, "it has no words: save the article's text")
    if misread := _MISREAD.search(page.text):
        wrong = f"“{misread[0]}” stands where a mark or a letter was"
        raise BadArticle(
            name, f"it was saved in a wrong encoding ({wrong}): save it again as UTF-8"
        )
    if not _is_english(page.text):
        raise BadArticle(name, "it does not seem to be English, and its forms are not known here")
    return page


def _check(data: bytes, name: str) -> None:
    if not data.strip():
        raise BadArticle(name, "it is empty: give the text of an article")
    if len(data) > LARGEST:
        raise BadArticle(name, f"larger than {LARGEST >> 20} MiB: save the article's text alone")
    for start, problem in _BINARY.items():
        if data.startswith(start):
            raise BadArticle(name, f"{problem}")


def _decoded(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:65536]:
        raise BadArticle(name, "no text, it has NUL bytes: save the words of the article as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadArticle(
            name, f"not UTF-8, at byte {problem.start + 1}: save it as UTF-8"
        ) from None


def _of_text(text: str, name: str) -> Page:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text.encode()) > _LONGEST:
        raise BadArticle(name, "a text larger than 1 MiB is no article: keep the part that matters")
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    published, found = published_in(text)
    return Page(
        text,
        title if 0 < len(title) <= 200 and title[-1] not in ".!;:" else None,
        None,
        None,
        published,
        found,
        bool(_WALL.search(text)) and len(text) < _WALLED_LENGTH,
    )


def _html_in(data: bytes, name: str) -> bytes:
    """Return the page in a file of one page with all that belongs to it (MHTML)."""
    message = email.message_from_bytes(data, _class=EmailMessage, policy=default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            found = part.get_payload(decode=True)
            if isinstance(found, bytes):
                return found
    raise BadArticle(name, "it has no page in HTML: save the article's text")


def _of_html(data: bytes, name: str) -> Page:
    try:
        import trafilatura
        from trafilatura.settings import Document
    except ModuleNotFoundError as problem:
        if problem.name != "trafilatura":
            raise
        raise NoReader(name) from None
    markup = _markup(data, name)
    found = trafilatura.bare_extraction(
        markup,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise BadArticle(name, "no article was found in the page: save its text")
    lines = unicodedata.normalize("NFC", found.text or "").splitlines()
    body = "\n\n".join(line.strip() for line in lines if line.strip())  # each a paragraph
    title = found.title and unicodedata.normalize("NFC", " ".join(found.title.split()))
    whole = body if not title or body.startswith(title) else f"{title}\n\n{body}"
    published, where = _day(found.date), "the page's own data"
    if published is None:
        published, where = published_in(whole)
    walled = _is_walled(markup) or (bool(_WALL.search(whole)) and len(whole) < _WALLED_LENGTH)
    return Page(
        whole + "\n",
        title or None,
        found.url or None,
        found.sitename or found.hostname or None,
        published,
        where,
        walled,
    )


def _markup(data: bytes, name: str) -> str:
    """Return a page in the encoding that it names, or in UTF-8."""
    named = _CHARSET.search(data[:4096])
    encoding = named[1].decode() if named else "utf-8-sig"
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError:
        raise BadArticle(name, f"no encoding is called {encoding!r}: save it as UTF-8") from None
    except UnicodeDecodeError as problem:
        where = f"byte {problem.start + 1} is not {problem.encoding}"
        raise BadArticle(
            name, f"not in the encoding that it names, {where}: save it again"
        ) from None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _is_walled(markup: str) -> bool:
    """Return whether a page says of itself (schema.org) that it is not free to read."""
    for script in re.findall(r"<script[^>]*ld\+json[^>]*>(.*?)</script>", markup, re.DOTALL):
        try:
            told = list(_objects(json.loads(script)))
        except (ValueError, RecursionError):
            continue
        if any(str(one.get("isAccessibleForFree")).lower() == "false" for one in told):
            return True
    return False


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    for one in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _objects(one)


def _is_english(text: str) -> bool:
    """Return whether enough words of a text are those that English has most of."""
    found = [word.lower() for word in _WORD.findall(text[:50_000])]
    if len(found) < _ENOUGH:
        return not any(ord(one) > 0x24F and one.isalpha() for one in text)
    return sum(word in _ENGLISH for word in found) >= _LEAST * len(found)


__all__ = ["BadArticle", "NoReader", "Page", "Undated", "read"]
