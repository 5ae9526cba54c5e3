"""A full disk, an I/O error at COMMIT, and an orderly end: what a running node does then."""

import contextlib
import shutil
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import zmq

from harness.api import assert_problem, assert_status
from harness.disk import SmallDisk, can_mount
from harness.load import Writers, missing
from harness.picture import verified
from harness.resources import lay_out
from harness.waiting import until

pytestmark = pytest.mark.faults


@pytest.mark.skipif(not can_mount(), reason="no file system can be mounted here (needs root)")
def test_a_full_disk_refuses_writes_with_507_and_takes_them_again_when_there_is_room(
        nodes, tmp_path):
    node = nodes.primary(start=False)
    disk = SmallDisk(node, tmp_path / "disk")
    node.start()
    sample = lay_out(node.api)
    kept = []
    disk.fill(but=65_536)
    for number in range(2000):
        answer = node.api.post("/components", json={"displayName": f"Nr {number} " + "x" * 900})
        if answer.status_code != 201:
            break
        kept.append((f"/components/{answer.json()['id']}", f"Nr {number} " + "x" * 900))
    assert_problem(answer, 507)
    for _ in range(5):
        long = {"displayName": "y" * 1000, "labels": {f"{i}": "z" * 1000 for i in range(60)}}
        assert_problem(node.api.post("/components", json=long), 507)
        assert_status(node.anonymous.get(f"/incidents/{sample.incident}"), 200)
    assert missing(node.anonymous, kept) == []
    assert node.probe("/healthz")[0] == 200
    # Many ask for the same change at once: who rests on what was not recorded is refused as well.
    with ThreadPoolExecutor(32) as clients:
        answers = list(clients.map(
            lambda _: node.api.patch(f"/components/{sample.component}",
                                     json={"displayName": "New name"}).status_code, range(128)))
    assert set(answers) == {507}
    disk.make_room()
    again = until(lambda: (a := node.api.post("/components", json={"displayName": "Room"}))
                  .status_code == 201 and a, "room to be noticed", 20)
    kept.append((f"/components/{again.json()['id']}", "Room"))
    assert missing(node.anonymous, kept) == []
    assert node.process.poll() is None


def traced(node, log):
    """Attaches strace, so that from now on every sync of a file fails with EIO."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-p", str(node.process.pid), "-e", "trace=fdatasync,fsync", "-e",
         "inject=fdatasync,fsync:error=EIO", "-o", "/dev/null"],
        stderr=open(log, "wb"), stdin=subprocess.DEVNULL)
    until(lambda: "attached" in log.read_text() or tracer.poll() is not None, "strace", 20)
    if tracer.poll() is not None:
        pytest.skip("strace cannot attach here: " + log.read_text()[:200])
    return tracer


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_an_io_error_at_commit_stops_the_node_and_acknowledges_nothing(nodes, tmp_path):
    node = nodes.primary()
    lay_out(node.api)
    tracer = traced(node, tmp_path / "strace.log")
    try:
        statuses = []

        def write():
            try:
                answer = node.api.post("/components", json={"displayName": "Of unknown fate"})
                statuses.append(answer.status_code)
            except OSError:
                statuses.append(None)
        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        code = node.process.wait(timeout=20)
    finally:
        tracer.terminate()
        tracer.wait(timeout=10)
    assert code != 0, node.log()
    assert all(status is None or status >= 500 for status in statuses), statuses
    node.start()
    verified(node)
    node.api.component("It writes again")


def test_sigterm_ends_a_node_in_good_order(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary)
    assert replica.stop() == 0
    assert primary.stop() == 0
    verified(primary)
    verified(replica)


def test_ctrl_c_ends_a_node_in_good_order(nodes):
    primary = nodes.primary()
    primary.process.send_signal(signal.SIGINT)
    assert primary.process.wait(timeout=10) == 0
    verified(primary)


def test_sigterm_under_load_ends_within_ten_seconds_and_loses_nothing(nodes):
    primary = nodes.primary()
    replica = nodes.replica(primary)
    with Writers(primary.api, 16) as writers:
        until(lambda: len(writers.acknowledged) > 200, "200 writes", 60)
        assert primary.stop() == 0
    assert {code for code, _ in writers.refused} <= {503}, writers.refused[:3]
    primary.start()
    assert missing(primary.api, writers.acknowledged) == []
    replica.wait_position(primary.position())
    assert replica.stop() == 0
    verified(primary)


def test_sigterm_does_not_wait_for_clients_that_do_nothing(nodes):
    primary = nodes.primary()
    host, port = primary.http.split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(5)]
    idle[0].sendall(b"GET /api/v1/components HTTP/1.1\r\nHost: x\r\n")
    idle[1].sendall(b"POST /api/v1/components HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")

    def ask():
        with contextlib.suppress(OSError):
            primary.anonymous.get("/components", headers={"Heliograph-Min-Position": "1:100000"})
    asked = threading.Thread(target=ask)
    asked.start()
    begun = time.monotonic()
    assert primary.stop(seconds=10) == 0
    assert time.monotonic() - begun < 10
    for connection in idle:
        connection.close()
    asked.join(timeout=30)


def test_a_broken_request_does_not_hurt_the_node(primary):
    host, port = primary.http.split(":")
    for junk in (b"\x00" * 1000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01" * 50,
                 b"GET /api/v1/components HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000,
                 b"POST /api/v1/components HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            try:
                connection.sendall(junk)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65_536):
                    pass
            except OSError:
                pass
    assert_status(primary.anonymous.get("/components"), 200)


def test_junk_on_the_replication_ports_does_not_hurt_the_node(nodes):
    primary = nodes.primary()
    replica = nodes.replica(primary)
    context = zmq.Context()
    try:
        dealer, other = context.socket(zmq.DEALER), context.socket(zmq.SUB)
        for sent_to in (dealer, other):
            sent_to.setsockopt(zmq.LINGER, 1000)
        dealer.connect(primary.control)
        other.connect(primary.publish)
        other.setsockopt(zmq.SUBSCRIBE, b"x" * 10_000)
        for junk in ([b""], [b"", b""], [b"x"], [b"\xff" * 100_000], [b"a"] * 50, [b"HG\x00\x01"]):
            dealer.send_multipart(junk)
        primary.api.component("Goes on")
        replica.wait_position(primary.position())
    finally:
        context.destroy(linger=1000)
    assert primary.process.poll() is None and replica.process.poll() is None
