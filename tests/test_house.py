"""The rules of the house: who may import whom, and who may touch the world outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PACKAGES = ("ledger", "projections", "cli", "web")
VALUES = {
    *("events", "dates", "states", "errors", "names", "codec", "standing", "references"),
}
MODULES = sorted(
    path for package in PACKAGES for path in (TOP / package).glob("**/*.py") if path.is_file()
)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, as ``package.module``."""
    for node in ast.walk(ast.parse(path.read_text())):
        yield from imports_of(node)


def imports_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom(module=str(module), level=0):
            for alias in node.names:
                yield f"{module}.{alias.name}"
            yield module


def package(path: Path) -> str:
    return path.relative_to(TOP).parts[0]


def in_kept(path: Path) -> bool:
    """Whether a projection is one of those that keep tables, which may use the ledger's file."""
    return path.is_relative_to(TOP / "projections" / "kept")


def imported_packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(TOP)))
class TestEachModule:
    def test_says_what_it_is(self, path: Path) -> None:
        if path.read_text().strip():
            assert ast.get_docstring(ast.parse(path.read_text())) or path.name == "__init__.py"

    def test_ledger_imports_no_sibling(self, path: Path) -> None:
        if package(path) == "ledger":
            assert not imported_packages(path) & {"projections", "cli", "web"}

    def test_projections_import_only_values_of_the_ledger(self, path: Path) -> None:
        if package(path) != "projections" or in_kept(path):
            return
        assert not imported_packages(path) & {"cli", "web"}
        of_ledger = {name.split(".")[1] for name in imports(path) if name.startswith("ledger.")}
        assert of_ledger <= VALUES

    def test_web_never_imports_cli(self, path: Path) -> None:
        if package(path) == "web":
            assert "cli" not in imported_packages(path)

    def test_cli_imports_web_only_where_it_is_used(self, path: Path) -> None:
        if package(path) != "cli":
            return
        at_start = {
            name.split(".")[0]
            for node in ast.parse(path.read_text()).body
            for name in imports_of(node)
        }
        assert "web" not in at_start

    def test_cattrs_is_only_for_what_is_malformed(self, path: Path) -> None:
        assert "cattrs" not in imported_packages(path) or path == TOP / "ledger" / "faults.py"

    def test_only_cli_and_web_read_the_environment_print_or_exit(self, path: Path) -> None:
        if package(path) in ("cli", "web"):
            return
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="print" | "exit" | "input")):
                    pytest.fail(f"line {node.lineno}")
                case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "getenv" | "_exit"):
                    pytest.fail(f"line {node.lineno}")
                case ast.Attribute(value=ast.Name(id="sys"), attr="exit" | "stdout" | "stderr"):
                    pytest.fail(f"line {node.lineno}")

    def test_a_projection_has_no_clock_and_no_files(self, path: Path) -> None:
        if package(path) != "projections" or in_kept(path):
            return
        assert not imported_packages(path) & {"sqlite3", "sqlite_utils", "time", "os", "pathlib"}
        calls = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
        }
        assert not calls & {"now", "today", "utcnow", "open"}

    def test_no_function_is_longer_than_40_lines(self, path: Path) -> None:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = node.body[0].lineno if node.body else node.lineno
                body = (node.end_lineno or first) - first + 1
                assert body <= 40, f"{node.name}: {body} lines"

    def test_sql_lives_in_the_ledgers_storage_and_the_tables(self, path: Path) -> None:
        sql = ("SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE ", "PRAGMA ")
        allowed = {
            "ledger": {
                *("schema", "store", "reader", "connection", "batch"),
                *("verify", "archive", "backup"),
            },
            "web": {"queries"},  # for readers to see and to change
        }
        if in_kept(path) or path.stem in allowed.get(package(path), set()):
            return
        texts = [
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in texts if text.lstrip().startswith(sql)]


def test_the_tests_hide_no_package() -> None:
    assert not list((TOP / "tests").glob("*/__init__.py"))
