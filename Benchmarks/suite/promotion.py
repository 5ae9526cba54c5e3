"""What is measured of promotions: how long nobody takes writes."""

import re
import statistics
import time

from harness.agreement import agree
from harness.binary import run
from harness.load import ClusterWriters
from harness.operator import promote
from harness.waiting import until

_NAMES = ("fra-1", "muc-1", "ber-1")


def handover(bench):
    """How long writes pause at a planned handover, as clients see it."""
    nodes = bench.cluster(*_NAMES)
    pauses, commands, usual = [], [], []
    with ClusterWriters(nodes, count=3, pause=0.005) as load:
        for turn in range(_rounds(bench)):
            heir = nodes[(turn + 1) % len(nodes)]
            _go_on(load)
            begun = time.monotonic()
            done = promote(heir, heir)
            commands.append(time.monotonic() - begun)
            assert done.returncode == 0, done
            _go_on(load)
            receipts = list(load.receipts)
            pauses.append(_longest_gap(receipts, begun, time.monotonic()))
            usual.append(_longest_gap(receipts, begun - 0.5, begun))
    assert load.failures == [], load.failures
    agree(*nodes)
    yield {
        "rounds": len(pauses), **_told("pause", pauses), **_told("command", commands),
        **_told("usualGap", usual), "programMilliseconds": _program()}
    bench.end(*nodes)


def failover_by_command(bench):
    """From SIGKILL of the primary, and from the operator's command, to the first accepted write."""
    nodes = list(bench.cluster(*_NAMES))
    since_kill, since_command = [], []
    for _ in range(_rounds(bench)):
        killed, heir, other = nodes
        agree(*nodes)
        killed.kill()
        gone = time.monotonic()
        began, accepted = _forced(heir, other)
        since_kill.append(accepted - gone)
        since_command.append(accepted - began)
        killed.start(ready=False).wait_alive()
        nodes = [heir, other, killed]
    agree(*nodes)
    yield {
        "rounds": len(since_kill), **_told("sinceCommand", since_command),
        **_told("sinceKill", since_kill), "programMilliseconds": _program()}
    bench.end(*nodes)


def _forced(heir, other):
    """When the command that forced the promotion began, and when the first write was accepted.

    The command is refused while the primary was heard just now, and given again, as an operator
    would; the client asks again 20 ms after each refusal.
    """
    shown = promote(heir, other, "--force").stderr
    confirm = re.search(r"--confirm (\d+)", shown)[1]
    with ClusterWriters([heir], count=1) as load:
        began = until(lambda: _obeyed(heir, other, confirm), f"{heir.name} is promoted", 60)
        until(lambda: load.receipts, f"{heir.name} takes a write", 60)
    return began, load.receipts[0].answered


def _obeyed(heir, other, confirm):
    """When the command began; None if it was refused."""
    began = time.monotonic()
    done = promote(heir, other, "--force", "--confirm", confirm)
    return began if done.returncode == 0 else None


def _go_on(load):
    """Waits until clients are answered as ever."""
    load.mark()
    until(lambda: load.since_mark() >= 100, "writes go on", 60)


def _longest_gap(receipts, begun, ended):
    """Seconds between two acknowledged writes that follow one another, of any client."""
    moments = sorted(receipt.answered for receipt in receipts)
    known = [moment for moment in moments if begun <= moment <= ended]
    earlier = [moment for moment in moments if moment < begun][-1:]
    known = earlier + known
    return max(after - before for before, after in zip(known, known[1:], strict=False))


def _rounds(bench):
    return 2 if bench.quick else 10


def _program():
    """How long the program takes to start and end: the median of five, in milliseconds."""
    def once():
        begun = time.monotonic()
        run("--version")
        return time.monotonic() - begun
    return statistics.median(once() for _ in range(5)) * 1000


def _told(name, seconds):
    return {f"{name}Milliseconds.median": statistics.median(seconds) * 1000,
            f"{name}Milliseconds.max": max(seconds) * 1000}
