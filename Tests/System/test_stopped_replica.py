"""A replica that is stopped while much is written: nobody waits for it, nothing is kept for it
without a bound, and it catches up."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.agreement import agree
from harness.api import assert_status
from harness.cluster import ClusterFile
from harness.memory import Memory
from harness.operator import told

pytestmark = pytest.mark.replication

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]
CLIENTS, CHANGES, TEXT_BYTES = 4, 5000, 8000
# Recorded before: until what a primary keeps at hand of its log is full.
WARM = 1100
# What is recorded meanwhile: kept for the replica without a bound, all of it and more.
RECORDED_MEBIBYTES = CHANGES * TEXT_BYTES / 2**20
# Live frames for a slow peer may take 256 times 64 KiB.
GROWTH_MEBIBYTES_MAX = 24


def test_a_stopped_replica_costs_no_memory_and_catches_up(nodes, figures):
    first, second, third = nodes.cluster(ClusterFile(nodes.folder, *NODES, keyed=True))
    path = f"/incidents/{first.api.incident()}"

    def describe(number):
        """Replaces a text, so that the boards do not grow."""
        body = {"description": f"Nr {number} ".ljust(TEXT_BYTES, "x")}
        answer = assert_status(first.api.patch(path, body), 204)
        if number % 50 == 0:
            wanted = {"Heliograph-Min-Position": answer.headers["Heliograph-Position"]}
            assert_status(third.anonymous.get("/phases", headers=wanted), 200)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(describe, range(WARM)))
        agree(first, second, third)
        second.freeze()
        before = told(first)["head"]
        with Memory(first) as memory:
            list(clients.map(describe, range(WARM, WARM + CHANGES)))
    assert told(first)["head"] == before + CHANGES
    third.wait_position(before + CHANGES)
    assert told(third)["condition"] == "streaming"
    growth = max(memory.seen) - memory.seen[0]
    figures(f"{RECORDED_MEBIBYTES:.0f} MiB recorded, memory grew by {growth:.1f} MiB")
    assert growth < GROWTH_MEBIBYTES_MAX < RECORDED_MEBIBYTES / 1.5
    second.thaw()
    second.wait_position(before + CHANGES)
    agree(first, second, third)
