"""``correct``: an event was recorded wrong, and should read otherwise."""

from cli.about_event import about_event

correct = about_event(
    "correct",
    "correction",
    "Record that EVENT was recorded wrong, and how it should read.",
    "'#31' --set occurred_on=2023-09-01 --reason 'The agency gives the day'",
)
