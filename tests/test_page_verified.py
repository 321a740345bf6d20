"""What the page says of its own record: the proofs that it computes are those of the command, and
what was altered does not hold."""

import base64
import re
import shutil
import zlib
from pathlib import Path

import pages
import pytest
import terminal
from browser import Reader
from playwright.sync_api import Browser, expect

from ledger.transparency import proofs
from ledger.transparency.proofs import Proof

pytestmark = pytest.mark.apart
SHOWN = ".verify .outcome > :not(.quiet)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    terminal.answer_to(f"depositary --db {pages.SAMPLE} publish {folder} ILRS")
    return folder


def verify(reader: Reader) -> str:
    """What is said of the audit that is open."""
    reader.page.get_by_role("button", name="Verify this page").click()
    reader.page.locator(SHOWN).first.wait_for()
    return reader.page.locator(".verify .outcome").inner_text()


def downloaded(reader: Reader, path: Path) -> list[Proof]:
    with reader.page.expect_download() as found:
        reader.page.get_by_role("link", name="The proofs as a file").click()
    found.value.save_as(path)
    return proofs.parse_all(path.read_text())


@pytest.mark.parametrize(
    ("view", "who"),
    [
        ("", "ilrs/ZAF"),
        ("&on=2023-10-24", "artemis-accords/ISL"),
        ("&known=600", "moon-agreement/SAU"),
        ("", "outer-space-treaty/SVK"),  # what Czechoslovakia did is shown as well
        ("", "ilrs/apsco"),  # which was filed as a participant
    ],
)
def test_the_proofs_are_those_of_the_command(
    view: str, who: str, site: Path, browser: Browser, tmp_path: Path
) -> None:
    reader = Reader(browser, site, accept_downloads=True).open(f"#member={who}{view}")
    said = verify(reader)
    found = downloaded(reader, tmp_path / "page.tlog-proof")
    program, member = who.split("/")
    known = re.search(r"known=(\d+)", view)
    asked = f"audit {program} {member} --proof {tmp_path / 'command.tlog-proof'}"
    of = f" --known '#{known[1]}'" if known else ""
    terminal.answer_to(f"depositary --db {pages.SAMPLE} {asked}{of}")
    whole = set(map(str, proofs.parse_all((tmp_path / "command.tlog-proof").read_text())))
    assert found
    assert set(map(str, found)) <= whole
    checked = terminal.answer_to(f"depositary verify-proof {tmp_path / 'page.tlog-proof'}")
    assert f"{len(found)} events hold under the tree head" in checked
    assert said.startswith("It holds.")
    assert f"The {len(found)} records behind this audit are, to the letter, among" in said
    shown = reader.page.locator("#audit .event").evaluate_all(
        "(all) => all.map((one) => Number(one.dataset.position))"
    )
    latest = int(known[1]) if known else max(shown)
    assert {one for one in shown if one <= latest} <= {one.index + 1 for one in found}
    assert reader.faults == []
    reader.context.close()


def test_what_was_altered_does_not_hold(site: Path, browser: Browser, tmp_path: Path) -> None:
    """One letter of one record, in the middle of the packed ones."""
    shutil.copytree(site, tmp_path / "site")
    path = tmp_path / "site" / "data" / "records-0.js"
    packed = path.read_text()
    text = re.findall(r'"([A-Za-z0-9+/=]+)"\);', packed)[0]
    path.write_text(packed.replace(text, _altered(text)))
    reader = Reader(browser, tmp_path / "site").open("#member=ilrs/CHN")
    assert verify(reader).startswith("This does not hold: #")
    reader.context.close()


def _altered(packed: str) -> str:
    text = zlib.decompress(base64.b64decode(packed)).decode()
    assert "China" in text
    return base64.b64encode(zlib.compress(text.replace("China", "Chine", 1).encode())).decode()


def test_where_no_hash_can_be_computed_the_command_is_named(site: Path, browser: Browser) -> None:
    """As on a page that came over http from another computer."""
    reader = Reader(browser, site)
    reader.page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    reader.open("#member=ilrs/CHN")
    assert "over https or from the disk, and this one did not" in verify(reader)
    command = reader.page.locator(".verify .command").first
    expect(command).to_have_text("depositary audit ilrs CHN --proof ilrs-CHN.tlog-proof")
    reader.context.close()
