"""``attest``: add a source for or against an event."""

from cli.about_event import about_event

attest = about_event(
    "attest",
    "attestation",
    "Record one more source for or against EVENT.",
    "'#31' --stance disputes --source tass-2023-07-18 --says 2023-07-18",
)
