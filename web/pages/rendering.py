"""Pages from templates: what a page says of itself in its head, and the HTML of it.

Whatever a template is given becomes text, escaped, with what turns the direction of text as
escapes. No page has a script of its own, and none may load one (Content-Security-Policy).
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ledger.visible import visible
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
    made = _templates().get_template(f"{template}.html")
    return made.render(head=head, imprint=imprint, **values).encode()


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {"day": day_in_words, "date": in_words}
    found.globals["content_policy"] = CONTENT_POLICY
    return found


def _shown(value: Any) -> Any:
    """Return a value as it is shown; markup that a template made itself stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return "" if value is None else value
