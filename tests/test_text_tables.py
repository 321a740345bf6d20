"""Tables for people: columns below one another, whatever is written in them."""

from cli.output import to_table


def test_columns_are_as_wide_as_what_is_seen_of_their_widest_cell() -> None:
    rows = [
        {"id": "JPN", "name": "日本", "since": "2020"},
        {"id": "CIV", "name": "Co\u0302te d'Ivoire", "since": "2021"},  # the accent by itself
    ]
    assert to_table(rows, ["id", "name", "since"]).split("\n") == [
        "id    name           since",
        "----  -------------  -------",
        "JPN   日本           2020",
        "CIV   Co\u0302te d'Ivoire  2021",
    ]


def test_a_column_that_is_empty_in_every_row_is_left_out() -> None:
    rows: list[dict[str, str | None]] = [{"id": "FRA", "note": None}, {"id": "DEU", "note": ""}]
    assert to_table(rows, ["id", "note"]) == "id\n----\nFRA\nDEU"


def test_where_every_cell_is_empty_there_is_no_table() -> None:
    rows: list[dict[str, str | None]] = [{"id": None}]
    assert to_table([], ["id"]) == to_table(rows, ["id"]) == ""
