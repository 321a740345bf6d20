"""Proposals as files that `import` takes: YAML for people, with comments, or JSONL for programs,
without.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import files, output
from cli.formats import by_ending, jsonl

if TYPE_CHECKING:
    from intake.proposals import Proposal

FORMS = ("yaml", "jsonl")


class UnknownForm(click.UsageError):
    """A proposal that is to be written in a form in which there are none."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: a proposal is .yaml or .jsonl, and - is JSONL: call it so")


def form_of(path: str) -> str:
    """Return the form that a path tells; ``-`` is JSONL, as `import` reads it there. Raises
    `UnknownForm`."""
    form = "jsonl" if path == "-" else by_ending(path)
    if form not in FORMS:
        raise UnknownForm(path)
    return form


def write(proposal: "Proposal", path: str, ledger: Path) -> None:
    """Write a proposal to a file, whole, or to standard output."""
    texts = to_yaml(proposal) if form_of(path) == "yaml" else to_jsonl(proposal)
    if path == "-":
        for text in texts:
            click.echo(text.encode(), nl=False)
        return
    with files.replacing(Path(path), ledger) as file:
        file.writelines(text.encode() for text in texts)


def to_jsonl(proposal: "Proposal") -> Iterator[str]:
    """Yield the lines of a proposal, an event each."""
    for one in proposal.events:
        yield jsonl.dumps(dict(one.wire)) + "\n"


def to_yaml(proposal: "Proposal") -> Iterator[str]:
    """Yield a proposal as YAML: comments on the whole, each event under what is to be known of it,
    and what was left out."""
    from intake import wire_yaml

    yield _comments(proposal.head)
    for one in proposal.events:
        lines = (f"{line}\n" for line in wire_yaml.event(one.wire))
        yield f"\n{_comments(one.why)}{''.join(lines)}"
    if proposal.left_out:
        yield f"\n{_comments(['not proposed:', *proposal.left_out])}"
    if not proposal.events:
        yield "[]\n"


def _comments(lines: Sequence[str]) -> str:
    return "".join(f"# {output.visible(line)}".rstrip() + "\n" for line in lines)
