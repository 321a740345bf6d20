"""How a page is cited elsewhere: in the style of the APA, for BibTeX and in RIS, each with the
position and the root that it rests on.
"""

import attrs

from ledger.said import say
from projections.cited_answers import CitedAnswer
from web.pages.days import month_in_words
from web.pages.imprint import Imprint
from web.pages.register import Asked

FILES = {"BibTeX": "cite.bib", "RIS": "cite.ris"}
_SPECIAL = str.maketrans(
    {
        **{one: f"\\{one}" for one in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@attrs.frozen
class Cite:
    """One page as something to be cited: its title, the answer that it has, and of which day, as
    known when, it was asked."""

    title: str
    path: str
    answer: CitedAnswer
    asked: Asked
    imprint: Imprint

    @property
    def author(self) -> str:
        """Whose the page is: the publisher, else the site itself."""
        return self.imprint.publisher.name if self.imprint.publisher else self.imprint.title

    @property
    def version(self) -> str:
        said = {"n": self.answer.position, "root": self.answer.root}
        return self.imprint.text(say("event #{n}, root {root}", **said))

    @property
    def apa(self) -> str:
        """The citation in the style of the American Psychological Association (7th edition, s.
        10.9, data sets)."""
        on = self.asked.known_on
        said = {"year": on.year, "month": month_in_words(on), "day": on.day}
        when = self.imprint.text(say("{year}, {month} {day}", **said))
        site = f" {self.imprint.title}." if self.author != self.imprint.title else ""
        address = f" {self.imprint.at(self.path)}" if self.imprint.url is not None else ""
        data = self.imprint.text(say("Data set"))
        return f"{self.author}. ({when}). {self.title} ({self.version}) [{data}].{site}{address}"

    @property
    def bibtex(self) -> str:
        fields = {
            "author": f"{{{_tex(self.author)}}}",
            "title": f"{{{_tex(self.title)}}}",
            "year": str(self.asked.known_on.year),
            "month": str(self.asked.known_on.month),
            "howpublished": _tex(f"{self.imprint.text(say('Data set'))}, {self.imprint.title}"),
            "note": _tex(f"{self.version}; {self.answer}"),
        }
        if address := self.imprint.at(self.path):
            fields["url"] = address.replace("%", r"\%")
        key = self.path.removesuffix("/index.html").replace("/", "-")
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{{key}-{self.answer.position},\n{lines}}}\n"

    @property
    def ris(self) -> str:
        fields = [
            ("TY", "DATA"),
            ("AU", self.author),
            ("TI", self.title),
            ("PY", str(self.asked.known_on.year)),
            ("DA", f"{self.asked.known_on:%Y/%m/%d}"),
            ("PB", self.author),
            ("T2", self.imprint.title),
            ("ET", self.version),
            ("UR", self.imprint.at(self.path) or ""),
            ("N1", str(self.answer)),
            ("ER", ""),
        ]
        lines = (f"{tag}  - {value}" for tag, value in fields if value or tag == "ER")
        return "".join(f"{line}\r\n" for line in lines)


def answered(question: str, asked: Asked) -> CitedAnswer:
    """Return what the answer on a page is cited by."""
    return CitedAnswer(question, asked.head.size, asked.head.root.hex())


def _tex(text: str) -> str:
    return text.translate(_SPECIAL)
