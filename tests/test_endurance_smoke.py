"""The scripts of ``tests/endurance``, each run in its smallest size, so that they cannot rot."""

import subprocess
import sys
from pathlib import Path

import clusters
import pytest

pytestmark = pytest.mark.apart
SCRIPTS = Path(__file__).parent / "endurance"


@pytest.mark.parametrize(
    "name", ["killed", "altered", "starved", "crowded", "in_turn", "rubbish", "desks"]
)
def test_a_script_runs(name: str) -> None:
    command = [sys.executable, str(SCRIPTS / f"{name}.py"), "tiny"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    if name != "desks" or not clusters.missing:
        assert "| what" in done.stdout
