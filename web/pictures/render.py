"""A definition with its rows as a file: SVG and PNG by vl-convert, and HTML around the SVG.

Each says what it shows to those who cannot see it: the SVG by its title and description, the HTML
by a table as well. The HTML holds no script and asks for nothing, and its Content-Security-Policy
says so. The same definition gives the same bytes.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import attrs
import vl_convert

from web.pictures.bundle import VEGA_LITE
from web.pictures.specs import Spec

_SVG = "http://www.w3.org/2000/svg"
_SCALE = 2.0  # pixels of a PNG for one of the picture: sharp in print and on a fine screen
STYLE = """
main { overflow-wrap: anywhere; }
body { font: 16px/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; color: #1a1a1a;
  background: #fff; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; line-height: 1.2; }
svg { width: 100%; min-width: 40rem; height: auto; display: block; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .2rem 1.2rem .2rem 0;
  border-bottom: 1px solid #ddd; overflow-wrap: break-word; max-width: 30rem; }
td:first-child { white-space: nowrap; }
summary { cursor: pointer; padding: .5rem 0; }
"""


@attrs.frozen
class Picture:
    """A picture ready to be drawn: its definition, what it is called, what it shows in words, and
    the rows behind it, by the names of their columns."""

    spec: Spec
    title: str
    description: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


# What no XML can hold, and what turns the direction of the text around it.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def drawn(picture: Picture, form: str) -> bytes:
    """Return the picture as a file: ``svg``, ``png`` or ``html``."""
    match form:
        case "png":
            return png(picture)
        case "html":
            return page(picture).encode()
        case _:
            return svg(picture).encode()


def png(picture: Picture, scale: float = _SCALE) -> bytes:
    """Return the picture as PNG, with so many pixels for one of its definition."""
    return vl_convert.vegalite_to_png(_wire(picture), vl_version=VEGA_LITE, scale=scale)


def svg(picture: Picture) -> str:
    """Return the picture as SVG, with a title, a description, and a tooltip on each mark that has
    one."""
    ElementTree.register_namespace("", _SVG)
    drawing = vl_convert.vegalite_to_svg(_wire(picture), vl_version=VEGA_LITE)
    root = ElementTree.fromstring(drawing)
    for mark in root.iter():
        if mark.attrib.get("aria-roledescription") in ("point", "rule mark", "text mark"):
            ElementTree.SubElement(mark, f"{{{_SVG}}}title").text = mark.attrib["aria-label"]
    for at, (name, text) in enumerate((("title", picture.title), ("desc", picture.description))):
        told_first = ElementTree.Element(f"{{{_SVG}}}{name}", {"id": f"picture-{name}"})
        told_first.text = _fit(text)
        root.insert(at, told_first)
    root.attrib |= {"role": "img", "aria-labelledby": "picture-title picture-desc"}
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def page(picture: Picture) -> str:
    """Return the picture on a page of its own, which bears its title, with the table behind it."""
    bare = {key: value for key, value in picture.spec.items() if key != "title"}
    title = html.escape(picture.title)
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{html.escape(picture.description)}</p>
<div class="wide" role="region" aria-label="The picture" tabindex="0">
{svg(attrs.evolve(picture, spec=bare))}</div>
<details>
<summary>The table behind the picture</summary>
<div class="wide" role="region" aria-label="The table" tabindex="0">
{_table(picture)}</div>
</details>
</main>
</body>
</html>
"""


def _table(picture: Picture) -> str:
    head = "".join(f'<th scope="col">{html.escape(column)}</th>' for column in picture.columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{_cell(row.get(one))}</td>" for one in picture.columns) + "</tr>"
        for row in picture.rows
    )
    return f"""<table>
<caption>{html.escape(picture.title)}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
"""


def _wire(picture: Picture) -> str:
    return _fit(json.dumps(picture.spec, ensure_ascii=False))


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)


def _cell(value: Any) -> str:
    return "" if value is None else html.escape(str(value))
