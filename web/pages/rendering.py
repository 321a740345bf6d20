"""Pages from templates: what a page says of itself in its head, and the HTML of it.

Whatever a template is given becomes text, escaped, with what turns the direction of text as
escapes. No page has a script of its own, and none may load one (Content-Security-Policy).
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import attrs
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ledger.said import Said, counted, say
from ledger.visible import visible
from web.languages.language import Language
from web.pages.days import day_in_words, in_words
from web.pages.imprint import Imprint

if TYPE_CHECKING:
    from web.pages.preview import Preview

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)


@attrs.frozen
class Head:
    """What a page says of itself: where it lies, its title, what it is in a sentence or two, the
    same for machines (JSON-LD), the path of its feed, and its picture, if it has one."""

    path: str
    title: str
    description: str
    data: Mapping[str, Any]
    feed: str | None = None
    picture: "Preview | None" = None

    @property
    def up(self) -> str:
        """The way from the page to the top of the site: relative, so that it is the same on any
        server and on a disk."""
        return "../" * self.path.count("/")


def page(template: str, head: Head, imprint: Imprint, **values: Any) -> bytes:
    """Return a page, as a template has it."""
    made = _templates(imprint.language).get_template(f"{template}.html")
    data = imprint.language.whole(head.data)
    return made.render(head=head, imprint=imprint, data=data, **values).encode()


@cache
def _templates(of: Language) -> Environment:

    def shown(value: Any) -> Any:
        """Return a value as it is shown; markup that a template made itself stays as it is."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, str):
            return visible(of.text(value))
        return "" if value is None else value

    def capital(value: str) -> str:
        words = of.text(value)
        return words[:1].upper() + words[1:]

    found = Environment(
        loader=PackageLoader("web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"day": day_in_words, "date": in_words, "capital": capital}
    found.globals |= {"content_policy": CONTENT_POLICY, "language": of}
    found.globals |= {"say": say, "counted": counted}
    found.globals |= {"markup": _with_markup(of), "link": partial(_element, of, "a")}
    found.globals["element"] = partial(_element, of)
    return found


def _with_markup(of: Language) -> Callable[..., Markup]:
    """Return what fills a text with values, of which some are markup, such as a link."""

    def markup(template: str, **values: Any) -> Markup:
        filled = {
            name: one if isinstance(one, Markup) else visible(of.text(one))
            for name, one in values.items()
        }
        return Markup(escape(of.text(say(template)))).format_map(filled)

    return markup


def _element(of: Language, tag: str, *texts: str) -> Markup:
    """Return an element with a text; before it stands where it leads, if it is a link. What the
    program did not say itself has a direction of its own."""
    *href, text = texts
    leads = Markup(' href="{}"').format(*href) if href else Markup()
    shown = Markup("{}" if isinstance(text, Said) else "<bdi>{}</bdi>").format(
        visible(of.text(text))
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), leads, shown)
