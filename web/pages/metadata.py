"""What machines are told of a page: schema.org's `Dataset` in JSON-LD, for search engines, and the
list of all pages (sitemap).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree as xml

from web.pages.imprint import Imprint, Named
from web.pages.take_away import Cite

Json = dict[str, Any]
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LONGEST_SITEMAP = 50_000  # addresses, as its definition has it
_ABOUT = {  # schema.org's types for kinds of participants
    "state": "Country",
    "territory": "AdministrativeArea",
    "subnational": "AdministrativeArea",
    "agency": "GovernmentOrganization",
    "university": "CollegeOrUniversity",
    "ngo": "NGO",
    "unknown": "Thing",
}
_ELSEWHERE = {"wikidata": "https://www.wikidata.org/entity/", "ror": "https://ror.org/"}


def dataset(
    imprint: Imprint, cited: Cite, description: str, files: Iterable[str], **more: Any
) -> Json:
    """Return what a page with data is, as `schema.org/Dataset` has it."""
    at = imprint.at(cited.path) or ""
    return _whole(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": cited.title,
            "description": description,
            "url": imprint.at(cited.path),
            "version": f"#{cited.answer.position}",
            "identifier": str(cited.answer),
            "dateModified": cited.asked.known_on.isoformat(),
            "isAccessibleForFree": True,
            "license": _licence(imprint.licence),
            "publisher": _publisher(imprint.publisher),
            "creator": _publisher(imprint.publisher),
            "includedInDataCatalog": catalog(imprint),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": "text/csv" if file.endswith(".csv") else "application/json",
                    "contentUrl": f"{at}{file}",
                }
                for file in files
            ],
            **more,
        }
    )


def catalog(imprint: Imprint) -> Json:
    """Return what the site as a whole is."""
    return _whole(
        {
            "@type": "DataCatalog",
            "name": imprint.title,
            "url": imprint.url,
            "license": _licence(imprint.licence),
            "publisher": _publisher(imprint.publisher),
        }
    )


def subject(kind: str, name: str, identity: str, same_as: Iterable[str]) -> Json:
    """Return whom a page is about; a state by its ISO 3166 code."""
    return _whole(
        {
            "@type": _ABOUT.get(kind, "Organization"),
            "name": name,
            "identifier": identity,
            "sameAs": elsewhere(same_as),
        }
    )


def elsewhere(same_as: Iterable[str]) -> list[str]:
    """Return the addresses of ids elsewhere, of those that lead to a page by themselves."""
    apart = (one.partition(":") for one in same_as)
    return [_ELSEWHERE[scheme] + rest for scheme, _, rest in apart if scheme in _ELSEWHERE]


def _licence(of: Named | None) -> str | None:
    return (of.url or of.name) if of else None


def _publisher(of: Named | None) -> Json | None:
    return _whole({"@type": "Organization", "name": of.name, "url": of.url}) if of else None


def _whole(fields: Json) -> Json:
    """Return the fields that say something."""
    return {key: value for key, value in fields.items() if value not in (None, [], "")}


def sitemap(pages: Sequence[tuple[str, date]]) -> bytes:
    """Return the list of the addresses of pages, each with the day on which it changed last."""
    root = xml.Element("urlset", xmlns=_SITEMAP)
    for address, changed in pages[:LONGEST_SITEMAP]:
        one = xml.SubElement(root, "url")
        xml.SubElement(one, "loc").text = address
        xml.SubElement(one, "lastmod").text = changed.isoformat()
    xml.indent(root, space="")
    return b"%b\n" % xml.tostring(root, encoding="utf-8", xml_declaration=True)
