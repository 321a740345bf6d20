"""The citation that an event is recorded with: of a source that was filed, or of a new one that
is filed with it, under an id made from its publisher and date unless one is given.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from cli.strict import Option
from ledger import codec
from ledger.events import TIERS
from ledger.store import Ledger

F = TypeVar("F", bound=Callable[..., Any])
_DETAILS = ("quote", "says", "wording", "supports", "locator")
_NEW = ("source_url", "source_title", "publisher", "published_on", "tier", "language", "copy_of")


def options() -> list[click.Option]:
    """Return the options that cite a source, filed or new."""
    return [
        *source_options(),
        Option(["--quote"], metavar="TEXT", help="The source's own words."),
        Option(["--says"], metavar="DATE", help="The date that the source gives."),
        Option(["--wording"], metavar="TEXT", help="Its own words for that date."),
        Option(
            ["--supports"],
            metavar="FIELD",
            multiple=True,
            help="A field that it speaks for, if not for the event as such. May be repeated.",
        ),
        Option(["--locator"], metavar="TEXT", help="Where in the source."),
    ]


def source_options() -> list[click.Option]:
    """Return the options that name a source, filed or new."""
    return [
        Option(["--source"], metavar="ID", help="Cite this source."),
        Option(["--source-url"], metavar="URL", help="Cite, and file, the source there."),
        Option(["--source-title"], metavar="TEXT", help="The new source's title."),
        Option(["--source-id"], metavar="ID", help="The new source's id; made if not given."),
        Option(["--publisher"], metavar="TEXT", help="The new source's publisher."),
        Option(["--published-on"], metavar="DATE", help="When the new source came out."),
        Option(["--tier"], type=click.Choice(TIERS), help="What kind of source it is."),
        Option(["--language"], metavar="TAG", help="The new source's language."),
        Option(["--copy-of"], metavar="ID", help="The source that the new one reprints."),
    ]


def with_citation(
    ledger: Ledger, wires: list[dict[str, Any]], given: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the wire forms of the source to be filed, if any, and of the events, all of one type,
    that cite it."""
    event_type = wires[0]["type"]
    names = codec.field_names(event_type)
    if "citations" not in names and "citation" not in names:
        return wires
    source, cited = citation(ledger, given)
    if cited is None and "citation" in names:
        raise click.UsageError(f"a {event_type} rests on a source: give --source or --source-url")
    if cited:
        cites = {"citations": [cited]} if "citations" in names else {"citation": cited}
        wires = [wire | cites for wire in wires]
    return [source, *wires] if source else wires


def citation(
    ledger: Ledger, given: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the wire forms of the new source, if one is filed, and of the citation, if there is
    one."""
    details = {name: given[name] for name in _DETAILS if given.get(name)}
    new = {name: given[name] for name in _NEW if given.get(name)}
    if given.get("source"):
        if new or given.get("source_id"):
            raise click.UsageError("--source cites a filed source: leave out what describes one")
        return None, {"source": given["source"], **details}
    if not new:
        if details or given.get("source_id"):
            raise click.UsageError("what a source says needs --source or --source-url")
        return None, None
    missing = [name for name in ("source_title", "publisher", "tier") if name not in new]
    if missing:
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise click.UsageError(f"a new source needs {flags} too")
    source = _source(ledger, new, given.get("source_id"))
    return source, {"source": source["id"], **details}


def _source(ledger: Ledger, new: Mapping[str, Any], given: str | None) -> dict[str, Any]:
    wire = {name.removeprefix("source_"): value for name, value in new.items()}
    return {"type": "source", "id": given or source_id(ledger, wire), **wire}


def source_id(ledger: Ledger, wire: Mapping[str, Any]) -> str:
    """Return an id that is free: publisher and date, then a number where that is taken. A source
    that is filed already under such an id, at the same address, keeps it."""
    words = [_slug(wire["publisher"]), _slug(wire.get("published_on") or "undated")]
    stem, number = "-".join(word for word in words if word) or "source", 1
    while True:
        found = stem if number == 1 else f"{stem}-{number}"
        position = ledger.defined("source", found)
        if position is None or _same(ledger, position, wire):
            return found
        number += 1


def _same(ledger: Ledger, position: int, wire: Mapping[str, Any]) -> bool:
    filed = ledger.reading_of(position)
    return all(getattr(filed, name, None) == wire.get(name) for name in ("title", "url"))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
