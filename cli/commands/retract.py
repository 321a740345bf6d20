"""``retract``: an event never happened: take it back."""

from cli.about_event import about_event

retract = about_event(
    "retract",
    "retraction",
    "Record that EVENT never happened.",
    "'#31' --reason 'No instrument was ever found'",
)
