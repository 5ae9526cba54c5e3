"""Changes a stopped node's log by hand, around the triggers that forbid it."""

import contextlib
import hashlib
import sqlite3


def database(node):
    """The file that holds a node's log."""
    return node.data / "log.sqlite"


@contextlib.contextmanager
def opened(node):
    """The log, without its triggers while it is open; they are put back as they were."""
    connection = sqlite3.connect(database(node))
    connection.isolation_level = None
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    try:
        yield connection
    finally:
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def change(node, statement, *values):
    """Runs one statement, which must hit exactly one row."""
    with opened(node) as connection:
        hit = connection.execute(statement, values).rowcount
    assert hit == 1, f"{statement} has hit {hit} rows"


def digest(folder):
    """The names and contents of all files of a folder.

    Left out is what SQLite makes to read a database in WAL mode: its shared memory, and a
    write-ahead log in which nothing is.
    """
    files = [f for f in sorted(folder.rglob("*")) if f.is_file() and not f.name.endswith("-shm")]
    return {
        str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in files if not (f.name.endswith("-wal") and f.stat().st_size == 0)}
