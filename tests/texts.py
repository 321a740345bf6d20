"""Every text that pages have, by its English: as the scripts, the templates and the sentences in
Python have them, each where a table of translations is asked for it."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from web.languages.vocabulary import VOCABULARY

TOP = Path(__file__).parent.parent
STATIC = TOP / "web/page/static"
TEMPLATES = TOP / "web/pages/templates"
SERVED = ("answers.html",)  # for programs, and in English
_LITERAL = r'"(?:[^"\\\n]|\\.)*"'


def all_texts() -> set[str]:
    """Every key that some page may ask for."""
    return of_python() | of_templates() | of_scripts() | of_first_page() | VOCABULARY


@cache
def of_python() -> set[str]:
    folders = ("ledger", "projections", "web")
    files = (file for folder in folders for file in (TOP / folder).glob("**/*.py"))
    return {text for file in files for text in _in_module(ast.parse(file.read_text()))}


def _in_module(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = {"counted": node.args[1:3], "say": node.args[:1], "key": node.args[:1]}
            for one in given.get(node.func.id, ()):
                yield from _strings(one)


def _strings(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from (*_strings(body), *_strings(other))


@cache
def of_templates() -> set[str]:
    found: set[str] = set()
    for file in TEMPLATES.glob("*.html"):
        text = file.read_text() if file.name not in SERVED else ""
        found |= {_read(one) for one in re.findall(rf"\b(?:say|markup)\(({_LITERAL})", text)}
        for pair in re.findall(rf"\bcounted\([^,\"]+, ({_LITERAL}), ({_LITERAL})", text):
            found |= set(map(_read, pair))
    return found


@cache
def of_scripts() -> set[str]:
    """The literals in scripts that are texts: what is asked for, and what reads like prose."""
    return {text for file in STATIC.glob("*.js") for text in _in_script(file.read_text())}


def _in_script(script: str) -> Iterator[str]:
    plain = re.sub(r"/\*.*?\*/", "", script, flags=re.S)
    plain = re.sub(r"(?m)(?:^|(?<=\s))//.*$", "", plain)
    yield from map(_read, re.findall(rf"\b(?:t|pieces)\(\s*({_LITERAL})", plain))
    for pair in re.findall(rf"\bmany\(\s*[^,]+,\s*({_LITERAL}),\s*({_LITERAL})", plain):
        yield from map(_read, pair)
    for one in map(_read, re.findall(_LITERAL, plain)):
        if "{" in one and re.search(r"[a-z]{2}", re.sub(r"\$?\{\w+\}", "", one)):
            yield one


def literals() -> set[str]:
    """Every literal in the scripts."""
    text = "".join(file.read_text() for file in STATIC.glob("*.js"))
    return set(map(_read, re.findall(_LITERAL, text)))


def of_first_page() -> set[str]:
    """What the page with the date says before any script runs."""
    html = (STATIC / "index.html").read_text()
    shown = re.findall(r">([^<>]*\w[^<>]*)<", html) + re.findall(r'aria-label="([^"]+)"', html)
    return {*shown, *re.findall(r'name="description" content="([^"]+)"', html)}


def _read(literal: str) -> str:
    text: str = json.loads(literal)
    return text
