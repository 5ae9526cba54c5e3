"""SIGKILL of random nodes of a cluster under load: everything acknowledged is accounted for."""

import os
import random
import time

import pytest

from harness.agreement import account, prove
from harness.cluster import ClusterFile
from harness.load import ClusterWriters
from harness.operator import force, told
from harness.traffic import Traffic
from harness.waiting import let_last, until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(0)]

SECONDS = float(os.environ.get("HELIOGRAPH_CAMPAIGN_SECONDS", "30"))
SEED = int(os.environ.get("HELIOGRAPH_CRASH_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]
ALL_REGIONS = {"required_regions": "[fra, muc, ber]"}
MISSED_SECONDS = 2  # a primary that is away for longer is replaced


class Campaign:
    """Kills, starts again, and promotes where the primary stays away; counts what it did."""

    def __init__(self, members, traffic, dice):
        self.members, self.traffic, self.dice = members, traffic, dice
        self.kills = 0
        self.promotions = []

    def round(self):
        """A node dies at a random moment, now and then two; a primary may stay away for longer."""
        let_last(self.dice.uniform(0, 1.5))
        first, second, _ = self.dice.sample(self.members, 3)
        was_primary = told(first)["takesWrites"]
        self.kill(first)
        if was_primary and self.dice.random() < 0.4:
            self.replace(first)
        elif self.dice.random() < 0.2:
            self.kill(second)
            self.back(second)
        elif self.dice.random() < 0.2:  # and once more, while it starts
            first.start(ready=False)
            let_last(self.dice.uniform(0, 0.3))
            self.kill(first)
        self.back(first)

    def replace(self, dead):
        """The operator has missed the primary for too long, and promotes another."""
        let_last(MISSED_SECONDS)
        heir, other = self.dice.sample([node for node in self.members if node is not dead], 2)
        begun = time.monotonic()
        force(heir, other)
        self.promotions.append(time.monotonic() - begun)

    def kill(self, node):
        self.kills += 1
        self.traffic.gone(node)
        node.kill()

    def back(self, node):
        node.start(ready=False)
        node.wait_alive()
        self.traffic.back(node)


def test_everything_acknowledged_is_accounted_for_after_many_crashes(nodes, figures):
    """`HELIOGRAPH_CRASH_SEED` repeats the choices of a run that failed."""
    figures(f"seed {SEED}")
    file = ClusterFile(nodes.folder, *NODES, keyed=True, **ALL_REGIONS)
    members = nodes.cluster(file)
    with Traffic(members) as traffic, ClusterWriters(members, pause=0.02) as load:
        campaign = Campaign(members, traffic, random.Random(SEED))
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            campaign.round()
        until(lambda: any(told(node)["takesWrites"] for node in members), "somebody writes", 60)
        load.mark()
        until(lambda: load.since_mark() > 20, "writes go on", 60)
    prove(*members)
    assert load.failures == [], load.failures[:3]
    assert traffic.failed == [], traffic.failed[:3]
    lost = account(load.receipts, *members)
    assert sorted(told(node)["role"] for node in members) == ["primary", "replica", "replica"]
    replicated = sum(receipt.level == "replicated" for receipt in load.receipts)
    figures(f"{campaign.kills} kills, {len(campaign.promotions)} forced promotions of at most "
            f"{max(campaign.promotions, default=0):.1f} s, {len(load.receipts)} writes "
            f"acknowledged, {replicated} of them replicated, {len(lost)} of them orphans, "
            f"{sum(traffic.answered.values())} reads")
