"""Who acts for a state by name, as an article says once: "Jane Roe, the minister of Ghana" is
Ghana's where it calls her "Roe" later on.
"""

from collections.abc import Mapping, Sequence

from intake.articles.items import Item, leaves


def named(phrases: Sequence[Sequence[Item]], text: str) -> Mapping[str, str]:
    """Return the participants for whom somebody acts, by the last word of the name."""
    found: dict[str, str] = {}
    for item in (item for items in phrases for item in items):
        name = _last_name(item, text) if item.has("HOLDER") and len(item.actors) == 1 else None
        if name:
            found.setdefault(name, item.actors[0].id)
    return found


def _last_name(item: Item, text: str) -> str | None:
    """Return the last word of the name of somebody who holds an office."""
    words = list(leaves(item))
    comma = next((at for at, one in enumerate(words) if one.word == ","), None)
    if comma and words[0].has("CAP"):  # the name stands first
        words = words[:comma]
    while words and words[-1].has("MARK"):
        words.pop()
    run = 0
    while run < len(words) and words[-1 - run].has("CAP", "NAMEBIT", "HYPHEN"):
        run += 1
    after_of = run < len(words) and words[-1 - run].word in ("of", "for", "and")
    if run < 2 + after_of or not words[-1].has("CAP"):
        return None
    name = text[words[-1].start : words[-1].end]
    return None if name.isupper() else name
