"""``retract``: an event was recorded in error: take it back."""

from cli.about_event import about_event

retract = about_event(
    "retract",
    "retraction",
    "Say that EVENT was recorded in error.",
    "'#31' --reason 'No instrument was ever found'",
)
