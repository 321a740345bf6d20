"""Who publishes the pages, under which title, licence and address: what a site says of itself."""

import re

import attrs

from web.languages.language import ENGLISH, Language


@attrs.frozen
class Named:
    """A name, and the address that it leads to, if there is one."""

    name: str
    url: str | None = None


@attrs.frozen
class Imprint:
    """What is said of a site on each of its pages. ``url`` is its address, which ends in a slash;
    ``about`` a text in Markdown, for a page of its own."""

    title: str = "Who is in"
    publisher: Named | None = None
    licence: Named | None = None
    url: str | None = None
    about: str | None = None
    language: Language = ENGLISH

    def text(self, value: str) -> str:
        """Return a text as it reads in the language of the site."""
        return self.language.text(value)

    def at(self, path: str) -> str | None:
        """Return the address of the page at a path, which may have an anchor, where the site has
        an address."""
        return self.url + path.replace("index.html", "", 1) if self.url is not None else None


def named(text: str) -> Named:
    """Return the name and the address that a text has, the address last: "CC BY 4.0
    https://creativecommons.org/licenses/by/4.0/"; either alone will do."""
    words = " ".join(text.split())
    found = re.fullmatch(r"(.*?) ?<?(https?://[^\s<>]+)>?", words)
    return Named(found[1] or found[2], found[2]) if found else Named(words)
