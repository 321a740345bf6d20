"""The named queries of the served ledger say of a span what the definition of membership says."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, combinations

from ledger.events import STATUSES
from projections.membership import Span
from web.server import queries, sql_functions

TABLES = """
CREATE TABLE programs (id, name, aliases, members, opened_on, force);
CREATE TABLE standing (type, body);
CREATE TABLE participants (id, name);
CREATE TABLE membership (program, participant, start, "end", statuses, since, because,
  believed_from, believed_until);
"""
ON = date(2024, 5, 7)


def some_of(statuses: Sequence[str | None]) -> Iterator[tuple[str | None, ...]]:
    """Each set of one or more of some statuses."""
    return chain.from_iterable(combinations(statuses, of + 1) for of in range(len(statuses)))


def kept(statuses: Iterable[str | None]) -> str:
    """Some possible statuses as the table has them."""
    return json.dumps([status or "none" for status in statuses])


def test_a_query_finds_the_members_that_the_definition_does_and_those_for_certain() -> None:
    sql = sqlite3.connect(":memory:")
    sql_functions.install(sql)
    sql.executescript(TABLES)
    every = [possible for possible in some_of((None, *STATUSES)) if possible != (None,)]
    for counting in some_of(STATUSES):
        program = " ".join(map(str, counting))
        filed = (program, program, "[]", json.dumps(counting), "2020-01-01")
        sql.execute("INSERT INTO programs VALUES (?, ?, ?, ?, ?, NULL)", filed)
        expected = {}
        for possible in every:
            whose = " ".join(map(str, possible))
            since = [(status, ON.isoformat()) for status in possible if status]
            row = (program, whose, ON.isoformat(), None, kept(possible), json.dumps(since))
            sql.execute("INSERT INTO membership VALUES (?, ?, ?, ?, ?, ?, '[]', 1, NULL)", row)
            span = Span(ON, None, frozenset(possible), (), ())
            expected[whose] = span.as_member(frozenset(map(str, counting)))
        asked = {"program": program, "on": ON.isoformat(), "known": ""}
        found = {whose: certainty for _, whose, certainty, *_ in sql.execute(queries.ROSTER, asked)}
        assert found == {whose: is_ for whose, is_ in expected.items() if is_}
    sql.close()


def test_a_row_tells_what_the_query_leaves_out() -> None:
    sql = sqlite3.connect(":memory:")
    sql_functions.install(sql)
    sql.executescript(TABLES)
    for program, force in (("moon", "required"), ("gatt", None), ("nato", None)):
        filed = (program, program, "[]", '["bound", "party"]', None, force)
        sql.execute("INSERT INTO programs VALUES (?, ?, ?, ?, ?, ?)", filed)
        for whose, status in (("AUT", "party"), ("CSK", "party"), ("CHL", "bound")):
            since = json.dumps([[status, "1984-06-11"]])
            row = (program, whose, "1984-06-11", None, kept([status]), since)
            sql.execute("INSERT INTO membership VALUES (?, ?, ?, ?, ?, ?, '[]', 1, NULL)", row)
    for body in ({"program": "gatt"}, {"participant": "CSK"}):
        sql.execute("INSERT INTO standing VALUES ('ending', ?)", [json.dumps(body)])

    def told(program: str) -> dict[str, str | None]:
        found = sql.execute(queries.ROSTER, {"program": program, "on": "2024-01-01", "known": ""})
        return {row[1]: row[-1] for row in found}

    in_force, over = "the treaty was not in force", "it had ended"
    assert told("moon") == {"AUT": in_force, "CSK": over, "CHL": None}
    assert told("gatt") == dict.fromkeys(("AUT", "CSK", "CHL"), "the program had ended")
    assert told("nato") == {"AUT": None, "CSK": over, "CHL": None}
    sql.close()
