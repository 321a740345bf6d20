"""A backup: the whole ledger in one new file, copied while others write, and verified before it
takes its name.

It is in rollback mode, so that to read it leaves no file beside it. To restore it is to copy it
back.
"""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from ledger import connection, whole_files
from ledger.errors import Damaged, Occupied
from ledger.store import Ledger, TreeHead
from ledger.verify import verify


def backup(ledger: Ledger, path: Path) -> TreeHead:
    """Copy a ledger as it is at this moment; returns the tree head of the copy.

    Raises `Occupied` where there is a file, `Damaged` when the copy does not verify, `DiskFull`,
    `Unsettled`, and `OSError` where no file can be made.
    """
    try:
        with whole_files.create_database(path, mode=0o600) as part:  # nobody else reads it, yet
            with connection.refusing(path):
                _copy(ledger, part)
            head = _verified(part, ledger)
            part.chmod(stat.S_IMODE(ledger.path.stat().st_mode))
    except FileExistsError as found:
        raise Occupied(Path(found.filename)) from None
    return head


def _copy(ledger: Ledger, part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        ledger.sql.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _verified(part: Path, source: Ledger) -> TreeHead:
    with Ledger.open(part, kept=source.kept) as copy, copy.bounded():
        failure = next(verify(copy), None)
        if failure:
            raise Damaged(source.path, str(failure))
        return copy.head()
