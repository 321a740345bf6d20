"""What `serve` answers programs with, and the pages of plain HTML that it makes: both in processes
apart, with limits of time, each of them opening the ledger anew for whatever it is asked.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli import asking, openapi, options
from cli.apart import Apart, BrokeOff, Busy, TookTooLong, Work
from cli.app import App
from cli.asking import FAILED, Asking, Reply
from cli.data_files import DataFiles
from cli.main import refusal
from ledger.errors import Refusal

if TYPE_CHECKING:
    from web.pages.imprint import Imprint
    from web.pages.site import Pages

AT_ONCE, LONGEST = 2, 10.0  # questions, and seconds that one may take
LONGEST_PAGE = 60.0  # seconds that a page may take: the first is made after all is read
Given = Sequence[tuple[str, str]]


class Answering:
    """Answers questions to the ledger at a path; for several threads."""

    def __init__(self, path: Path, longest: float = LONGEST) -> None:
        self._questions = asking.questions()
        self._apart = Apart(answers_of, path, AT_ONCE, longest)

    def description(self) -> dict[str, Any]:
        """Return the description of the questions (OpenAPI)."""
        return openapi.described(self._questions.values())

    def refused(self, sentence: str, status: int) -> Reply:
        """Return a refusal."""
        return asking.refused(sentence, status)

    def ask(self, name: str, given: Given) -> Reply:
        """Return the answer to a question, or why there is none."""
        found: Reply = done(self._apart, (name, given))
        return found

    def close(self) -> None:
        """End the processes."""
        self._apart.close()


class PagesApart:
    """The pages of the ledger at a path, made when they are asked for; ``imprint`` makes what they
    say of the site, in the process apart."""

    def __init__(
        self, path: Path, imprint: Callable[[], "Imprint"], longest: float = LONGEST_PAGE
    ) -> None:
        self._apart = Apart(partial(pages_of, imprint=imprint), path, 1, longest)

    def file(self, path: str) -> bytes | Reply | None:
        """Return the file at a path, None where there is none, or why it cannot be had."""
        found: bytes | Reply | None = done(self._apart, path)
        return found

    def close(self) -> None:
        """End the process."""
        self._apart.close()


def done(apart: Apart, what: Any) -> Any:
    """Return what comes of some work, or a refusal where it is not done."""
    try:
        return apart.do(what)
    except Busy as refusal:
        return asking.refused(str(refusal), openapi.BUSY)
    except TookTooLong as refusal:
        return asking.refused(str(refusal))
    except BrokeOff as refusal:
        return asking.refused(str(refusal), FAILED)


def answers_of(path: Path) -> Callable[[tuple[str, Given]], Reply]:
    """Return what answers questions to the ledger at a path."""
    of = Asking(app_at(path))
    return lambda asked: of.ask(*asked)


def pages_of(path: Path, imprint: Callable[[], "Imprint"]) -> Work:
    """Return what makes the pages of the ledger at a path."""
    return _Pages(app_at(path), imprint()).file


class _Pages:
    """The pages of a ledger as long as it stays as it is, on a day."""

    def __init__(self, app: App, imprint: "Imprint") -> None:
        self._app, self._imprint = app, imprint
        self._state: tuple[int, date] | None = None
        self._pages: Pages | None = None

    def file(self, path: str) -> bytes | Reply | None:
        """Return the file at a path, None where there is none, or why the ledger cannot be read."""
        from web.pages.site import Pages

        try:
            with options.view(self._app, None) as view:
                state = (view.ledger.size, self._app.today)
                if self._pages is None or self._state != state:
                    self._pages = Pages(view, state[1], self._imprint, DataFiles())
                    self._state = state
                self._pages.register.view = view  # that of the look before is closed
                return self._pages.file(path)
        except (Refusal, OSError) as problem:
            return asking.refused(refusal(problem)[0], FAILED)


def app_at(path: Path) -> App:
    """Return what asks the ledger at a path."""
    app = App()
    app.at(str(path))
    return app
