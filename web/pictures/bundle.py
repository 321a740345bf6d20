"""The one JavaScript file that draws the pictures in a browser: Vega, Vega-Lite and Vega-Embed as
vl-convert ships them, and `SNIPPET`, by which a page asks for a picture.

It draws under a Content-Security-Policy without 'unsafe-eval' and without inline style: Vega's
expressions run in the interpreter that Vega-Embed brings, and neither Vega-Embed nor its tooltip
writes a style sheet. A page styles ``#vg-tooltip-element`` itself, or sets ``tooltip: false``.
"""

from functools import cache
from hashlib import sha256

from web.optional import needed
from web.pictures.cache import kept

VEGA_LITE = "6.1"  # the version that Altair's definitions are written for

# depositary.draw(element, spec, options) gives a promise of {view, finalize}: other rows go in
# by view.data(name, rows) and view.runAsync().
SNIPPET = """
const plain = {
  ast: true,
  actions: false,
  defaultStyle: false,
  renderer: "svg",
  logLevel: 1,
  tooltip: { disableDefaultStyle: true },
  loader: { load: () => Promise.reject(new Error("a picture loads nothing")) },
};
window.depositary = {
  draw: (element, spec, options = {}) => vegaEmbed(element, spec, { ...plain, ...options }),
};
"""


@cache
def bundle(snippet: str = SNIPPET) -> str:
    """Return the script, which takes a second or more to make, and is kept. Raises
    `WebUnavailable`."""

    def made() -> str:
        with needed():
            import vl_convert
        return vl_convert.javascript_bundle(snippet, VEGA_LITE)

    return kept(f"bundle-{sha256(snippet.encode()).hexdigest()[:8]}", made)
