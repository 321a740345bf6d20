"""Texts with what acts on a terminal, or turns their direction, as escapes: for whoever shows what
was recorded.
"""

import re
from collections.abc import Callable

# C0 and C1 controls, line separators, and what turns the direction of text.
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def visible(text: str) -> str:
    """Return a text with its control characters shown as escapes, so that none reaches a terminal
    or a reader's eye in disguise."""
    return escaped(text, _escape)


def escaped(text: str, escape: Callable[[str], str]) -> str:
    """Return a text with each of its control characters as `escape` has it."""
    if text.isprintable():  # as nearly all are, and none that has such characters
        return text
    return _ACTING.sub(lambda found: escape(found[0]), text)


def in_unicode(character: str) -> str:
    """Return a character as JSON and Python escape it: ``\\u202e``."""
    return f"\\u{ord(character):04x}"


def _escape(character: str) -> str:
    code = ord(character)
    return _NAMED.get(character) or (f"\\x{code:02x}" if code < 256 else in_unicode(character))
