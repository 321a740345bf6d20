"""Remedies of refusals, in the words of the command line."""

from collections.abc import Mapping

import attrs

from ledger.errors import Fault, MalformedEvent, Refusal, Remedy

WORDS: Mapping[str, str] = {
    Remedy.ADD_PROGRAM: "add it with 'depositary append program', or see 'depositary status'",
    Remedy.ADD_PARTICIPANT: (
        "add it with 'depositary append participant', or use its ISO 3166 code, if any"
    ),
    Remedy.ADD_SOURCE: "add it with 'depositary append source', or give --source-url",
    Remedy.ADD_DOCUMENT: "add it with 'depositary append document'",
    Remedy.ADD_MILESTONE: "add it with 'depositary append milestone', or give a date",
    Remedy.SEE_PROGRAMS: "see 'depositary status', or use an ISO 3166 code",
    Remedy.SEE_TYPES: "see 'depositary append --help'",
    Remedy.SEE_CHECKS: "see 'depositary check --help'",
    Remedy.MAKE_PROOF: "get it again, or make one with 'depositary prove'",
    Remedy.MAKE_CONSISTENCY_PROOF: (
        "get it again, or make one with 'depositary prove --since HEAD'"
    ),
    Remedy.MAKE_HEAD: "get it again, or make one with 'depositary head'",
    Remedy.MAKE_PUBLIC_KEY: (
        "it is one line, made by 'depositary keygen' in the file that ends in .pub"
    ),
    Remedy.MAKE_PRIVATE_KEY: "it is one line, made by 'depositary keygen'",
    Remedy.COMPARE_HEAD: "see what 'depositary verify --head' says of it",
    Remedy.NAME_ORIGIN: "give one with --origin",
    Remedy.ARCHIVE_TEXT: "add it with 'depositary archive FILE --source SOURCE'",
    Remedy.ERASE_TEXT: (
        "if that text is wrong, take it away with 'depositary archive --erase SOURCE'"
    ),
    Remedy.MAKE_LEDGER: "make one with 'depositary init'",
    Remedy.OTHER_PATH: "choose another path with --db",
    Remedy.MAKE_TABLES: "make its tables again with 'depositary rebuild'",
    Remedy.SEE_POLICY: "see docs/witnesses.md for how one is written",
    Remedy.APPEND_UPSTREAM: "append there, then 'depositary pull' here",
    Remedy.MAKE_COPY: "make one with 'depositary copy ADDRESS', in a file of its own (--db)",
    Remedy.PUSH_DRAFTS: "send them with 'depositary push', or drop them with its --drop",
}


def said_of(problem: Exception) -> str:
    """Return what to say of a refusal, also of the system's; any other problem is a defect, and
    raised on."""
    if isinstance(problem, Refusal):
        return told(problem)
    if isinstance(problem, OSError) and problem.strerror:
        name = f"{problem.filename}: " if problem.filename else ""
        return f"{name}{problem.strerror.lower()}: check the path and its permissions"
    raise problem


def told(refusal: Refusal) -> str:
    """Return what to say of a refusal, in one line."""
    if isinstance(refusal, MalformedEvent):
        return "; ".join(map(of_fault, refusal.faults))
    words = WORDS.get(refusal.remedy)
    return refusal.with_remedy(words) if words else str(refusal)


def of_fault(fault: Fault) -> str:
    """Return what to say of a fault of an event."""
    return str(attrs.evolve(fault, remedy=WORDS.get(fault.remedy, fault.remedy)))
