"""The map of the house against the tree: every module has its line, and no line is of one gone."""

import re
from pathlib import Path

import pages
import pytest

pytestmark = pytest.mark.sources
TOP = Path(__file__).parent.parent
PACKAGES = ("ledger", "projections", "intake", "shared", "cli", "web")
FOLDERS = sorted(
    {
        str(path.parent.relative_to(TOP))
        for package in PACKAGES
        for path in (TOP / package).glob("**/*.py")
        if path.name != "__init__.py"
    }
)


def room(folder: str) -> str:
    """What the map says of a folder."""
    text = (pages.DOCS / "architecture.md").read_text()
    found = re.search(rf"^### `{folder}/`[^\n]*\n(.*?)(?=^##)", text, re.M | re.S)
    assert found, folder
    return found[1]


def modules(folder: str) -> list[str]:
    return sorted(path.stem for path in (TOP / folder).glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("folder", [one for one in FOLDERS if one != "cli/commands"])
def test_every_module_of_a_folder_has_its_line(folder: str) -> None:
    rows = re.findall(r"^- (`.*?): ", room(folder), re.M)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == modules(folder)


def test_every_folder_is_on_the_map() -> None:
    text = (pages.DOCS / "architecture.md").read_text()
    assert sorted(re.findall(r"^### `(.*?)/`", text, re.M)) == FOLDERS


def test_what_the_three_ways_pass_through_is_there() -> None:
    text = (pages.DOCS / "architecture.md").read_text()
    ways = text[text.index("## Three ways through it") :]
    known = {name for folder in FOLDERS for name in modules(folder)}
    named = {name.split(".")[-1] for name in re.findall(r"`([a-z_.]+)`", ways)}
    assert named - known == set()
