"""Starting from a snapshot: quicker, and never another state than the log's (I7)."""

import re
import shutil
import time

import pytest

from harness.binary import run
from harness.load import Writers, missing
from harness.picture import verified
from harness.resources import lay_out
from harness.waiting import until


def said(node):
    """What the last start said of where it came from: (position or None, events folded)."""
    lines = re.findall(
        r"started (?:from snapshot at \d+:(\d+)|without a snapshot) in [\d.]+ s, folded (\d+) events",
        node.log(1000))
    assert lines, node.log(1000)
    position, folded = lines[-1]
    return (int(position) if position else None), int(folded)


def board(node):
    done = run("replay", "--data", node.data)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def stopped(nodes):
    """A primary that was stopped in good order, with some history."""
    primary = nodes.primary()
    sample = lay_out(primary.api)
    for number in range(10):
        primary.api.update(sample.incident, f"Nr {number}")
    primary.position_at_end = primary.position()
    assert primary.stop() == 0
    return primary


def shown(node):
    """What the API tells of everything."""
    return [node.anonymous.get(path).json() for path in ("/components", "/incidents", "/phases")]


def test_a_clean_stop_leaves_a_snapshot_and_the_next_start_uses_it(stopped):
    stopped.start()
    assert said(stopped) == (stopped.position_at_end, 0)
    stopped.api.component("It goes on")
    assert stopped.position() == stopped.position_at_end + 1
    verified(stopped)


def test_after_a_kill_the_rest_is_folded(stopped):
    stopped.start()
    stopped.api.component("After the snapshot")
    stopped.kill()
    stopped.start()
    assert said(stopped) == (stopped.position_at_end, 1)
    assert stopped.position() == stopped.position_at_end + 1


def test_a_replica_keeps_one_of_its_own(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary)
    replica.wait_position(primary.position())
    assert replica.stop() == 0
    replica.start()
    assert said(replica) == (primary.position(), 0)
    assert replica.stop() == 0 and primary.stop() == 0
    assert board(replica) == board(primary)


DAMAGES = {
    "nothing is left": lambda whole: b"",
    "cut off": lambda whole: whole[:-20],
    "half": lambda whole: whole[: len(whole) // 2],
    "a bit": lambda whole: whole[:200] + bytes([whole[200] ^ 4]) + whole[201:],
    "a newer format": lambda whole: whole[:8] + bytes([whole[8] + 1]) + whole[9:],
    "another fold": lambda whole: whole[:12] + b"\x7f" + whole[13:],
    "another program's file": lambda whole: b"SQLite format 3\0" + whole[16:],
}


@pytest.mark.faults
@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_one_costs_only_time_and_is_named(stopped, what):
    stopped.start()
    before = shown(stopped)
    assert stopped.stop() == 0
    file = stopped.data / "snapshot"
    file.write_bytes(DAMAGES[what](file.read_bytes()))
    stopped.start()
    assert said(stopped) == (None, stopped.position_at_end)
    assert len(re.findall("the snapshot is not used", stopped.log(1000))) == 1
    assert shown(stopped) == before
    assert stopped.stop() == 0
    stopped.start()
    assert said(stopped)[0] == stopped.position_at_end, "a good one took its place"


@pytest.mark.faults
def test_one_of_another_log_is_not_used(stopped, nodes, tmp_path):
    other = nodes.primary(name="other")
    other.api.component("Elsewhere")
    assert other.stop() == 0
    shutil.copy(other.data / "snapshot", stopped.data / "snapshot")
    stopped.start()
    assert said(stopped) == (None, stopped.position_at_end)
    assert "of another log" in stopped.log(1000)


def test_it_may_be_deleted_and_replay_and_verify_never_need_it(stopped):
    with_it = board(stopped)
    (stopped.data / "snapshot").unlink()
    assert board(stopped) == with_it
    verified(stopped)
    stopped.start()
    assert said(stopped) == (None, stopped.position_at_end)
    assert "the snapshot is not used" not in stopped.log(1000)


def trace(node):
    """Which file the snapshot is being written to, if there is one."""
    try:
        found = (node.data / "snapshot.new").stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


@pytest.mark.crash
def test_a_kill_while_it_is_written_loses_nothing(nodes):
    """SIGTERM, and SIGKILL as soon as the last snapshot is begun."""
    primary = nodes.primary()
    kept = []
    for _ in range(8):
        with Writers(primary.api, 4) as writers:
            until(lambda: len(writers.acknowledged) > 20, "some writes", 30)
        kept += writers.acknowledged
        before = trace(primary)
        primary.process.terminate()
        # Without a pause between two looks: it is written in a few milliseconds.
        deadline = time.monotonic() + 20
        while trace(primary) == before and primary.process.poll() is None:
            assert time.monotonic() < deadline, "it neither writes nor ends"
        primary.kill()
        primary.start()
        assert missing(primary.api, kept) == []
    assert primary.stop() == 0
    assert not (primary.data / "snapshot.new").exists()
    verified(primary)
