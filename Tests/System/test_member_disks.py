"""One member's disk is full: the others go on, and it says so."""

import pytest

from harness.agreement import account, prove
from harness.api import assert_problem
from harness.cluster import ClusterFile
from harness.disk import SmallDisk, can_mount
from harness.load import ClusterWriters
from harness.operator import promote, status, told
from harness.traffic import Traffic
from harness.waiting import until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not can_mount(), reason="no file system can be mounted here (needs root)")]

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]
ALL_REGIONS = {"required_regions": "[fra, muc, ber]"}


@pytest.fixture
def with_small_disk(nodes, tmp_path):
    """Three members, of which one has a small disk: (members, disk)."""
    def make(name):
        disks = []

        def prepare(node):
            if node.name == name:
                disks.append(SmallDisk(node, tmp_path / "disk", "12m"))
        members = nodes.cluster(
            ClusterFile(nodes.folder, *NODES, **ALL_REGIONS), prepare=prepare)
        return members, disks[0]
    return make


def go_on(load, count=30):
    load.mark()
    until(lambda: load.since_mark() >= count, "writes go on", 60)


def test_a_replica_with_a_full_disk_says_so_and_catches_up(with_small_disk, figures):
    members, disk = with_small_disk("muc-1")
    first, second, third = members
    with Traffic(members) as traffic, ClusterWriters(members, pause=0.02) as load:
        go_on(load)
        disk.fill(but=65_536)
        stuck = until(lambda: [p for p in told(second)["problems"] if "disk" in p["reason"]],
                      "it says that its disk is full", 30)
        here = told(second)["head"]
        go_on(load)
        third.wait_position(told(first)["head"])
        assert told(second)["head"] <= here + 1 and "muc-1" in status(first)
        disk.make_room()
        second.wait_position(told(first)["head"])
        go_on(load)
    prove(*members)
    assert load.failures == [] and traffic.failed == []
    assert account(load.receipts, *members) == []
    figures(f"it said: {stuck[0]['reason']}")


def test_a_primary_with_a_full_disk_hands_over_and_writing_goes_on(with_small_disk, figures):
    members, disk = with_small_disk("fra-1")
    first, second, third = members
    with Traffic(members) as traffic, ClusterWriters(members, pause=0.02) as load:
        go_on(load)
        disk.fill(but=65_536)
        until(lambda: any(code == 507 for code, _ in load.failures), "the disk is full", 30)
        assert_problem(first.api.post("/components", {"displayName": "Full"}), 507)
        done = promote(second, third)
        assert done.returncode == 0, done
        second.wait_writing()
        go_on(load)
        third.wait_position(told(second)["head"])
        assert told(first)["role"] == "replica"
        disk.make_room()
        first.wait_position(told(second)["head"])
    prove(*members)
    assert {code for code, _ in load.failures} <= {507}
    assert traffic.failed == []
    assert account(load.receipts, *members) == []
    figures(f"{len(load.failures)} writes answered 507")


@pytest.mark.xfail(strict=True, reason="the primary's own full disk is no problem of its status")
def test_a_primary_with_a_full_disk_says_so(with_small_disk):
    (first, _, _), disk = with_small_disk("fra-1")
    disk.fill(but=65_536)
    refused = first.api.post("/components", {"displayName": "Full"})
    assert_problem(refused, 507)
    assert any("disk" in problem["reason"] for problem in told(first)["problems"])
