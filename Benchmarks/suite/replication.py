"""What is measured of replication: lag, catching up, a replica that hears nothing."""

import threading
import time

from beside import commit_mean, disk, loopback, percentiles
from harness.memory import Memory
from harness.metrics import Metrics
from harness.node import ADMIN_TOKEN
from harness.waiting import until

_HEAD, _SHOWN = "heliograph_head_position", "heliograph_board_position"


def lag(bench):
    """From the primary's 201 until a replica shows it, at 1, 100 and 1,000 events a second."""
    for keyed in (True, False):
        first, second = nodes = bench.cluster("fra-1", "muc-1", keyed=keyed)
        _paced(bench, first, second, 100, 1, 0.5)
        for rate, events, seconds in [(1, 1, 60), (100, 1, 30), (1000, 10, 30)]:
            before = Metrics(second)
            figures = _paced(bench, first, second, rate, events, 2 if bench.quick else seconds)
            _, commit = commit_mean(before, Metrics(second))
            yield {
                "keys": _keys(keyed), "rate": rate, "eventsInChange": events,
                "eventsPerSecond": figures["eventsPerSecond"],
                "changes": figures["changes"],
                **percentiles("lag", figures["lag"]), **percentiles("write", figures["write"]),
                "replicaCommitMean": commit, **percentiles("loopback", loopback())}
        bench.end(*nodes)


def catch_up(bench):
    """A fresh replica fetches the whole log, with and without writes at the primary."""
    assert bench.log
    fold = bench.spoken("fold", "--data", bench.log)
    copy = bench.figures("copy", "--data", bench.log, "--into", bench.folder / "copy")
    for keyed, writes in [(True, 0), (True, 50), (False, 0)]:
        first, second = nodes = bench.cluster(
            "fra-1", "muc-1", keyed=keyed, copied=True, start=False)
        bench.started(first).wait_ready(seconds=600).wait_writing()
        used = bench.cpu_seconds(first)
        with Paced(first, writes):
            bench.started(second).wait_alive()
            aim = Metrics(first).get(_HEAD)
            events = aim - Metrics(second).get(_HEAD)
            begun = time.monotonic()
            durable = _wait_for(second, _HEAD, aim) - begun
            shown = _wait_for(second, _SHOWN, aim) - begun
            used = bench.cpu_seconds(first) - used
        growing, over = disk(bench)
        yield {
            "keys": _keys(keyed), "wantedWriteRate": writes, "events": events,
            "durablePerSecond": events / durable, "shownPerSecond": events / shown,
            "seconds": shown,
            "replicaCPUMicroseconds": bench.cpu_seconds(second) / events * 1e6,
            "primaryCPUMicroseconds": used / events * 1e6,
            "copyPerSecond": copy["perSecond"],
            "foldPerSecond": fold["events"] / fold["seconds"],
            "syncsOverPerSecond": over, "syncsGrowingPerSecond": growing}
        bench.end(*nodes)


def stopped_replica(bench):
    """A replica that is stopped while events are recorded, beside one that is not."""
    rate, seconds = (1000, 2) if bench.quick else (1000, 50)
    first, second, third = nodes = bench.cluster("fra-1", "muc-1", "ber-1")
    _paced(bench, first, third, rate, 10, 1)
    for stopped in ("none", "muc-1"):
        if stopped == second.name:
            second.freeze()
        with Memory(first) as memory:
            figures = _paced(bench, first, third, rate, 10, seconds)
        row = {
            "stopped": stopped, "events": figures["changes"] * 10,
            "eventsPerSecond": figures["eventsPerSecond"],
            "mebibytesBefore": memory.seen[0], "mebibytesMost": max(memory.seen),
            "mebibytesAfter": memory.seen[-1],
            **percentiles("write", figures["write"]),
            **percentiles("otherLag", figures["lag"])}
        if stopped == second.name:
            begun = time.monotonic()
            second.thaw()
            aim = Metrics(first).get(_HEAD)
            row["caughtUpAfterSeconds"] = _wait_for(second, _SHOWN, aim) - begun
        yield row
    bench.end(*nodes)


class Paced:
    """A client that opens so many incidents a second while it is entered: at fixed moments, or as
    soon as the one before is answered."""

    def __init__(self, node, per_second):
        self._node, self._per_second = node, per_second
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    def __enter__(self):
        if self._per_second:
            self._thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        if self._per_second:
            self._thread.join(timeout=60)

    def _write(self):
        due = time.monotonic()
        while not self._ending.wait(max(0, due - time.monotonic())):
            self._node.api.incident("Object storage answers slowly")
            due += 1 / self._per_second


def _paced(bench, primary, replica, rate, events, seconds):
    return bench.figures(
        "lag", "--primary", primary.url, "--replica", replica.url, "--token", ADMIN_TOKEN,
        "--rate", rate, "--events", events, "--seconds", seconds)


def _wait_for(node, figure, aim):
    """When the node's figure first was at `aim`, or beyond."""
    until(lambda: Metrics(node).get(figure) >= aim, f"{node.name} has caught up", 600)
    return time.monotonic()


def _keys(keyed):
    return "CURVE" if keyed else "NULL"
