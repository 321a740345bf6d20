"""The file in which `watch` keeps what it answered last: a line a question, with its citation.
Nothing of it is kept in the ledger.
"""

from collections.abc import Mapping
from pathlib import Path

from cli import questions
from cli.files import replacing
from cli.questions import Citation, NoQuestion

_HEAD = (
    "# What 'depositary watch' answered last: a question and its citation a line, a tab between.\n"
)


def read(path: Path) -> dict[str, Citation]:
    """Return the citation of the last answer to each question; none where there is no file. Raises
    `NoQuestion`."""
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(lines(path), 1):
        if line.strip() and not line.startswith("#"):
            asked, _, cited = line.partition("\t")
            try:
                found[asked] = questions.citation(cited)
            except NoQuestion as refusal:
                where = f"{path} line {number}"
                raise NoQuestion(
                    f"{where}, {refusal.found}: delete the line, or the file"
                ) from None
    return found


def lines(path: Path) -> list[str]:
    """Return the lines of a file. Raises `NoQuestion` where it is no text."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise NoQuestion(f"{path} is no text in UTF-8: save it as such") from None


def write(path: Path, answered: Mapping[str, Citation], ledger: Path) -> None:
    """Keep the citation of the last answer to each question."""
    with replacing(path, ledger) as file:
        told = (f"{asked}\t{cited}\n" for asked, cited in answered.items())
        file.write(f"{_HEAD}{''.join(told)}".encode())
