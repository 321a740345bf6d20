"""An article as it is read, and an act of one participant in one program, as one sentence of it
tells of it.
"""

from datetime import date

import attrs

from intake.articles.dating import Dated
from intake.articles.items import Act, Actor
from intake.articles.moods import Mood
from intake.articles.sentences import Sentence

LAUNCH = "launch"  # of something for a participant: no act in a program
JOINING = ("signing", "consent", "endorsement", "admission", "joining")  # what acts of joining give


@attrs.frozen
class Article:
    """An article: its text, the day on which it came out, and the ``speaker``: where its publisher
    is an organ of a state, the state that "we" are."""

    text: str
    published: date
    speaker: str | None = None


@attrs.frozen
class Finding:
    """An act of one participant in one program, as one sentence tells of it.

    ``act`` is the word for it, which gives a type of event; ``place`` is that of the form in the
    text (half-open); ``doubt`` says why it deserves a look (None: it is ready). Of a launch for the
    participant, ``beside`` has who launched it, where that is said, and what; it is in no program.
    """

    sentence: Sentence
    form: str
    act: Act
    actor: Actor
    program: str
    mood: Mood
    dated: Dated
    place: tuple[int, int]
    doubt: str | None
    beside: tuple[str, ...] = ()

    @property
    def gives(self) -> str:
        """The type of event that it is, or "joining" where the program decides."""
        return self.act.gives


@attrs.frozen
class Unclear:
    """A name of which nothing is proposed: the ids of the participants that it ``may_be``, or, if
    it is one, what else it may be; and the first sentence that has it."""

    name: str
    may_be: tuple[str, ...]
    sentence: Sentence
