"""Where tiles are taken from: a folder, or a web server under an address of HTTP or HTTPS.

Both hand out files by their paths. What a server says is not believed either: `Tiles` holds each
file against the tree.
"""

import gzip
import io
import os
import zlib
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import attrs

from ledger.copy_errors import NoTiles, Unreachable
from ledger.transparency.tiles import CHECKPOINT, WIDTH, Tile
from ledger.version import __version__

_CHECKPOINT_AT_MOST = 1 << 20  # bytes; a hundred signatures have some 20,000
_MORE = 1 << 16  # bytes that packing may add to what it cannot shorten
_WAIT = 30.0  # seconds for an answer
_GONE = (404, 410)


class TileFiles(Protocol):
    """The files of a tiled log, by their paths."""

    @property
    def address(self) -> str: ...

    def read(self, path: str, most: int) -> bytes | None:
        """Return the content of a file, cut after one byte more than ``most``; None where there is
        none. Raises `Unreachable`."""


@attrs.frozen
class Folder:
    """The files of a folder of this machine, which goes by its address."""

    address: str
    folder: Path

    def read(self, path: str, most: int) -> bytes | None:
        try:
            with (self.folder / path).open("rb") as file:
                return file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as problem:
            raise Unreachable(self.address, problem.strerror or str(problem)) from None


@attrs.frozen
class Web:
    """The files below an address of a web server."""

    address: str

    def read(self, path: str, most: int) -> bytes | None:
        try:
            with urlopen(self._asked(path), timeout=_WAIT) as answer:
                packed = answer.headers.get("Content-Encoding") == "gzip"
                content = answer.read(most + (_MORE if packed else 1))
            return _unpacked(content, most) if packed else bytes(content)
        except HTTPError as problem:
            with problem:
                if problem.code in _GONE:
                    return None
            raise Unreachable(self.address, f"it answers {problem.code} for {path}") from None
        except (OSError, EOFError, HTTPException, ValueError, zlib.error) as problem:
            raise Unreachable(self.address, said_by(problem)) from None

    def _asked(self, path: str) -> Request:
        asked = Request(f"{self.address.rstrip('/')}/{path}")
        asked.add_header("User-Agent", f"depositary/{__version__}")
        asked.add_header("Accept-Encoding", "gzip, identity")  # tlog-tiles, "Log entries"
        return asked


def at(address: str, beside: Path) -> TileFiles:
    """Return the files at an address: a URL of HTTP or HTTPS, else a folder, whose path may begin
    at that of the file that it lies beside."""
    if _is_url(address):
        return Web(address)
    return Folder(address, beside.absolute().parent / address)


def seen_from(beside: Path, address: str) -> str:
    """Return an address that leads from a file to where a relative one leads from here; others
    stay as they are."""
    if _is_url(address) or Path(address).is_absolute():
        return address
    return os.path.relpath(address, beside.absolute().parent)


def said_by(problem: Exception) -> str:
    """Return what the system or a library says of a connection, without its numbers."""
    why = getattr(problem, "reason", None) or problem
    return str(getattr(why, "strerror", None) or why) or type(why).__name__


def _is_url(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def checkpoint(files: TileFiles) -> str:
    """Return the text of the head of a tiled log. Raises `NoTiles`, `Unreachable`."""
    content = files.read(CHECKPOINT, _CHECKPOINT_AT_MOST)
    if content is None:
        raise NoTiles(files.address)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise NoTiles(files.address) from None


def tile(files: TileFiles, wanted: Tile) -> bytes:
    """Return the content of a tile; of one that is partial, that of the whole one where it was
    filled and taken away since (tlog-tiles, "Partial Tiles"). Raises `Unreachable`."""
    for one in (wanted, wanted.whole) if wanted.width < WIDTH else (wanted,):
        found = files.read(one.path, one.largest)
        if found is not None:
            return found
    raise Unreachable(files.address, f"{wanted.path} is not there")


def _unpacked(content: bytes, most: int) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        return file.read(most + 1)
