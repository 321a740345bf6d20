"""Desks append to a register on two servers, of which one is the synchronous standby of the other,
while whatever can go wrong does: nothing that was acknowledged may be lost or be there twice, and
no copy may hold another history unless it said so.

A failover, again and again: the standby is cut off while desks append; the append that waits for it
is cancelled, which PostgreSQL calls a success; the primary is killed, or restarted and then
killed, or stopped, or left as it is beside the other; the standby is promoted, and the old
primary follows it. At some, a desk is killed (SIGKILL), the network is cut between an append and
its answer, and between all desks and both servers; the network is slow.

A notary signs what the standby has, is killed, and has a twin that was started by mistake; one of
the desks takes only what was signed.

Then histories that no honest failover makes: both servers take appends and wait for none; a backup
is restored. Every copy that has what the other history lacks must refuse it, and keep both heads.

A kill ends processes, not the machine, so the servers need not wait for the disk (``fsync=off``).
"""

import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
from desk_at_work import SIGNED, Desk, opening, signing
from figures import chosen, folder, found_wrong, milliseconds, quantile, report

from ledger.copy_errors import HistoryRewritten
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle
from projections.kept import tables
from projections.kept.ledgers import open_ledger
from shared import pulling
from shared.register import Register

sys.path.append(str(Path(__file__).parents[1]))  # where the suite has its servers
import clusters
import pairs
from pairs import Pair

SIZES = {"tiny": (1, 1), "small": (5, 1), "large": (200, 10)}  # failovers, forks of each kind
DESKS = ("kyiv", "rome", "oslo", "lima")  # the last of them takes only what was signed
# What a desk, or the notary's twin, may be told.
ALLOWED = {"NoConnection", "NotPrimary", "NoAnswer", "Unexpected", "Unwitnessed"}
OF_TWINS = {"NoConnection", "NotPrimary", "TwoNotaries", "OtherNotary"}
ENDS = ("killed", "restarted, then killed", "stopped", "left beside the new one")


@attrs.define
class Run:
    """A register, its desks, and what was seen and found wrong so far."""

    pair: Pair
    desks: list[Desk]
    notary: Desk
    twin: Desk
    chance: random.Random
    seen: Counter[str] = attrs.field(factory=Counter)
    faults: list[str] = attrs.field(factory=list)
    took: list[float] = attrs.field(factory=list)

    def fail_over(self, number: int) -> None:
        """Let everything happen that can happen at a failover."""
        pair, chance, old = self.pair, self.chance, self.pair.primary
        old.link.delay = chance.choice((0, 0, 0.002))
        if chance.random() < 0.5:
            old.front.cut_at, old.front.times = b"depositary.append", old.front.cuts + 1
        size = self._size()
        pairs.until(lambda: self._size() >= size + chance.randrange(5, 40), 30)
        old.link.cut()
        if pair.cancel_a_wait():
            self.seen["waits cancelled"] += 1
        time.sleep(chance.choice((0, 0.02, 0.2)))
        killed = chance.choice((*self.desks, None))
        if killed:
            killed.kill()
            self.seen["desks killed"] += 1
        kills_notary = chance.random() < 0.5
        if kills_notary:
            self.notary.kill()
            self.seen["notaries killed"] += 1
        how = ENDS[number % len(ENDS)]
        self.seen[f"old primaries {how}"] += 1
        if chance.random() < 0.3:
            for one in (pair.primary, pair.standby):
                one.front.cut()
            self.seen["all desks cut off"] += 1
        self._end(how)
        self.seen["answers cut off"] += old.front.cuts
        old.front.cuts, old.front.cut_at, old.link.delay = 0, b"", 0
        self.seen[f"came back by {pair.bring_back()}"] += 1
        if killed:
            killed.start(pair.address(killed.role))
        if kills_notary:
            self.notary.start(pair.address("notary", "standby"))
        pair.level()

    def _size(self) -> int:
        """How many events the register has."""
        [(size,)] = self.pair.primary.rows("SELECT size FROM depositary.ledger")
        return int(size)

    def _end(self, how: str) -> None:
        """End the primary in one way or another, and promote the standby."""
        old = self.pair.primary
        if how == "left beside the new one":
            self.pair.promote()
            time.sleep(0.3)  # desks go on at the one or the other, and wait
            old.cluster.stop("immediate")
        elif how == "stopped":
            old.cluster.stop("fast")
            self.pair.promote()
        else:
            old.cluster.kill()
            if how != "killed":
                old.start()
                time.sleep(0.1)
                old.cluster.kill()
            self.pair.promote()

    def check(self) -> None:
        """Hold what desks were told, and each of their copies, against the register."""
        with folder() as place:
            pulling.make(place / "end.db", self.pair.address(DESKS[0]))
            with open_ledger(place / "end.db", write=True, keep=False) as end:
                tables.rebuild(end)
                self.faults += found_wrong(end)
                ids = [row.id for row in end.rows()]
                self.seen["events in the end"] = len(ids)
                self.faults += ["an event is there twice"] * (len(ids) != len(set(ids)))
                for desk in self.desks:
                    self._check_log(desk, end, {one: n for n, one in enumerate(ids, start=1)})
                    for copy in desk.copies():
                        self._check_copy(desk, copy, end)
                self._check_notary(end)

    def _check_notary(self, end: Ledger) -> None:
        """Every head that was signed is one of the register; the twin signed none."""
        signed = [line["signed"] for line in self.notary.lines() if "signed" in line]
        notes = self.pair.primary.rows("SELECT note FROM depositary.signed_heads")
        heads = [checkpoints.parse(note) for (note,) in notes]
        signed += [[head.size, head.root.hex()] for head in heads]
        self.faults += [f"no prefix was signed: {one}" for one in signed if not _has(end, *one)]
        self.seen["heads signed"] = len({size for size, _ in signed})
        for line in self.twin.lines():
            self.seen["twins refused"] += line.get("refused", line.get("waits")) in (
                *("TwoNotaries", "OtherNotary"),
            )
            if line.get("refused", "TwoNotaries") not in OF_TWINS or "signed" in line:
                self.faults.append(f"the twin of the notary: {line}")
        for copy in self.notary.copies():
            with open_ledger(copy, write=True) as ledger:
                self.faults += [f"{copy.name} of the notary: {one}" for one in found_wrong(ledger)]

    def _check_log(self, desk: Desk, end: Ledger, positions: dict[str, int]) -> None:
        """What a desk was told: all of it is there, in its order, under the heads that it had."""
        last, expected, tried = 0, None, set[str]()
        contradicted = {line["copy"] for line in desk.lines() if "rewritten" in line}
        self.seen["contradictions told"] += len(contradicted)
        for line in desk.lines():
            if "tries" in line:
                expected = line["expect"]
                tried |= set(line["tries"])
            elif "refused" in line:
                self.seen[f"told {line['refused']}"] += 1
                if line["refused"] not in ALLOWED:
                    self.faults.append(f"{desk.role}: {line['said']}")
            elif "done" in line:
                self.seen["appends acknowledged"] += 1
                self.took.append(line["took"])
                if expected is not None and line["done"][0][1] != expected + 1:
                    self.faults.append(f"{desk.role}: #{expected + 1} was expected: {line}")
                for identity, position in line["done"]:
                    tried.discard(identity)
                    self.seen["events acknowledged"] += 1
                    if positions.get(identity) != position:
                        self.seen["lost"] += 1
                        self.faults.append(f"{desk.role}: #{position} {identity} was lost")
                    if position <= last:
                        self.faults.append(f"{desk.role}: #{position} came after #{last}")
                    last = position
                size, root = line["head"]
                if not _has(end, size, root) and line["copy"] not in contradicted:
                    self.faults.append(f"{desk.role}: a head of {size} events is no prefix")
        self.seen["unknown, and there"] += len(tried & positions.keys())
        self.seen["unknown or refused, and not there"] += len(tried - positions.keys())

    def _check_copy(self, desk: Desk, path: Path, end: Ledger) -> None:
        """A copy is the beginning of the register, and goes on; or it says that it is not."""
        with open_ledger(path, write=True) as ledger:
            self.faults += [f"{path.name} of {desk.role}: {one}" for one in found_wrong(ledger)]
            head = ledger.head()
            fork = not _has(end, head.size, head.root.hex())
            self.seen["copies"] += 1
            if self._refuses(ledger, desk) != fork:
                self.faults.append(f"{path.name} of {desk.role}: a fork is {fork}, unseen or not")
            self.seen["copies with what a failover took"] += fork
            if fork and desk.policy:
                self.faults.append(f"{path.name} of {desk.role} took what was not signed")

    def _refuses(self, ledger: Ledger, desk: Desk) -> bool:
        """Whether a copy refuses the register as it is now, and keeps both heads."""
        kept = set(ledger.path.parent.glob(f"{ledger.path.name}.contradiction-*"))
        try:
            with Register(self.pair.address(desk.role)) as register:
                pulling.pull(ledger, register)
        except HistoryRewritten as refusal:
            if not refusal.evidence.exists():
                self.faults.append(f"{refusal.evidence} was not kept")
            return True
        self.seen["copies that refused what became the same again"] += bool(kept)
        return False

    def forks(self) -> None:
        """Make histories that contradict each other, and look whether copies see it."""
        pair, (one, other) = self.pair, self.desks[:2]
        for desk in (one, other):
            desk.begin_anew()
            self._append(desk, pair.address(desk.role))
        with clusters.place() as restored:
            pairs.base_backup(pair.primary, restored.data)
            for desk in (one, other):
                self._append(desk, pair.address(desk.role))
            restored.start("-c synchronous_standby_names=''")
            self._must_refuse(one, restored, "went back")
            with folder() as place:
                late = Desk(other.role, place)
                for _ in range(5):
                    self._append(late, restored.url(other.role))
            self._must_refuse(one, restored, "was rewritten")
        pair.primary.set("synchronous_standby_names", "")
        pair.primary.link.cut()
        old = pair.promote()
        pair.primary.set("synchronous_standby_names", "")
        self._append(one, old.cluster.url(one.role))
        self._append(other, pair.primary.cluster.url(other.role))
        self._must_refuse(one, pair.primary.cluster, "was rewritten")
        self._must_refuse(other, old.cluster, "was rewritten")
        old.cluster.stop("immediate")
        pair.bring_back()
        pair.primary.set("synchronous_standby_names", "a, b")
        pair.level()

    def _append(self, desk: Desk, address: str) -> None:
        with desk.copy(address) as ledger:
            self.seen["numbers"] += 1
            ledger.append([signing(self.seen["numbers"], "apart")], by=desk.role)

    def _must_refuse(self, desk: Desk, there: clusters.Cluster, words: str) -> None:
        self.seen["forks"] += 1
        with open_ledger(desk.copies()[-1], write=True) as ledger:
            before = ledger.head()
            try:
                with Register(there.url(desk.role)) as register:
                    pulling.pull(ledger, register)
            except HistoryRewritten as refusal:
                if words in str(refusal) and refusal.evidence.exists() and before == ledger.head():
                    self.seen["forks seen"] += 1
                    return
            self.faults.append(f"a fork was not seen: the other {words}")


def _has(ledger: Ledger, size: int, root: str) -> bool:
    return size <= ledger.size and merkle.root_at(ledger.node, size).hex() == root


def measured(failovers: int, forks: int) -> Run:
    """Do everything on servers of its own."""
    with pairs.pair(DESKS) as pair, folder() as place:
        desks = [Desk(role, place / role) for role in DESKS]
        desks[-1].policy = SIGNED
        notary, twin = (Desk("notary", place / name) for name in ("notary", "twin"))
        run = Run(pair, desks, notary, twin, random.Random(1))
        with run.desks[0].copy(pair.address(DESKS[0])) as ledger:
            ledger.append(opening(), by="endurance")
        try:
            for desk in run.desks:
                desk.start(pair.address(desk.role))
            run.notary.start(pair.address("notary", "standby"))
            pairs.until(lambda: pair.primary.rows("SELECT 1 FROM depositary.signed_heads"), 30)
            run.twin.start(pair.address("notary", "standby"))
            for number in range(failovers):
                run.fail_over(number)
        finally:
            for desk in (*run.desks, notary, twin):
                desk.kill()
                if desk.ended_by_itself:
                    run.faults.append(f"{desk.folder.name}: its process ended by itself")
        run.check()
        for _ in range(forks):
            run.forks()
        return run


def main() -> None:
    failovers, forks = chosen(SIZES)
    if clusters.missing:
        print(f"Desks: left out, {clusters.missing}")
        return
    start = time.monotonic()
    run = measured(failovers, forks)
    report("Desks", _figures(run, failovers, time.monotonic() - start), run.faults)


def _figures(run: Run, failovers: int, seconds: float) -> dict[str, Any]:
    seen = run.seen

    def both(*names: str) -> str:
        return ", ".join(f"{seen[one]:,}" for one in names)

    took = [*(quantile(run.took, share) for share in (0.5, 0.99)), max(run.took)]
    return {
        "failovers, all with appends under way": failovers,
        "waits for the standby that were cancelled": seen["waits cancelled"],
        **{f"old primaries {how}": seen[f"old primaries {how}"] for how in ENDS},
        "came back by pg_rewind, by pg_basebackup": both(
            "came back by pg_rewind", "came back by pg_basebackup"
        ),
        "desks killed, times all were cut off": both("desks killed", "all desks cut off"),
        "connections cut between an append and its answer": seen["answers cut off"],
        "events acknowledged, in as many appends": both(
            "events acknowledged", "appends acknowledged"
        ),
        "acknowledged events that were lost": seen["lost"],
        "events of no answer: there, not there": both(
            "unknown, and there", "unknown or refused, and not there"
        ),
        "refused by --expect": seen["told Unexpected"],
        "an append, p50, p99, longest": ", ".join(map(milliseconds, took)),
        "copies": seen["copies"],
        "copies that had what a failover took, all refused": seen[
            "copies with what a failover took"
        ],
        "copies that refused what became the same again": seen[
            "copies that refused what became the same again"
        ],
        "heads signed, failovers at which the notary was killed": both(
            "heads signed", "notaries killed"
        ),
        "refusals of a second notary": seen["twins refused"],
        "forks made, seen": both("forks", "forks seen"),
        "seconds": round(seconds),
        "things wrong": len(run.faults),
    }


if __name__ == "__main__":
    main()
