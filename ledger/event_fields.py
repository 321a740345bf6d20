"""Parts of which the fields of events are made: the closed vocabularies, the citation, and a
constructor for each sort of field, with what checks its value and what it refers to.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar

import attrs

from ledger import values
from ledger.dates import Date

INSTRUMENTS = (
    "treaty",
    "agreement",
    "accords",
    "cooperation-agreement",
    "memorandum-of-understanding",
    "joint-statement",
    "declaration",
    "letter-of-intent",
    "contract",
    "unspecified",
)
SIGNATURES = ("signature", "succession")  # succession to signature: VCSSRT art. 19
CONSENTS = (  # VCLT art. 11 to 16; formal confirmation: VCLT-IO art. 14
    "ratification",
    "acceptance",
    "approval",
    "accession",
    "formal-confirmation",
    "succession",  # a notification of succession: VCSSRT art. 2(1)(g)
    "continuation",  # the same legal person goes on, as Russia for the Soviet Union
    "definitive-signature",
)
WITHDRAWALS = (  # VCLT art. 54 and 56; before a treaty binds: art. 18
    "withdrawal",
    "denunciation",
    "expulsion",
    "withdrawal-of-consent",
    "withdrawal-of-signature",
)
# In rising order. A contracting state is bound, a party one for which the treaty is in force:
# VCLT art. 2(1)(f) and (g).
STATUSES = ("supporter", "signatory", "bound", "party")
COVERAGES = ("complete", "partial")
KINDS = (
    "state",
    "territory",
    "subnational",
    "agency",
    "intergovernmental",
    "company",
    "university",
    "ngo",
)
TIERS = ("official", "press", "reference", "aggregator")
STANCES = ("supports", "disputes")

# attrs inspects each converter that it is given: every one is given to it once
_read_by = cache(attrs.Converter)
_optional = cache(attrs.converters.optional)
_each = cache(values.each)


_TEXTS = {_read_by(one) for text in (values.text, values.quote) for one in (text, _optional(text))}


def is_text(field: Any) -> bool:
    """Return whether a field is one for free text, of which the same seldom comes twice."""
    return field.converter in _TEXTS


def must(check: Any) -> Any:
    return attrs.field(converter=_read_by(check))


def maybe(check: Any) -> Any:
    return attrs.field(default=None, converter=_read_by(_optional(check)))


def many(check: Any) -> Any:
    return attrs.field(default=(), converter=_read_by(_each(check)))


def word(vocabulary: Sequence[str], default: Any = attrs.NOTHING) -> Any:
    return attrs.field(default=default, converter=_read_by(values.one_of(vocabulary)))


def flag() -> Any:
    return attrs.field(default=False, converter=_read_by(values.flag))


def refers_to(what: str) -> Any:
    """Return a field that names something which the register must know; `rules` looks it up."""
    return attrs.field(converter=_read_by(values.reference), metadata={"refers_to": what})


def may_refer_to(what: str) -> Any:
    converter = _read_by(_optional(values.reference))
    return attrs.field(default=None, converter=converter, metadata={"refers_to": what})


def refers_to_many(what: str) -> Any:
    converter = _read_by(_each(values.reference))
    return attrs.field(default=(), converter=converter, metadata={"refers_to": what})


class Valued:
    """What events and their parts have in common: two of one class with equal fields are equal.

    Written once, since attrs would write and compile the same for each class at each start.
    """

    __slots__ = ()
    __attrs_attrs__: ClassVar[tuple[Any, ...]] = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        names = [one.name for one in attrs.fields(self.__class__)]
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def __hash__(self) -> int:
        names = [one.name for one in attrs.fields(self.__class__) if one.hash is not False]
        return hash((self.__class__, *(getattr(self, name) for name in names)))

    def __repr__(self) -> str:
        given = {one.name: getattr(self, one.name) for one in attrs.fields(self.__class__)}
        fields = ", ".join(f"{name}={value!r}" for name, value in given.items())
        return f"{self.__class__.__qualname__}({fields})"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Citation(Valued):
    """A pointer into a source: where in it, its own words, and the date that it gives.

    ``wording`` has the source's own words for that date, where it was worked out from them ("on
    Wednesday"). ``supports`` has the wire names of the fields that the source speaks for; none:
    it speaks for the event as such.
    """

    source: str = refers_to("source")
    locator: str | None = maybe(values.text)
    quote: str | None = maybe(values.quote)
    says: Date | None = maybe(values.edtf)
    wording: str | None = maybe(values.quote)
    supports: tuple[str, ...] = many(values.name)


def cited(value: Any) -> Citation:
    if not isinstance(value, Citation):
        raise ValueError("it must be a citation")
    return value


def citation() -> Any:
    return must(cited)


def cited_all(value: Any) -> tuple[Citation, ...]:
    return tuple(map(cited, value))


def citations() -> Any:
    return attrs.field(default=(), converter=_read_by(cited_all))
