"""Who acts for a state by name, as an article says once: "Jane Roe, the minister of Ghana" is
Ghana's where it calls her "Roe" later on.
"""

from collections.abc import Iterator, Mapping, Sequence

from intake.articles.items import Item


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
    leaves = list(_leaves(item))
    comma = next((at for at, one in enumerate(leaves) if one.word == ","), None)
    if comma and leaves[0].has("CAP"):  # the name stands first
        leaves = leaves[:comma]
    while leaves and leaves[-1].has("MARK"):
        leaves.pop()
    run = 0
    while run < len(leaves) and leaves[-1 - run].has("CAP", "NAMEBIT", "HYPHEN"):
        run += 1
    after_of = run < len(leaves) and leaves[-1 - run].word in ("of", "for", "and")
    if run < 2 + after_of or not leaves[-1].has("CAP"):
        return None
    name = text[leaves[-1].start : leaves[-1].end]
    return None if name.isupper() else name


def _leaves(item: Item) -> Iterator[Item]:
    """Yield the words that an item was put together from."""
    for part in item.parts:
        yield from _leaves(part)
    if not item.parts:
        yield item
