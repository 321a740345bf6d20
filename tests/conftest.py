"""What all tests share: ``--rewrite``, which brings transcripts and generated documents up to
date instead of comparing them."""

import gc
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from extent import examples
from hypothesis import settings

from ledger import connection

# No test is timed. Where CI is set, the examples are the same at every run.
settings.register_profile(
    "depositary", deadline=None, derandomize="CI" in os.environ, max_examples=examples(100)
)
settings.load_profile("depositary")

with warnings.catch_warnings():  # as it is imported, Datasette leaves a database open
    warnings.simplefilter("ignore", ResourceWarning)
    import datasette.filters  # noqa: F401

    gc.collect()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="rewrite transcripts and generated documents"
    )


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for the tests of a module."""
    from browser import chromium

    with chromium() as found:
        yield found


@pytest.fixture(scope="session", autouse=True)
def what_is_cached_stays_among_the_tests(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    own = tmp_path_factory.getbasetemp()
    of_all = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own  # what one made, all have
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(of_all / "cache"))
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_waits_for_the_disk() -> Iterator[None]:
    """Only a machine that loses its power would show a difference, and none of the tests does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "SYNCHRONOUS", "OFF")
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_test_writes_to_the_sample() -> Iterator[None]:
    sample = Path(__file__).parent.parent / "events.db.sample"
    before = sample.read_bytes()
    yield
    assert sample.read_bytes() == before
