"""What a later version of the program records in a ledger: events that this one cannot read, put in
with hashes, columns and a tree head as that version would, without any of this one's checks."""

from typing import Any

from ledger import codec
from ledger.records import record, stamp
from ledger.store import Ledger
from ledger.transparency import merkle

VERSION = "9.1.0"
_EVENT = """
INSERT INTO events (position, id, type, program, participant, earliest, latest, date, defines,
                    about, recorded_at, recorded_by, body, leaf, nodes)
VALUES (:position, :id, :type, :program, :participant, :earliest, :latest, NULL, :defines, :about,
        :at, 'later', :body, :leaf, :nodes)
"""
_HEAD = "INSERT INTO tree_heads (size, root, recorded_at, version) VALUES (?, ?, ?, ?)"
DEFINITIONS = ("program", "participant", "source", "milestone")


def append(ledger: Ledger, *wires: dict[str, Any]) -> list[int]:
    """Record some events in their wire form, in one commit; returns their positions. ``#31`` as
    an ``event`` stands for the id of that record. The kept tables are left behind."""
    with ledger.change():
        frontier, at = ledger.frontier(ledger.size), stamp(ledger.clock())
        positions = [_append(ledger, frontier, at, wire) for wire in wires]
        ledger.sql.execute(_HEAD, [positions[-1], frontier.root(), at, VERSION])
    return positions


def _append(ledger: Ledger, frontier: merkle.Frontier, at: str, given: dict[str, Any]) -> int:
    wire, position = dict(given), frontier.size + 1
    if str(wire.get("event")).startswith("#"):
        wire["event"] = ledger.find(wire["event"]).id
    body = codec.canonical(wire)
    event_id = codec.event_id(body)
    leaf = merkle.leaf_hash(record(position, event_id, at, "later", body))
    day = wire.get("occurred_on")
    values = {
        "position": position,
        "id": event_id,
        "type": wire["type"],
        "program": wire.get("program"),
        "participant": wire.get("participant"),
        "earliest": day,
        "latest": day,
        "defines": wire.get("id") if wire["type"] in DEFINITIONS else None,
        "about": ledger.position_of(wire["event"]) if "event" in wire else None,
        "at": at,
        "body": body,
        "leaf": leaf,
        "nodes": frontier.add(leaf),
    }
    ledger.sql.execute(_EVENT, values)
    return position
