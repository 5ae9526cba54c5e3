"""What limits a measurement, measured in the same run; and how durations are told."""

import os
import socket
import time

_OPENING_BYTES = 4096
_COMMIT = "heliograph_commit_duration_seconds"


def disk(bench):
    """Syncs a second of a growing file and of one written over: the limit is the faster, which is
    what a write-ahead log that reuses its blocks can reach."""
    return tuple(_sync(bench, over)["perSecond"] for over in (False, True))


def _sync(bench, over):
    more = ["--over"] if over else []
    return bench.figures(
        "sync", "--data", bench.folder, "--seconds", 0.5 if bench.quick else 2, "--bytes",
        _OPENING_BYTES, *more)


def beside(rate, before, after):
    """A rate beside what the disk did before and after."""
    growing, over = ((first + last) / 2 for first, last in zip(before, after, strict=True))
    return {
        "perSecond": rate, "syncsOverPerSecond": over, "timesOver": rate / over,
        "syncsGrowingPerSecond": growing, "timesGrowing": rate / growing}


def commit_mean(before, after):
    """Between two readings of a node's metrics: how many commits, and their mean milliseconds."""
    count, seconds = (after.get(_COMMIT + end) - before.get(_COMMIT + end)
                      for end in ("_count", "_sum"))
    return count, seconds / max(1, count) * 1000


def loopback(count=2000):
    """The spread of a byte's way to another process and back, in milliseconds: plain TCP."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        echo = os.fork()
        if echo == 0:
            _echo(server)
        with socket.create_connection(server.getsockname()) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            trips = [_trip(client) for _ in range(count)]
        os.waitpid(echo, 0)
    return spread(trips)


def _echo(server):
    """Sends back what comes, until nothing does; the end of the process."""
    peer, _ = server.accept()
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while data := peer.recv(1):
        peer.send(data)
    os._exit(0)


def _trip(client):
    begun = time.perf_counter()
    client.send(b"x")
    client.recv(1)
    return time.perf_counter() - begun


def spread(seconds):
    """Durations as percentiles, in milliseconds."""
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return {word: ordered[min(last, int(len(ordered) * share))] * 1000
            for word, share in (("p50", 0.5), ("p99", 0.99), ("max", 1))}


def percentiles(name, spread):
    """The columns of a spread."""
    return {f"{name}Milliseconds.{word}": spread.get(word) for word in ("p50", "p99", "max")}
