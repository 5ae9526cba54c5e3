"""The sockets of replication under fire: who may speak, and what garbage does (I11)."""

import os
import socket

import pytest
import zmq

from harness.load import Writers
from harness.metrics import Metrics
from harness.resources import lay_out
from harness.strangers import NULL, garbage, is_let_in, throw, with_key, with_password
from harness.waiting import until

pytestmark = pytest.mark.replication

def resident(node):
    """KiB of memory that the node's process holds."""
    with open(f"/proc/{node.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def connections(node):
    """How many files and sockets the node's process holds."""
    return len(os.listdir(f"/proc/{node.process.pid}/fd"))


@pytest.fixture
def pair(nodes):
    """A primary with a replica that follows it."""
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary)
    replica.wait_position(primary.position())
    return primary, replica


def test_only_peers_without_a_key_are_let_in_at_loopback_and_each_is_counted(pair):
    primary, replica = pair
    for endpoint, kind in ((primary.publish, zmq.SUB), (primary.control, zmq.DEALER)):
        assert is_let_in(endpoint, kind, lambda peer: None)
        assert not is_let_in(endpoint, kind, with_password)
        assert not is_let_in(endpoint, kind, with_key)
    assert Metrics(primary).get(
        "heliograph_replication_authentications_total", result="loopback") >= 4
    assert Metrics(replica).get(
        "heliograph_replication_authentications_total", result="loopback") >= 2


@pytest.mark.timeout(300)
def test_garbage_reaches_nobody_and_is_not_kept(pair):
    primary, replica = pair
    ports = (primary.publish, primary.control)
    for seed in range(100):
        throw(ports[seed % 2], garbage(seed))
    before = resident(primary)
    with Writers(primary.api, 2):
        for seed in range(100, 1100):
            throw(ports[seed % 2], garbage(seed))
    replica.wait_position(primary.position())
    assert resident(primary) - before < 60_000, "some 50 MB were thrown at it: are they kept?"


@pytest.mark.timeout(120)
def test_connections_that_say_nothing_are_hung_up_on(pair):
    primary, replica = pair
    usual = connections(primary)
    silent = []
    for number in range(300):
        host, port = (primary.publish, primary.control)[number % 2].removeprefix("tcp://").split(":")
        connection = socket.create_connection((host, int(port)), timeout=60)
        connection.sendall(NULL[:number % 64])
        silent.append(connection)
    position = primary.api.post("/components", {
        "displayName": "While they wait", "labels": {}})
    assert position.status_code == 201, position.text
    replica.wait_position(primary.position())
    for connection in silent:
        while connection.recv(1000):
            pass
        connection.close()
    until(lambda: connections(primary) < usual + 20, "the connections are gone")
