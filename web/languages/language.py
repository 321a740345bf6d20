"""A language in which pages are written: its table of texts, by the English that they have as their
key, and the names of states and the rule for the number one (Unicode CLDR, by Babel).

To add one with a form for one thing and one for several: its table beside this module, named by its
code.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import attrs
import orjson

from ledger import states
from ledger.names import NOW_CALLED
from ledger.said import Said
from web.languages.vocabulary import VOCABULARY
from web.optional import needed

_PLACED = re.compile(r"\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}")
_DAY = re.compile(r"(?:\d{1,2}|1er)\s[^\W\d]|\d{4}-\d\d-\d\d")
_VOWEL = re.compile(r"[aeiouyàâéèêîôû\[]|\d{4}-(?:04|08|10)(?!\d)", re.IGNORECASE)


@attrs.frozen(eq=False)
class Language:
    """A language by its ISO 639 code, with its texts and the names of states, both by the English;
    of how many things it says one ("0 membre"); and its locale where axes tell time
    (d3-time-format)."""

    code: str = "en"
    table: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    states: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    is_one: Callable[[int], bool] = (1).__eq__
    time: str = "en-US"

    def text(self, value: str) -> str:
        """Return a text as it reads in the language: one that the program said; any other, such as
        a quote, as it is."""
        if self.code == "en" or not isinstance(value, Said):
            return value
        template = value.template
        if value.forms:
            template = value.forms[not self.is_one(value.values["n"])]
        found = self.table.get(template)
        if found is None and value.values:  # texts in a row
            found = template.replace("; ", self.table.get("; ", "; "))
        elif found is None:
            found = self.states.get(template, template)
        if not value.values:
            return found
        if template == NOW_CALLED and len({*map(self.text, value.values.values())}) == 1:
            return self.text(value.values["now"])  # names that are two in English alone
        return _PLACED.sub(lambda place: self._placed(place, value.values), found)

    def _placed(self, place: re.Match[str], values: Mapping[str, Any]) -> str:
        value = values[place[1]]
        words = self.text(value) if isinstance(value, str) else str(value)
        return _before(words, place[2] or "", place[3] or "") + words

    def whole(self, value: Any) -> Any:
        """Return a value for JSON with all its texts in the language."""
        if self.code == "en":
            return value
        match value:
            case str():
                return self.text(value)
            case dict():
                return {name: self.whole(one) for name, one in value.items()}
            case list() | tuple():
                return [self.whole(one) for one in value]
        return value

    def order(self, name: str) -> str:
        """Return a name as an index sorts it: in the language, without accents, in lower case."""
        apart = unicodedata.normalize("NFKD", self.text(name).casefold())
        return "".join(one for one in apart if not unicodedata.combining(one))

    def of_scripts(self, scripts: str) -> Mapping[str, str]:
        """Return the part of the table whose keys stand in some scripts, as JSON writes them."""
        return {
            one: text
            for one, text in self.table.items()
            if orjson.dumps(one).decode() in scripts or one in VOCABULARY
        }


def _before(value: str, of_day: str, otherwise: str) -> str:
    """Return what a table puts before a value: ``{date|le |}`` one word before a day and another
    before all else, of which a last "e" gives way to a vowel (``static/words.js``, told again)."""
    if _DAY.match(value):
        return of_day
    elided = otherwise.endswith("e ") and _VOWEL.match(value)
    return f"{otherwise[:-2]}’" if elided else otherwise


ENGLISH = Language()


@cache
def language(code: str) -> Language:
    """Return English ("en"), or the language whose table goes by a code. Raises
    `WebUnavailable`."""
    if code == "en":
        return ENGLISH
    with needed():
        from babel import Locale
    found = orjson.loads((files("web.languages") / f"{code}.json").read_bytes())
    locale = Locale(code)
    named = _states(locale.territories) | found["names"]

    def is_one(number: int) -> bool:
        return locale.plural_form(number) == "one"

    return Language(code, found["texts"], named, is_one, found["time"])


def _states(territories: Mapping[str, str]) -> dict[str, str]:
    """Return the names of states and territories, by those that the register shows in English."""
    found: dict[str, str] = {}
    for one in states.all_states():
        name = territories.get(states.alpha_2(one.code) or "")
        if name:
            found.setdefault(one.name, name)
    return found
