"""The first page of a site: the page with the date, as it is published, with what it says of itself
and the way to all pages that need no script.
"""

from collections.abc import Sequence

from ledger.said import say
from web.pages import lists, metadata, preview, rendering
from web.pages.imprint import Imprint
from web.pages.register import Register
from web.pages.rendering import Head

_IN_HEAD, _BELOW = "<!-- of the site -->\n", "<!-- pages without a script -->\n"
_DESCRIBED = say("Who is in which international programme, on any date, and on whose word.")
_MOST = 60  # programs that are named on it


def page(html: str, register: Register, imprint: Imprint, shown: Sequence[str]) -> bytes:
    """Return the page with the date, given as it is for any ledger, as the first of a site; it
    shows some programs first."""
    listed = lists.programs(register)
    data = {"@context": "https://schema.org", **metadata.catalog(imprint)}
    picture = preview.of_front(register, imprint, shown)
    head = Head("index.html", imprint.title, _DESCRIBED, data, "feed.xml", picture)
    values = {"listed": listed if len(listed) <= _MOST else [], "many": len(listed)}
    html = titled(html, imprint)
    for place, template in ((_IN_HEAD, "front_head"), (_BELOW, "front_below")):
        html = _replaced(html, place, rendering.page(template, head, imprint, **values).decode())
    return html.encode()


def titled(html: str, imprint: Imprint) -> str:
    """Return the page with the date, given as it is for any ledger, under the title of its site."""
    name = imprint.text(say("Who is in"))
    html = _replaced(html, f"<title>{name}</title>", _part("front_title", imprint))
    return _replaced(html, f"<h1>{name}</h1>", _part("front_heading", imprint))


def imprinted(imprint: Imprint) -> str:
    """Return who publishes the site, and under which licence, for its first page."""
    return _part("front_imprint", imprint)


def _part(template: str, imprint: Imprint) -> str:
    return rendering.page(template, Head("index.html", imprint.title, "", {}), imprint).decode()


def _replaced(html: str, place: str, by: str) -> str:
    assert html.count(place) == 1, place
    return html.replace(place, by)
