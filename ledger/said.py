"""Sentences that remember how they were made, so that another language can say them: a template in
English with values in it. As a text, each is that English.

A template is the key of a table of translations (`web.languages`); whatever has none, such as a
name or a quote, stands as it is in every language.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any


class Said(str):
    """A text, made of a ``template`` and ``values``; ``forms`` are the templates
    for one thing and for several, where the words hang on the number that ``values`` has as
    ``n``."""

    template: str
    values: Mapping[str, Any]
    forms: tuple[str, str] | None
    __slots__ = ("forms", "template", "values")

    def __new__(
        cls, template: str, values: Mapping[str, Any], forms: tuple[str, str] | None = None
    ) -> "Said":
        self = super().__new__(cls, template.format_map(values) if values else template)
        self.template, self.values, self.forms = template, values, forms
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.template, self.values, self.forms

    def __str__(self) -> str:
        return self


def say(template: str, **values: Any) -> Said:
    """Return a template with values in it: ``say("{whom} signed {what}", whom=..., what=...)``."""
    return Said(template, values) if values else _bare(template)


@lru_cache(maxsize=4096)
def _bare(template: str) -> Said:
    return Said(template, {})


def counted(n: int, one: str, several: str, **values: Any) -> Said:
    """Return one of two templates, by how many there are: ``n`` is a value as well."""
    return Said(one if n == 1 else several, {"n": n, **values}, (one, several))


def key(template: str) -> str:
    """Return a template that `say` is given elsewhere: what has translations is found by it."""
    return template


def joined(parts: Iterable[str], between: str = ", ") -> Said:
    """Return texts in a row, with punctuation between them."""
    named = {f"p{place}": part for place, part in enumerate(parts)}
    return Said(between.join(f"{{{name}}}" for name in named), named)


AND, OR = key("{most} and {end}"), key("{most} or {end}")


def folded(text: str) -> str:
    """Return a text with its white space folded, that of its values too."""
    plain = " ".join(text.split())
    if plain == text:
        return text
    if not isinstance(text, Said):
        return plain
    values = {
        name: folded(one) if isinstance(one, str) else one for name, one in text.values.items()
    }
    return Said(text.template, values, text.forms)
