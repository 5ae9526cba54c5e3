"""SIGKILL at random moments under write load: nothing acknowledged is lost, the log verifies."""

import os
import random
import threading

import pytest

from harness.load import Writers, missing
from harness.picture import verified
from harness.waiting import until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(0)]

ROUNDS = int(os.environ.get("HELIOGRAPH_CRASH_ROUNDS", "50"))
SEED = int(os.environ.get("HELIOGRAPH_CRASH_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
VERIFY_EVERY = 10


def test_no_acknowledged_write_is_lost_in_many_crashes(nodes, capsys):
    """`HELIOGRAPH_CRASH_SEED` repeats the moments of a run that failed."""
    dice = random.Random(SEED)
    primary = nodes.primary()
    kept, never = [], threading.Event()
    for number in range(1, ROUNDS + 1):
        with Writers(primary.api, 8) as writers:
            until(lambda: writers.acknowledged, "the first write", 30)
            never.wait(dice.uniform(0, 0.6))  # the moment of the crash is what is tried out
            primary.kill()
        kept += writers.acknowledged
        primary.start(ready=False)
        if dice.random() < 0.2:  # and one more, while it replays
            never.wait(dice.uniform(0, 0.2))
            primary.kill()
            primary.start(ready=False)
        primary.wait_ready()
        lost = missing(primary.api, kept)
        assert lost == [], f"seed {SEED}, round {number}: {len(lost)} lost: {lost[:3]}"
        if number % VERIFY_EVERY == 0 or number == ROUNDS:
            verified(primary)
            with capsys.disabled():
                print(f" [{number}/{ROUNDS}: {len(kept)} writes kept]", end="", flush=True)
    assert primary.stop() == 0
    verified(primary)


def test_a_killed_replica_keeps_a_prefix_that_verifies(nodes):
    dice = random.Random(SEED)
    primary = nodes.primary()
    replica, never = nodes.replica(primary), threading.Event()
    with Writers(primary.api, 4) as writers:
        for _ in range(max(3, ROUNDS // 10)):
            before = len(writers.acknowledged)
            until(lambda: len(writers.acknowledged) > before + 20, "more writes", 30)
            never.wait(dice.uniform(0, 0.3))
            replica.kill()
            verified(replica)
            replica.start(ready=False)
    replica.wait_ready()
    replica.wait_position(primary.position())
    assert missing(replica.anonymous, writers.acknowledged) == []
    verified(replica)
