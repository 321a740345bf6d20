"""What a script imports from the packages themselves, as docs/python.md does."""

from types import ModuleType

import pytest

import ledger
import projections


@pytest.mark.parametrize(
    ("package", "some"),
    [(ledger, {"Ledger", "Signing", "parse"}), (projections, {"View"})],
    ids=["ledger", "projections"],
)
def test_each_name_that_is_offered_is_there(package: ModuleType, some: set[str]) -> None:
    assert some <= set(dir(package))
    assert all(getattr(package, name) is not None for name in dir(package))


@pytest.mark.parametrize("package", [ledger, projections], ids=["ledger", "projections"])
def test_another_name_is_not(package: ModuleType) -> None:
    assert not hasattr(package, "nothing")
