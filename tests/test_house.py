"""The rules of the house, read off its folders: who may import whom, no module in a circle, how
long things may be, and who may touch the world outside."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, wraps
from itertools import chain
from pathlib import Path

import click
import pages
import pytest

from cli import remedies
from cli.main import COMMANDS
from ledger.errors import Remedy

pytestmark = [pytest.mark.sources, pytest.mark.apart]  # of the code, not of what it does
TOP = Path(__file__).parent.parent
PACKAGES = ("ledger", "projections", "intake", "shared", "cli", "web")
FILES = sorted(path for package in PACKAGES for path in (TOP / package).glob("**/*.py"))
VALUES = (
    *("ledger.events", "ledger.dates", "ledger.states", "ledger.errors", "ledger.names"),
    *("ledger.codec", "ledger.standing", "ledger.references", "ledger.records", "ledger.said"),
)
# a folder or a module: what it may import; where both a folder and what is in it are named, what
# is named closest counts
MAY_IMPORT = {
    "ledger": ("ledger",),
    "ledger.transparency": ("ledger.transparency", "ledger.errors", "ledger.store"),
    "ledger.transparency.proofs": (
        *("ledger.transparency", "ledger.errors", "ledger.store"),
        *("ledger.codec", "ledger.events", "ledger.records"),
    ),
    "projections": ("projections", *VALUES),
    "projections.kept": ("projections", "ledger"),
    "projections.view": ("projections", "ledger"),
    "shared": ("shared", "ledger"),
    "intake": ("intake", "projections", "ledger"),
    "web": ("web", "projections", "ledger"),
    "cli": ("cli", "projections", "ledger"),
}
TABLES = ("projections.kept", "projections.view")  # all else there is computed from events alone
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40  # lines


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")


MODULES: Mapping[str, Path] = {module_of(path): path for path in FILES}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """The whole syntax tree of a file, node by node."""
    return tuple(ast.walk(tree_of(path)))


def imports_of(node: ast.AST) -> Iterator[str]:
    """What a statement imports: a module of the house where it is one, else as it is written."""
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom(module=str(module), level=0):
            for alias in node.names:
                full = f"{module}.{alias.name}"
                yield full if full in MODULES else module


@cache
def imports(path: Path) -> frozenset[str]:
    """Everything that a file imports, in functions and for the type checker too."""
    return frozenset(chain.from_iterable(map(imports_of, nodes_of(path))))


def of_the_house(path: Path) -> set[str]:
    return {name for name in imports(path) if is_in(name, PACKAGES)}


def is_in(name: str, places: tuple[str, ...]) -> bool:
    """Whether a module is one of some, or in a folder that is."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def is_front_door(module: str) -> bool:
    """Whether a module only names what a user of its package imports."""
    return module in PACKAGES


def at_start(path: Path) -> set[str]:
    """What a file imports as soon as it is imported itself."""
    return set(chain.from_iterable(map(imports_of, tree_of(path).body)))


def circles() -> list[list[str]]:
    """The modules that import one another, directly or by way of others."""
    left = {name: of_the_house(path) & set(MODULES) for name, path in MODULES.items()}
    while done := [name for name, imported in left.items() if not imported & left.keys()]:
        for name in done:
            del left[name]
    return [[name, *sorted(imported & left.keys())] for name, imported in left.items()]


def test_no_modules_import_one_another() -> None:
    assert circles() == []


def test_each_command_is_one_module_named_as_it_is_typed() -> None:
    typed = [name for section in COMMANDS.values() for name in section]
    names = {f"{name.replace('-', '_')}".replace("import", "import_") for name in typed}
    assert {path.stem for path in (TOP / "cli" / "commands").glob("*.py")} - {"__init__"} == names


def test_the_tests_hide_no_package() -> None:
    assert not list((TOP / "tests").glob("*/__init__.py"))


def of_each_module(rule: Callable[[str], None]) -> Callable[[object], None]:
    """A test that holds a rule against every module of the house and names all that break it."""

    @wraps(rule)
    def held(_: object) -> None:
        broken = []
        for module in MODULES:
            try:
                rule(module)
            except (AssertionError, pytest.fail.Exception) as fault:
                broken.append(f"{module}: {fault}")
        if broken:
            pytest.fail("\n".join(broken))

    del held.__wrapped__  # pytest would ask for the rule's argument
    return held


NOUNS = re.compile(
    "(The|An?|Each|Every|All|Those|What|Whether|How|When|Where|Who|Whom|Why|One|Two|From|By|Of) "
)


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of a module that do something: no property, which is a noun, and no command,
    whose docstring is its help."""
    for node in nodes_of(MODULES[module]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = " ".join(map(ast.unparse, node.decorator_list))
            if not re.search(r"property|\bcommand\(|\bgroup\(", decorators):
                yield node


class TestEachModule:
    @of_each_module
    def test_begins_the_docstrings_of_functions_with_a_verb(module: str) -> None:
        said = ((one.name, ast.get_docstring(one) or "") for one in functions(module))
        assert [name for name, words in said if NOUNS.match(words)] == []

    @of_each_module
    def test_says_what_it_is(module: str) -> None:
        path = MODULES[module]
        if path.read_text().strip():
            assert ast.get_docstring(tree_of(path)) or path.name == "__init__.py"

    @of_each_module
    def test_imports_only_what_its_place_may(module: str) -> None:
        place = max((one for one in MAY_IMPORT if is_in(module, (one,))), key=len)
        used_late = ("web", "intake", "shared") if place == "cli" else ()
        strangers = {
            one
            for one in of_the_house(MODULES[module])
            if not is_in(one, (*MAY_IMPORT[place], *used_late))
        }
        assert strangers - {place.split(".")[0]} == set()

    @of_each_module
    def test_only_what_keeps_tables_and_the_view_use_them(module: str) -> None:
        if is_in(module, ("projections",)) and not (
            is_in(module, TABLES) or module == "projections"
        ):
            assert not [one for one in of_the_house(MODULES[module]) if is_in(one, TABLES)]

    @of_each_module
    def test_only_what_reads_or_keeps_tables_and_the_server_touch_sqlite(module: str) -> None:
        places = ("ledger", "projections.kept", "intake", "web.server", "cli.exports.analysis")
        if not is_in(module, places):
            assert not imports(MODULES[module]) & {"sqlite3", "sqlite_utils"}

    @of_each_module
    def test_cli_imports_web_and_intake_only_where_they_are_used(module: str) -> None:
        if is_in(module, ("cli",)):
            late = ("web", "intake", "shared")
            assert not [one for one in at_start(MODULES[module]) if is_in(one, late)]

    @of_each_module
    def test_psycopg_is_for_shared_registers_alone(module: str) -> None:
        if not is_in(module, ("shared",)):
            assert "psycopg" not in {one.split(".")[0] for one in imports(MODULES[module])}

    @of_each_module
    def test_every_option_is_made_by_the_one_class(module: str) -> None:
        """`cli.strict`: those that click makes itself take the last of two values."""
        if is_in(module, ("cli",)):
            called = (node.func for node in nodes_of(MODULES[module]) if isinstance(node, ast.Call))
            made = {function.attr for function in called if isinstance(function, ast.Attribute)}
            assert not made & {"option", "Option"}, "use cli.option"

    @of_each_module
    def test_a_command_uses_no_other(module: str) -> None:
        commands = [one for one in of_the_house(MODULES[module]) if is_in(one, ("cli.commands",))]
        assert commands == []

    @of_each_module
    def test_cattrs_is_only_for_what_is_malformed_or_foreign(module: str) -> None:
        used = {name.split(".")[0] for name in imports(MODULES[module])}
        assert "cattrs" not in used or module == "ledger.faults" or is_in(module, ("intake",))

    @of_each_module
    def test_only_cli_and_web_read_the_environment_print_or_exit(module: str) -> None:
        if is_in(module, ("cli", "web")):
            return
        for node in nodes_of(MODULES[module]):
            match node:
                case ast.Call(func=ast.Name(id="print" | "exit" | "input")):
                    pytest.fail(f"line {node.lineno}")
                case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "getenv" | "_exit"):
                    pytest.fail(f"line {node.lineno}")
                case ast.Attribute(value=ast.Name(id="sys"), attr="exit" | "stdout" | "stderr"):
                    pytest.fail(f"line {node.lineno}")

    @of_each_module
    def test_a_projection_has_no_clock_and_no_files(module: str) -> None:
        if not is_in(module, ("projections",)) or is_in(module, TABLES):
            return
        assert not imports(MODULES[module]) & {"time", "os", "pathlib"}
        nodes = nodes_of(MODULES[module])
        called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        assert not called & {"now", "today", "utcnow", "open"}

    @of_each_module
    def test_no_module_is_longer_than_400_lines(module: str) -> None:
        assert len(MODULES[module].read_text().splitlines()) <= LONGEST_MODULE

    @of_each_module
    def test_no_function_is_longer_than_40_lines(module: str) -> None:
        for node in nodes_of(MODULES[module]):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = node.body[0].lineno if node.body else node.lineno
                body = (node.end_lineno or first) - first + 1
                assert body <= LONGEST_FUNCTION, f"{node.name}: {body} lines"

    @of_each_module
    def test_sql_lives_in_the_ledgers_storage_and_the_tables(module: str) -> None:
        sql = ("SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE ", "PRAGMA ")
        storage = ("schema", "store", "reader", "connection", "held_rows", "verify", "archive")
        places = (*(f"ledger.{one}" for one in (*storage, "backup", "batch", "drafts")), "shared")
        # the named queries of the server are for readers to see and to change
        if not is_in(module, (*places, "projections.kept", "web.server.queries")):
            assert not [text for text in texts(module) if text.lstrip().startswith(sql)]


def texts(module: str) -> Iterator[str]:
    """The texts in a module, but for its docstrings."""
    nodes = nodes_of(MODULES[module])
    said = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_what_lies_below_the_command_line_names_no_command_or_option() -> None:
    names = "|".join(name for section in COMMANDS.values() for name in section)
    typed = re.compile(rf"(?<![\w-])--[a-z]|\bdepositary (?:{names})\b")
    below = [one for one in MODULES if is_in(one, ("ledger", "projections"))]
    found = [(one, text) for one in below for text in texts(one) if typed.search(text)]
    assert found == []


def test_the_command_line_has_words_for_each_remedy() -> None:
    assert set(remedies.WORDS) == set(Remedy)
    for words in remedies.WORDS.values():
        for command in re.findall(r"'depositary ([a-z-]+)", words):
            assert any(command in section for section in COMMANDS.values())


def defined(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """The public names that a module or a class of it defines; not those that click or Datasette
    calls by itself."""
    inner = (one.body for one in tree.body if isinstance(one, ast.ClassDef))
    for node in chain(tree.body, *inner):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if not called_by_others(node):
                yield name, node
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name, node


def called_by_others(node: ast.FunctionDef | ast.ClassDef) -> bool:
    text = " ".join(map(ast.unparse, node.decorator_list))
    return "click." in text or "hookimpl" in text or hasattr(click.Group, node.name)


def used(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every name that is read, called or imported in a syntax tree, but where it is defined."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
                yield name
            case ast.ImportFrom(names=names):
                yield from (one.name for one in names)
            case ast.keyword(arg=str(name)) | ast.MatchClass(kwd_attrs=[name]):
                yield name
            case ast.Constant(value=str(text)) if text.isidentifier():
                yield text


def test_no_public_name_is_for_tests_or_benchmarks_alone() -> None:
    """What docs/python.md shows to scripts is used, as is what the front doors offer."""

    def names(*folders: str) -> set[str]:
        paths = (path for folder in folders for path in (TOP / folder).glob("**/*.py"))
        return {name for path in paths for name in used(nodes_of(path))}

    blocks = pages.blocks(pages.page("python"), "python")
    shown = (ast.walk(ast.parse(one)) for one in blocks)
    wanted = names(*PACKAGES, "sample").union(*map(used, shown))
    spare = names("tests", "benchmarks") - wanted
    found = [
        f"{module}: {name}"
        for module, path in MODULES.items()
        for name, _ in defined(tree_of(path))
        if name in spare and not name.startswith("_")
    ]
    assert found == []
