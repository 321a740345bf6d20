"""Policies (c2sp.org/tlog-policy): whose signatures and cosignatures a tree head must have before
it is believed. One text, a line each, here for two witnesses of three::

    log example.org/register+84a9bfda+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea
    witness embassy-a KEY https://a.example.org/
    witness embassy-b KEY
    witness newsroom KEY
    group two-of-three 2 embassy-a embassy-b newsroom
    quorum two-of-three

A head is good that one of the logs signed, whose name is the head's origin, and that the quorum
cosigned. ``quorum none`` asks for no cosignature; where no log is named, anybody's head will do,
if the quorum cosigned it. A signature that is false in the name of a key that is listed spoils the
head (c2sp.org/signed-note, section "Signatures").
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from ledger.errors import MalformedProof
from ledger.transparency import cosignatures, signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.cosignatures import CosignerKey
from ledger.transparency.signed_notes import PublicKey

_NONE = "none"
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@attrs.frozen
class Witness:
    """A witness of a policy: its key, and the address at which it can be asked, if it has one."""

    key: CosignerKey
    address: str | None = None


@attrs.frozen
class Group:
    """Members, witnesses or other groups by their names, of which so many must have cosigned."""

    threshold: int
    members: tuple[str, ...]


@attrs.frozen
class Policy:
    """The keys of logs, the witnesses and groups by their names, and the name of what must have
    cosigned, ``none`` for nobody."""

    text: str
    logs: tuple[PublicKey, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str

    @property
    def asks(self) -> bool:
        """Whether there is any head that is not good."""
        return bool(self.logs) or self.quorum != _NONE

    def problem(self, head: Checkpoint) -> str | None:
        """Return why a head is not good; None when it is."""
        note = head.note
        if self.logs:
            named = [key for key in self.logs if key.name == head.origin]
            if not named:
                return f"it is of {head.origin}, and no log of that name is trusted"
            if found := signed_notes.problem(note, named):
                return found
        held: set[str] = set()
        for name, witness in self.witnesses.items():
            own = [one for one in head.signatures if witness.key.is_named_by(one)]
            if not all(witness.key.verifies(note.text, one) for one in own):
                return f"the cosignature of {witness.key.name} is not by its key"
            held.update([name] if own else [])
        if self._holds(self.quorum, held):
            return None
        by = ", ".join(sorted(held)) if held else "nobody that counts"
        return f"it is cosigned by {by}, and the quorum {self.quorum} is not reached"

    def _holds(self, name: str, held: set[str]) -> bool:
        if name == _NONE or name not in self.groups:
            return name == _NONE or name in held
        group = self.groups[name]
        return sum(self._holds(one, held) for one in group.members) >= group.threshold


def of_keys(keys: Sequence[PublicKey]) -> Policy:
    """Return the policy that a head be signed by one of some keys."""
    lines = [*(f"log {key}" for key in keys), f"quorum {_NONE}"]
    return parse("".join(f"{line}\n" for line in lines))


def parse(text: str) -> Policy:
    """Return the policy that a text is. Raises `MalformedProof`, with every fault."""
    found = _Read(text)
    faults = list(found.faults())
    if faults:
        raise MalformedProof("policy", "; ".join(faults))
    return Policy(text, tuple(found.logs), found.witnesses, found.groups, found.quorum or _NONE)


class _Read:
    """What was read of a policy so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.logs: list[PublicKey] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def faults(self) -> Iterator[str]:
        """Read the text, and yield all that is wrong with it."""
        if self._text and not self._text.endswith("\n"):
            yield "its last line has no end"
        lines: Mapping[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        for number, line in enumerate(self._text.split("\n"), start=1):
            words = [one for one in re.split("[ \t]+", line) if one]
            if not words or words[0].startswith("#"):
                continue
            try:
                if _UNWANTED.search(line):
                    raise ValueError("it has a control character")
                if words[0] not in lines:
                    raise ValueError(f"it begins with {words[0]!r}: {', '.join(lines)} are known")
                lines[words[0]](words[1:])
            except ValueError as problem:
                what = problem.problem if isinstance(problem, MalformedProof) else str(problem)
                yield f"line {number}: {what}"
        if self.quorum is None:
            yield "it has no line 'quorum NAME'"

    def _log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise ValueError("'log KEY [ADDRESS]' is expected")
        key = signed_notes.public_key(words[0])
        if any(one.public == key.public for one in self.logs):
            raise ValueError("a log has this key already")
        self.logs.append(key)

    def _witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise ValueError("'witness NAME KEY [ADDRESS]' is expected")
        name = self._new(words[0])
        key = cosignatures.public_key(words[1])
        if any(one.key.public == key.public for one in self.witnesses.values()):
            raise ValueError("a witness has this key already")
        self.witnesses[name] = Witness(key, words[2] if len(words) == 3 else None)

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise ValueError("'group NAME all|any|NUMBER MEMBER...' is expected")
        name, rule, *members = words
        name = self._new(name)
        for number, one in enumerate(members):
            if self._known(one) in self._members or one in members[:number]:
                raise ValueError(f"{one} is a member of a group already")
        needed = {"any": "1", "all": str(len(members))}.get(rule, rule)
        if not re.fullmatch("[1-9][0-9]{0,5}", needed) or int(needed) > len(members):
            raise ValueError(f"{rule!r} is neither all nor any nor a number up to {len(members)}")
        self._members.update(members)
        self.groups[name] = Group(int(needed), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1:
            raise ValueError("'quorum NAME' is expected")
        if self.quorum is not None:
            raise ValueError("a quorum is named already")
        self.quorum = words[0] if words[0] == _NONE else self._known(words[0])

    def _new(self, name: str) -> str:
        if name == _NONE or name in self.witnesses or name in self.groups:
            raise ValueError(f"the name {name} is taken")
        return name

    def _known(self, name: str) -> str:
        if name not in self.witnesses and name not in self.groups:
            raise ValueError(f"no line above names a witness or a group {name}")
        return name
