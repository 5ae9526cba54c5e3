"""What a node says when it cannot start: one line, what to do, and nothing touched."""

import os
import shutil
import socket
import sqlite3

import pytest

from harness.binary import refused
from harness.node import Node
from harness.ports import free_port
from harness.resources import lay_out
from harness.tampering import database, digest

pytestmark = pytest.mark.faults


def refusal(node, *names):
    """Starts a node that must not start; its reason is short and names each of `names`."""
    said = refused(*node.arguments)
    errors = [line for line in said.splitlines() if line.strip()]
    assert len(errors) <= 3, said
    for name in names:
        assert str(name) in said, f"{name!r} is not named in: {said}"
    return said


def test_a_folder_has_one_process(nodes):
    first = nodes.primary()
    first.api.component("Of the first")
    second = Node(nodes.folder, "primary", name="primary")
    refusal(second, first.data)
    replica = Node(nodes.folder, "replica", primary=first, name="primary")
    refusal(replica, first.data)
    first.api.component("The first goes on")
    first.kill()
    first.start()  # a lock that a killed process leaves behind is none


@pytest.mark.parametrize("which", ["http", "publish", "control"])
def test_a_port_in_use_is_named(nodes, which):
    node = nodes.primary(start=False)
    address = getattr(node, which).removeprefix("tcp://")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(address.split(":")[1])))
        taken.listen()
        refusal(node, address.split(":")[1])


def test_an_unreadable_folder_is_named(nodes):
    node = nodes.primary(start=False)
    node.data.write_text("a file where the folder should be")
    refusal(node, node.data)
    assert node.data.read_text() == "a file where the folder should be"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_named(nodes):
    node = nodes.primary()
    assert node.stop() == 0
    node.data.chmod(0)
    try:
        refusal(node, node.data)
    finally:
        node.data.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_named(nodes):
    node = nodes.primary(start=False)
    node.arguments[node.arguments.index("--data") + 1] = "/proc/heliograph"
    refusal(node, "/proc/heliograph")


def test_the_folder_is_created_for_its_owner_only(nodes):
    node = nodes.primary()
    assert node.data.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("wrong", ["nonsense", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", ""])
def test_a_malformed_address_is_refused(nodes, wrong):
    node = Node(nodes.folder, "primary")
    node.arguments[node.arguments.index(node.http)] = wrong
    refused(*node.arguments)


@pytest.mark.parametrize("which", ["publish", "control"])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "*", "[::]", "example.org"])
def test_replication_listens_on_loopback_only(nodes, which, host):
    node = Node(nodes.folder, "primary")
    address = f"tcp://{host}:{free_port()}"
    node.arguments[node.arguments.index(getattr(node, which))] = address
    said = refused(*node.arguments)
    assert "loopback" in said.lower(), said


def test_a_replica_connects_to_loopback_only(nodes):
    primary = Node(nodes.folder, "primary")
    primary.publish = f"tcp://192.0.2.1:{free_port()}"
    said = refused(*Node(nodes.folder, "replica", primary=primary).arguments)
    assert "loopback" in said.lower(), said


@pytest.mark.parametrize("address", ["inproc://x", "ipc:///tmp/x", "udp://127.0.0.1:7000", "x"])
def test_replication_speaks_tcp_only(nodes, address):
    node = Node(nodes.folder, "primary")
    node.arguments[node.arguments.index(node.publish)] = address
    refused(*node.arguments)


@pytest.fixture
def stopped(nodes):
    """A primary with a log that has been stopped in good order."""
    node = nodes.primary()
    lay_out(node.api)
    assert node.stop() == 0
    return node


def untouched(node, *names):
    """The node refuses to start and leaves every byte of the log alone."""
    before = digest(node.data)
    said = refusal(node, *names)
    after = digest(node.data)
    # The lock says who has tried last; whoever tries takes it.
    assert {n: after.get(n) for n in before if n != "lock"} == {
        n: value for n, value in before.items() if n != "lock"}
    return said


def test_a_foreign_database_is_left_alone(nodes):
    node = nodes.primary(start=False)
    node.data.mkdir(mode=0o700)
    with sqlite3.connect(database(node)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.execute("INSERT INTO recipes VALUES ('Bread')")
    other.close()
    untouched(node, database(node))


def test_a_foreign_database_with_tables_of_the_same_names_is_left_alone(nodes):
    node = nodes.primary(start=False)
    node.data.mkdir(mode=0o700)
    with sqlite3.connect(database(node)) as other:
        other.execute("PRAGMA application_id = 1234567")
        other.execute("CREATE TABLE events (position INTEGER)")
    other.close()
    untouched(node, database(node))


def test_a_file_that_is_no_database_is_left_alone(nodes):
    node = nodes.primary(start=False)
    node.data.mkdir(mode=0o700)
    database(node).write_bytes(b"Dear diary, " * 5000)
    untouched(node, database(node))


def test_a_newer_format_is_left_alone(stopped):
    with sqlite3.connect(database(stopped)) as log:
        version, = log.execute("PRAGMA user_version").fetchone()
        log.execute(f"PRAGMA user_version = {version + 1}")
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log.close()
    said = untouched(stopped, database(stopped))
    assert "newer" in said.lower(), said


@pytest.mark.parametrize("part", [0.4, 0.9])
def test_a_torn_database_is_left_alone(stopped, part):
    whole = database(stopped).read_bytes()
    with sqlite3.connect(database(stopped)) as log:
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log.close()
    whole = database(stopped).read_bytes()
    database(stopped).write_bytes(whole[:int(len(whole) * part)])
    untouched(stopped)


def test_a_database_with_a_broken_page_is_left_alone(stopped):
    with sqlite3.connect(database(stopped)) as log:
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root, = log.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()
        size, = log.execute("PRAGMA page_size").fetchone()
    log.close()
    with open(database(stopped), "r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x00" * size)
    untouched(stopped)


def test_a_replica_does_not_take_over_the_folder_of_a_primary(stopped, nodes):
    # The log of a primary may become a replica's only if it follows that very log.
    other = nodes.primary(name="other")
    shutil.copytree(stopped.data, nodes.folder / "copy")
    replica = nodes.replica(other, name="copy", start=False)
    replica.start(ready=False)
    try:
        replica.wait_alive()
    except AssertionError:
        assert replica.process.returncode > 0
        return
    assert replica.probe("/readyz")[0] == 503
