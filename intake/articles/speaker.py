"""Who "we" are in an article: the state whose own organ published it."""

from intake.articles.lexicon import Table, meanings
from intake.articles.names import Named, states_named
from intake.articles.sentences import tokens

_ORGANS = {"The White House": "USA", "White House": "USA", "State Department": "USA"}
_OF_A_STATE = (
    *("ministry", "government", "embassy", "mission", "department", "office", "cabinet"),
    *("president", "presidency", "chancellery", "parliament", "agency", "foreign"),
)


def speaker(publisher: str) -> str | None:
    """Return the code of the state whose organ a publisher is: "Ministry of Law, Singapore"; None
    for all others."""
    if publisher in _ORGANS:
        return _ORGANS[publisher]
    if not any(word in publisher.lower() for word in _OF_A_STATE):
        return None
    table: Table[Named] = Table()
    for name, one in states_named():
        table.add(name, one)
    row = tokens(publisher, 0, len(publisher))
    codes = {one.id for _, _, meant in meanings(table, row) for one in meant}
    return codes.pop() if len(codes) == 1 else None
