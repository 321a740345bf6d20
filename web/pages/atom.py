"""Atom feeds (RFC 4287): what was recorded of the world, and apart from it what was corrected.

An entry is one event, or one correction, under an id that is the same wherever and however often
the feed is published: it is made of the event's own.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5
from xml.etree import ElementTree as xml

import attrs

from ledger.records import stamp
from ledger.visible import visible
from web.pages.imprint import Imprint, Named

_ATOM = "http://www.w3.org/2005/Atom"
_EVENTS = UUID("a6f4cd0b-9f7c-5a0f-8d0e-6f6f9d8f1b52")  # the name space of the ids here
NEWEST = 50  # entries of a feed


@attrs.frozen
class Entry:
    """One thing that was recorded: the event's ``id``, what it says, and the path of the page that
    has more of it."""

    id: str
    title: str
    text: str
    path: str
    recorded_at: datetime
    updated_at: datetime


@attrs.frozen
class Feed:
    """A feed: its path, that of the page that it belongs to, its title, and what is in it."""

    path: str
    page: str
    title: str
    subtitle: str


def atom(
    feed: Feed, imprint: Imprint, entries: Sequence[Entry], origin: str, since: datetime
) -> bytes:
    """Return a feed in XML, its entries the newest first. ``origin`` names the ledger, and
    ``since`` is when the feed can have begun. Without an address of the site its links are relative
    to the feed."""
    up = "../" * feed.path.count("/")

    def link(path: str) -> str:
        return imprint.at(path) or f"{up}{path}"

    updated = max([one.updated_at for one in entries], default=since)
    said, code = imprint.text, imprint.language.code
    root = xml.Element("feed", {"xmlns": _ATOM, **({} if code == "en" else {"xml:lang": code})})
    _texts(root, id=_urn(f"{origin} {feed.path}"), title=said(feed.title))
    _texts(root, subtitle=said(feed.subtitle))
    _texts(root, updated=stamp(updated))
    _author(root, imprint.publisher or Named(imprint.title, imprint.url))
    if imprint.licence:
        _texts(root, rights=imprint.licence.name)
    xml.SubElement(root, "link", rel="self", type="application/atom+xml", href=link(feed.path))
    xml.SubElement(root, "link", rel="alternate", type="text/html", href=link(feed.page))
    for one in entries:
        entry = xml.SubElement(root, "entry")
        _texts(entry, id=_urn(one.id), title=said(one.title))
        _texts(entry, published=stamp(one.recorded_at), updated=stamp(one.updated_at))
        xml.SubElement(entry, "link", rel="alternate", type="text/html", href=link(one.path))
        xml.SubElement(entry, "content", type="text").text = visible(said(one.text))
    xml.indent(root, space="")
    return b"%b\n" % xml.tostring(root, encoding="utf-8", xml_declaration=True)


def _texts(parent: xml.Element, **texts: str) -> None:
    for name, text in texts.items():
        xml.SubElement(parent, name).text = visible(text)


def _author(parent: xml.Element, of: Named) -> None:
    author = xml.SubElement(parent, "author")
    _texts(author, name=of.name, **({"uri": of.url} if of.url else {}))


def _urn(name: str) -> str:
    return uuid5(_EVENTS, name).urn
