"""Say what to write for a date in words, or in a form that is no EDTF: "December 2023", "Q3 2023".

Nothing here is recorded as a date: it is asked where one is refused, and where a list of others is
made a proposal, which a person reads. English alone, and a small table: a parser of free text
guesses, and guesses silently.
"""

import re
from datetime import timedelta

from ledger.date_bounds import FIRST_DAY, LAST_DAY, bounds
from ledger.errors import MalformedDate

_LONGEST = 80
_MONTHS = dict(
    zip(
        (
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ),
        range(1, 13),
        strict=True,
    )
)
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items()} | {"sept": 9}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_PART = {"early": (1, 10), "mid": (11, 20), "late": (21, 0)}
_PART_MONTHS = {"early": ("01", "04"), "mid": ("05", "08"), "late": ("09", "12")}
_RELATIVE = re.compile(
    rf"(?:(?:last|next|this|past|coming|on) )?(?:week|month|year|{_WEEKDAY}|weekend|quarter|season)"
    r"|today|yesterday|tomorrow|now"
    r"|(?:\w+ ){1,3}(?:ago|later|earlier|before|after)"
    r"|(?:in )?(?:\w+ ){1,2}(?:days|weeks|months|years)"
)
_NOTHING = re.compile(
    r"(?:x{4}(?:-xx){0,2}[?~%]?|\.\.|\.\./\.\.|un(?:known|dated|clear)|n\.? ?d\.?)(?: date| day)?"
)
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})"
_NAMED = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_MONTH} {_YEAR}",
        rf"{_YEAR} {_MONTH}",
        rf"{_DAY}[ -]{_MONTH}[ -]{_YEAR}",
        rf"{_MONTH} {_DAY} {_YEAR}",
        rf"{_YEAR} {_MONTH} {_DAY}",
        r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[t ]\d{2}:.*",
    )
]


def advice(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a text that is no EDTF, and what to do; None where it tells
    nothing."""
    words = _plain(text)
    if len(words) > _LONGEST:
        return None
    if _RELATIVE.fullmatch(words):
        return (
            "it is counted from a day that it does not name",
            "work out the date; the source's own words go in a citation's wording",
        )
    if _NOTHING.fullmatch(words):
        return (
            "it says nothing of the day",
            "write ../2023-10 for a day by which it was done, such as that of the source",
        )
    if written := readings(text):
        which = ", whichever the source means" if len(written) > 1 else ""
        if len(written) == 3:
            written[1:] = [f"in the north {written[1]}", f"in the south {written[2]}"]
        return "it is not in EDTF", f"write {' or '.join(written)}{which}"
    return None


def readings(text: str) -> list[str]:
    """Return what a text may be in EDTF, each reading a date: one, several where it does not say
    which ("6/12/2023"), none where it tells nothing or counts from a day that it does not
    name."""
    words = _plain(text)
    if len(words) > _LONGEST or _RELATIVE.fullmatch(words):
        return []
    return [each for each in _written(words) if _is_date(each)]


def _plain(text: str) -> str:
    """Return a text in small letters, without what changes no date: commas, "the", "6th", a
    weekday."""
    words = re.sub(r"[\s,]+", " ", text.lower().replace("–", "-")).strip()
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words)
    words = re.sub(r"\b(?:the|of|in)\b ?", "", words) if re.search(r"\d", words) else words
    words = re.sub(r"^(early|mid|late)-", r"\1 ", words)
    words = re.sub(rf"\b({_MONTH[9:-1]})\.", r"\1", words)
    return re.sub(rf"^{_WEEKDAY} (?=.*\d)", "", words)


def _is_date(text: str) -> bool:
    try:
        bounds(text)
    except MalformedDate:
        return False
    return True


def _written(words: str) -> list[str]:
    """Return what the words may be in EDTF, each a date or nothing at all."""
    for pattern in _NAMED:
        if match := pattern.fullmatch(words):
            return [_joined(**match.groupdict())]
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", words, re.ASCII):
        one, other, year = match.groups()
        return list(dict.fromkeys((_joined(year, other, one), _joined(year, one, other))))
    return _part(words) or _years(words) or _qualified(words)


def _joined(year: str, month: str, day: str | None = None) -> str:
    number = _MONTHS.get(month) or int(month)
    return f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")


def _part(words: str) -> list[str]:
    """Return what a part of a year or of a month is: a season, a quarter, a half, "early 2024"."""
    if match := re.fullmatch(rf"({'|'.join(_SEASONS)}) (\d{{4}})", words, re.ASCII):
        code = _SEASONS[match[1]]
        return [f"{match[2]}-{each}" for each in (code, code + 4, code + 8)]
    if match := re.fullmatch(
        r"(?:winter|summer) (\d{2})(\d{2})[/-](?:\1)?(\d{2})", words, re.ASCII
    ):
        return [f"{match[1]}{match[2]}-12/{match[1]}{match[3]}-03"]
    named = re.sub(r"\b(first|second|third|fourth|last)\b", lambda m: str(_ORDINALS[m[1]]), words)
    named = re.sub(r"^(\d) (q)uarter |^(\d) (h)alf ", r"\2\4\1\3 ", named)
    named = re.sub(r"^(\d{4})[ -]?([qh]\d)$", r"\2 \1", named)
    if match := re.fullmatch(r"(?:q([1-4])|h([12]))[ /-]?(\d{4})", named, re.ASCII):
        return [f"{match[3]}-{32 + int(match[1]) if match[1] else 39 + int(match[2])}"]
    if match := re.fullmatch(rf"(early|mid|late) (?:{_MONTH} )?{_YEAR}", words, re.ASCII):
        part, year = match[1], match["year"]
        if not match["month"]:
            first, last = _PART_MONTHS[part]
            return [year, f"{year}-{first}/{year}-{last}"]
        month = _joined(year, match["month"])
        if not _is_date(month):
            return []
        start, end = _PART[part]
        return [month, f"{month}-{start:02}/{month}-{end or bounds(month)[1].day:02}"]
    return []


def _years(words: str) -> list[str]:
    """Return what a decade, a century, a span of years or another way to leave digits open is."""
    if match := re.fullmatch(r"(\d{2})(\d)0'?s", words, re.ASCII):
        decade = f"{match[1]}{match[2]}X"
        return [decade, f"{match[1]}XX"] if match[2] == "0" else [decade]
    if match := re.fullmatch(r"(\d{1,2}) century", words, re.ASCII):
        return [f"{100 * int(match[1]) - 99:04}/{100 * int(match[1]):04}"]
    if match := re.fullmatch(r"(\d{4}) ?- ?(\d{4})", words, re.ASCII):
        return [f"{match[1]}/{match[2]}"]
    if match := re.fullmatch(r"([\dx-]+[?~%]?)\.\.([\dx-]+[?~%]?)", words, re.ASCII):
        return [f"{match[1]}/{match[2]}".upper()]
    if re.fullmatch(r"[\dux]{4}(-[\dux]{2}){0,2}", words, re.ASCII):
        return [words.replace("u", "X").replace("x", "X")]
    if match := re.fullmatch(
        r"(.*\d[?~%]?) ?/ ?(?:open|unknown)?|(?:open|unknown)? ?/ ?(.*\d)", words
    ):
        return [f"{match[1]}/.." if match[1] else f"../{match[2]}"]
    return []


def _qualified(words: str) -> list[str]:
    """Return what "about", "by", "before", "since", "after", "between" and "or" make of a date."""
    words = re.sub(r"^(?:circa|about|around|approximately|ca\.?|c\.) ?", "~ ", words)
    words = re.sub(r"^(?:by|until|no later than|not later than|at latest) ", "by ", words)
    words = re.sub(r"^(?:since|from|no earlier than|not before) ", "since ", words)
    if match := re.fullmatch(r"(?:(between)|from|since) (.+) (?:and|to|until) (.+)", words):
        between = "[{}..{}]" if match[1] else "{}/{}"
        return [between.format(low, high) for low in _one(match[2]) for high in _one(match[3])]
    if match := re.fullmatch(r"(.+) or (.+)", words):
        return [f"[{one},{other}]" for one in _one(match[1]) for other in _one(match[2])]
    how, _, rest = words.partition(" ")
    if how not in ("~", "by", "since", "before", "after"):
        return [end + mark for end, mark in _marked(words)]
    return [_with(how, each) for each in _one(rest)]


def _one(words: str) -> list[str]:
    """Return a date that stands inside of other words: as it is, or as its own words say."""
    return [words.upper()] if _is_date(words.upper()) else _written(words)[:1]


def _with(how: str, written: str) -> str:
    """Return a date with what a word before it says of it; nothing where that is no date."""
    if not _is_date(written):
        return ""
    earliest, latest = bounds(written)
    match how:
        case "~":
            return f"{written}~"
        case "by":
            return f"../{written}"
        case "since":
            return f"{written}/.."
        case "before" if earliest > FIRST_DAY:
            return f"../{earliest - timedelta(days=1)}"
        case "after" if latest < LAST_DAY:
            return f"{latest + timedelta(days=1)}/.."
    return ""


def _marked(words: str) -> list[tuple[str, str]]:
    """Return a date whose qualifiers stand inside of it or before it: EDTF level 2 has them, and
    here they stand at its end."""
    marks = set(re.findall(r"[?~%]", words))
    bare = re.sub(r"[?~%]", "", words).upper()
    if not re.fullmatch(r"[\dX]{4}(-[\dX]{2}){0,2}", bare, re.ASCII):
        return []
    return [(bare, marks.pop() if len(marks) == 1 else "%" if marks else "")]
