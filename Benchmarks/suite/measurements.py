"""What is measured. Each function yields rows: figures by name, always with what limits them."""

import json
import subprocess
import time
from pathlib import Path

import promotion
import replication
from beside import beside, commit_mean, disk, percentiles
from harness.metrics import Metrics


def append(bench):
    """Durable commands at CommandHandler, 1 and 64 writers, beside the disk's own syncs."""
    assert bench.log
    for writers, commands in [(1, 2000), (64, 25_600)]:
        before = disk(bench)
        figures = bench.figures(
            "append", "--data", bench.log, "--writers", writers, "--commands",
            bench.count(commands))
        yield {
            "writers": writers, **beside(figures["perSecond"], before, disk(bench)),
            "cpuMicroseconds": figures["cpuMicroseconds"],
            **percentiles("receipt", figures["milliseconds"]),
            **percentiles("commit", figures["commit"]),
            **percentiles("checkpoint", figures["checkpoint"])}


def http_writes(bench):
    """POST over HTTP, 1 and 64 connections, beside the disk's own syncs."""
    node = bench.primary()
    for connections, requests in [(1, 1000), (64, 12_800)]:
        before, used = disk(bench), bench.cpu_seconds(node)
        figures = bench.figures(
            "load", "--url", node.url, "--connections", connections, "--requests",
            bench.count(requests))
        used = bench.cpu_seconds(node) - used
        yield {
            "connections": connections,
            **beside(figures["perSecond"], before, disk(bench)),
            "cpuMicroseconds": used / figures["requests"] * 1e6,
            "clientCPUMicroseconds": figures["clientCPUMicroseconds"],
            **percentiles("answer", figures["milliseconds"])}
    node.stop(seconds=60)


def fold(bench):
    """Rebuild: read, re-hash, decode and fold the whole log, as a start does and on one thread."""
    assert bench.log
    for threads, more in [("all", []), ("one", ["--alone"])]:
        figures = bench.spoken("fold", "--data", bench.log, *more)
        yield {
            "threads": threads, "eventsPerSecond": figures["events"] / figures["seconds"],
            "cpuMicroseconds": figures["cpuSeconds"] / figures["events"] * 1e6,
            "seconds": figures["seconds"]}


def start(bench):
    """A primary from its start until it is ready, without a snapshot and with one; its memory."""
    assert bench.log
    kept = bench.log / "snapshot"
    kept.unlink(missing_ok=True)
    for _ in range(2):
        # The first one writes its snapshot as it stops.
        snapshot = "kept" if kept.exists() else "none"
        node = bench.primary()
        metrics = Metrics(node)
        yield {
            "snapshot": snapshot,
            "seconds": metrics.get("heliograph_start_duration_seconds"),
            "cpuSeconds": metrics.get("process_cpu_seconds_total"),
            "mebibytes": metrics.get("process_resident_memory_bytes") / 2**20,
            "logMebibytes": metrics.get("heliograph_log_bytes") / 2**20}
        node.stop(seconds=60)


def replica(bench):
    """From the primary's 201 until a replica shows it, beside the replica's own commit."""
    primary = bench.primary()
    copying = time.monotonic()
    follower = bench.replica(primary)
    follower.wait_position(primary.position(), seconds=600)
    copied = time.monotonic() - copying
    before = Metrics(follower)
    figures = bench.figures(
        "visible", "--primary", primary.url, "--replica", follower.url, "--writes",
        bench.count(1000))
    after = Metrics(follower)

    commits, fsync = commit_mean(before, after)
    used = after.get("process_cpu_seconds_total") - before.get("process_cpu_seconds_total")
    yield {
        "copyEventsPerSecond": primary.position() / copied,
        **percentiles("write", figures["write"]),
        **percentiles("visible", figures["visible"]),
        "replicaCommitMean": fsync,
        "visibleBeyondCommitP50": figures["visible"]["p50"] - fsync,
        "visibleBeyondCommitP99": figures["visible"]["p99"] - fsync,
        "replicaCPUMicroseconds": used / max(1, commits) * 1e6}
    for node in (follower, primary):
        node.stop(seconds=60)


def http_reads(bench):
    """Reads of the page and the API, beside nginx with a file of the same bytes."""
    script = Path(__file__).resolve().parents[1] / "http"
    seconds, rounds = (1, 1) if bench.quick else (2, 9)
    done = subprocess.run(
        [script, "--json", bench.binaries / "heliograph", str(seconds), str(rounds)],
        stdout=subprocess.PIPE, text=True, check=True)
    yield from json.loads(done.stdout)


def size(bench):
    """The program's size, whole and without symbols, and the log's for each event."""
    binary = bench.binaries / "heliograph"
    stripped = bench.folder / "stripped"
    subprocess.run(["strip", "-o", stripped, binary], check=True)
    yield {
        "programMebibytes": binary.stat().st_size / 2**20,
        "strippedMebibytes": stripped.stat().st_size / 2**20,
        "bytesForEachEvent": (bench.log / "log.sqlite").stat().st_size / bench.size}


ALL = {
    "size": size, "start": start, "fold": fold, "append": append, "http-writes": http_writes,
    "replica": replica, "catch-up": replication.catch_up, "lag": replication.lag,
    "stopped-replica": replication.stopped_replica, "handover": promotion.handover,
    "failover-by-command": promotion.failover_by_command, "http-reads": http_reads}

# Measured once, on the second size: they do not grow with the log.
_ONCE = {"lag", "stopped-replica", "handover", "failover-by-command", "http-reads"}


def applies(name, size, sizes):
    """Whether a measurement is made at this size."""
    return name not in _ONCE or size == sizes[min(1, len(sizes) - 1)]
