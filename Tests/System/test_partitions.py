"""Networks and machines that fail between real nodes: what is acknowledged stays, or is listed."""

import shutil
import time

import pytest

from harness.agreement import account, agree, components, orphaned, prove
from harness.api import assert_problem
from harness.binary import run
from harness.load import ClusterWriters
from harness.network import NetworkFile
from harness.node import ADMIN_TOKEN
from harness.operator import force, promote, status, told
from harness.proxy import SlowFile
from harness.traffic import Traffic
from harness.waiting import let_last, until

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]

# How long the faults last, in seconds: make these shorter to have the tests sooner.
PARTITION, PROMOTED_AFTER = 20, 8
ONE_WAY, LOSS, DELAY, FROZEN, STRICT = 10, 20, 20, 30, 8

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]
ALL_REGIONS = {"required_regions": "[fra, muc, ber]"}
PAUSE = 0.05


@pytest.fixture
def members(nodes, network):
    """Three regions, the first the primary's, with keys and addresses of their own."""
    return nodes.cluster(NetworkFile(network, nodes.folder, *NODES, **ALL_REGIONS))


def writers(nodes, label="Writer", **options):
    return ClusterWriters(nodes, label=label, pause=PAUSE, **options)


def go_on(*loads, count=20):
    """Waits until each has that many more writes acknowledged."""
    for load in loads:
        load.mark()
        until(lambda load=load: load.since_mark() >= count, "writes go on", 60)


def between(receipts, begin, end):
    """What was asked and answered within a time."""
    return [r for r in receipts if begin <= r.asked and r.answered <= end]


def levels(receipts):
    return {receipt.level for receipt in receipts}


def follow(primary, *others):
    """Waits until the others have what the primary has at this moment."""
    now = told(primary)
    until(lambda: all((told(node)["epoch"], node.position()) >= (now["epoch"], now["head"])
                      for node in others), "they follow", 60)


def nothing_is_lost(members, traffic, *loads):
    """All agree, with everything that was acknowledged, and every read was answered."""
    prove(*members)
    for load in loads:
        assert load.failures == [], load.failures[:3]
        assert account(load.receipts, *members) == []
        # A node that tells no levels is let pass; one that does must not say `local` of everything.
        assert levels(load.receipts) & {None, "replicated"}
    assert orphaned(*members) == set()
    assert traffic.failed == [], traffic.failed[:3]


class TestPartition:
    def test_a_primary_that_is_cut_off_goes_on_and_nothing_is_lost(
            self, network, members, figures):
        first, second, third = members
        with Traffic(members) as traffic, writers(members) as load:
            go_on(load)
            with network.partition([1], [2, 3]):
                cut = time.monotonic()
                let_last(PARTITION)
                healed = time.monotonic()
                for node in (second, third):
                    assert any("no primary is heard" in p["reason"] for p in told(node)["problems"])
                    assert not told(node)["takesWrites"]
            alone = between(load.receipts, cut, healed)
            assert len(alone) > 20 and {r.node for r in alone} == {"fra-1"}
            assert "replicated" not in levels(alone)
            follow(first, second, third)
            figures(f"{len(alone)} writes while cut off, caught up after "
                    f"{time.monotonic() - healed:.1f} s")
            go_on(load)
        nothing_is_lost(members, traffic, load)
        assert told(first)["role"] == "primary" and told(first)["epoch"] == 1

    def test_with_two_primaries_each_write_is_everywhere_or_an_orphan(
            self, network, members, figures):
        first, second, third = members
        with Traffic(members) as traffic, writers([first], "Left") as left, \
                writers([second, third], "Right") as right:
            go_on(left)
            with network.partition([1], [2, 3]):
                cut = time.monotonic()
                let_last(PROMOTED_AFTER)
                assert force(second, third).returncode == 0
                promoted = time.monotonic()
                let_last(PARTITION - PROMOTED_AFTER)
                go_on(left, right)
                assert told(first)["takesWrites"] and told(second)["takesWrites"]
                healed = time.monotonic()
            until(lambda: told(first)["role"] == "replica", "the old one steps down", 20)
            stepped = time.monotonic()
            follow(second, first, third)
            whole = time.monotonic()
            go_on(right)
        assert right.receipts[0].answered >= cut and told(first)["epoch"] == told(second)["epoch"]
        prove(*members)
        lost = account(left.receipts, *members)
        assert {r.component for r in lost} == orphaned(first) & {
            r.component for r in left.receipts}
        alone = between(left.receipts, cut, float("inf"))
        assert len(alone) > 20 and {r.component for r in alone} <= {r.component for r in lost}
        assert "replicated" not in levels(alone)
        assert account(right.receipts, *members) == []
        assert right.failures == left.failures == []
        assert traffic.failed == [], traffic.failed[:3]
        figures(f"two primaries for {healed - promoted:.0f} s, stepped down after "
                f"{stepped - healed:.1f} s, followed after {whole - healed:.1f} s, "
                f"{len(lost)} orphans")

    def test_a_strict_primary_that_is_cut_off_records_nothing(self, nodes, network, figures):
        first, *others = members = nodes.cluster(
            NetworkFile(network, nodes.folder, *NODES, policy="strict", **ALL_REGIONS))
        with Traffic(members) as traffic, writers(members) as load:
            go_on(load)
            with network.partition([1], [2, 3]):
                cut = time.monotonic()
                until(lambda: not told(first)["takesWrites"], "it takes no writes", 20)
                closed, head = time.monotonic(), told(first)["head"]
                let_last(STRICT)
                answer = first.api.post("/components", json={"displayName": "Refused"})
                assert_problem(answer, 503, "strict")
                assert told(first)["head"] == head, "nothing was recorded"
                healed = time.monotonic()
            first.wait_writing()
            follow(first, *others)
            go_on(load)
        nothing_is_lost(members, traffic, load)
        assert between(load.receipts, closed, healed) == []
        before = between(load.receipts, cut, closed)
        assert "replicated" not in levels(before)
        figures(f"refused {closed - cut:.1f} s after the cut; {len(before)} writes until then")

    def test_one_way_that_is_cut_loses_nothing(self, network, members, figures):
        first, second, third = members
        with Traffic(members) as traffic, writers(members) as load:
            for source, destination in ((1, 2), (2, 1)):
                go_on(load)
                with network.one_way(source, destination):
                    let_last(ONE_WAY)
                    go_on(load)
                    figures(f"heads while {source} does not reach {destination}: "
                            f"{[told(node)['head'] for node in members]}")
                    follow(first, third)
                follow(first, second)
        nothing_is_lost(members, traffic, load)
        assert [told(node)["role"] for node in members] == ["primary", "replica", "replica"]


class TestBadNetworks:
    def test_one_packet_in_ten_is_lost_and_no_event(self, network, members, figures):
        with Traffic(members) as traffic, writers(members) as load:
            go_on(load)
            load.pause_max = 0
            with network.loss(10):
                begun = time.monotonic()
                let_last(LOSS)
                lost = between(load.receipts, begun, time.monotonic())
                assert len(lost) > 20
            longest = load.pause_max
            go_on(load)
        nothing_is_lost(members, traffic, load)
        replicated = sum(r.level == "replicated" for r in lost)
        figures(f"{len(lost)} writes, {replicated} replicated, longest pause {longest:.1f} s")

    def test_a_slow_network_whose_connections_overtake_each_other(
            self, nodes, slow_network, figures):
        file = SlowFile(slow_network, nodes.folder, *NODES, **ALL_REGIONS)
        members = nodes.cluster(file)
        with Traffic(members) as traffic, writers(members) as load:
            go_on(load)
            slow_network.delay, slow_network.jitter = 0.1, 0.1
            let_last(DELAY / 2)
            go_on(load)
            load.pause_max = 0
            done = promote(members[1], members[2])
            assert done.returncode == 0, done
            go_on(load)
            pause = load.pause_max
            let_last(DELAY / 2)
            go_on(load)
            slow_network.delay = slow_network.jitter = 0
        nothing_is_lost(members, traffic, load)
        assert [told(node)["role"] for node in members] == ["replica", "primary", "replica"]
        figures(f"writes paused for {pause:.2f} s at the handover")


class TestFrozen:
    def test_a_primary_that_wakes_up_after_another_was_promoted(self, network, members, figures):
        first, second, third = members
        with Traffic(members) as traffic, writers([first], "Left", count=8, timeout=90) as left, \
                writers([second, third], "Right") as right:
            go_on(left)
            traffic.gone(first)
            first.freeze()
            frozen = time.monotonic()
            assert force(second, third).returncode == 0
            promoted = time.monotonic()
            go_on(right)
            first_write = right.receipts[0].answered
            let_last(max(0, FROZEN - (time.monotonic() - frozen)))
            first.thaw()
            thawed = time.monotonic()
            until(lambda: not told(first)["takesWrites"], "it steps down", 5)
            stepped = time.monotonic()
            traffic.back(first)
            follow(second, first, third)
            go_on(right)
        prove(*members)
        late = [receipt for receipt in left.receipts if receipt.answered > promoted]
        # What was answered late is an orphan, or was copied before it froze.
        account(left.receipts, *members)
        assert account(right.receipts, *members) == []
        assert left.failures == right.failures == []
        assert traffic.failed == [], traffic.failed[:3]
        figures(f"{promoted - frozen:.1f} s after it froze another was promoted, written after "
                f"{first_write - frozen:.1f} s; it stepped down {stepped - thawed:.2f} s after it "
                f"woke up, {len(late)} writes later")


class TestRestored:
    """A primary that was restored from an old copy, and cannot hear what it has lost."""

    @pytest.fixture
    def forked(self, network, members):
        """The first has written `alone` where the others, whom it hears again, have `new`."""
        first, second, third = members
        first.api.component("old")
        agree(*members)
        assert first.stop() == 0
        copy = first.data.parent / "copy"
        shutil.copytree(first.data, copy)
        first.start(ready=False).wait_alive().wait_writing()
        first.api.component("new")
        agree(*members)
        assert first.stop() == 0
        shutil.rmtree(first.data)
        copy.rename(first.data)
        with network.partition([1], [2, 3]):
            first.start(ready=False).wait_alive().wait_writing()
            first.api.component("alone")
        return members

    def test_nobody_writes_until_the_operator_decides_and_all_is_kept(self, forked):
        first, second, third = forked
        until(lambda: told(first)["role"] == "replica", "it steps down")
        assert "has another history of this epoch" in first.log(400)
        assert_problem(first.api.post("/components", {"displayName": "fork"}), 503)
        for node in forked:
            assert "start it on an empty one" not in status(node)
        assert components(second) == components(third) == {"old", "new"}
        # Two of three have what was replicated: they go on.
        assert force(second, third).returncode == 0
        second.api.component("on")
        until(lambda: told(first)["condition"].startswith("diverged"), "it takes nothing")
        assert "heliograph repair here" in status(first)
        done = run("repair", "--server", first.url, "--token", ADMIN_TOKEN)
        assert done.returncode == 0 and "1 event that only it had is kept" in done.stdout, done
        prove(*forked)
        assert components(first) == {"old", "new", "on"}
        bundle, = (first.data / "orphans").iterdir()
        assert "component.registered" in bundle.read_text()
