"""A log that is not what was recorded: found, told, and mended from another node."""

import shutil

import pytest

from harness.api import assert_problem
from harness.binary import refused, run
from harness.cluster import ClusterFile
from harness.node import ADMIN_TOKEN
from harness.tampering import change
from harness.waiting import until

pytestmark = pytest.mark.cluster

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]


def repair(node):
    """`heliograph repair` of a node."""
    return run("repair", "--server", node.url, "--token", ADMIN_TOKEN)


def told(node):
    return node.api.get("/cluster").json()


def wrong(node):
    """What the node says is wrong with itself."""
    return " ".join(problem["reason"] for problem in told(node)["problems"])


def in_step(*nodes):
    until(lambda: len({(told(node)["epoch"], told(node)["head"]) for node in nodes}) == 1,
          "all at one head")
    for node in nodes:
        node.wait_position(told(nodes[0])["head"])
    assert len({node.api.get("/components").text for node in nodes}) == 1


def sound(node):
    done = run("verify", "--data", node.data)
    assert done.returncode == 0, done


@pytest.fixture
def cluster(nodes):
    made = nodes.cluster(ClusterFile(nodes.folder, *NODES, required_regions="[fra, muc]"))
    for number in range(8):
        made[0].api.component(f"Component {number}")
    in_step(*made)
    return made


def damage(node, position=5):
    """Changes what people wrote in one event, while the node is stopped."""
    assert node.stop() == 0
    change(node, "UPDATE payloads SET texts = zeroblob(length(texts)) WHERE position = ?", position)
    node.start(ready=False).wait_alive()
    until(lambda: "damaged, from position 5 to 5" in wrong(node), "the damage is found")


class TestDamage:
    def test_a_replica_stands_still_until_it_is_mended(self, cluster):
        first, second, third = cluster
        damage(second)
        assert "standing still" in told(second)["condition"]
        assert second.health()["stale"]
        first.api.component("Meanwhile")
        in_step(first, third)
        assert told(second)["head"] < told(first)["head"], "it follows nobody"
        assert len(second.api.data("/components")) == 8, "it serves what it has"
        said = refused("promote", "muc-1", "--server", first.url, "--token", ADMIN_TOKEN)
        assert "damaged, from position 5 on" in said
        done = repair(second)
        assert done.returncode == 0, done
        assert done.stdout == "The events 5 to 5 were replaced by those of fra-1.\n"
        in_step(*cluster)
        assert wrong(second) == ""
        assert len(list((second.data / "archive").iterdir())) == 1
        assert second.stop() == 0
        sound(second)

    def test_a_primary_goes_on_and_is_mended_as_a_replica(self, cluster):
        first, second, third = cluster
        damage(first)
        first.wait_writing()
        first.api.component("It writes on")
        assert "is the primary" in repair(first).stderr
        assert run("promote", "muc-1", "--server", first.url, "--token",
                   ADMIN_TOKEN).returncode == 0
        second.wait_writing()
        second.api.component("The next one writes")
        done = repair(first)
        assert done.returncode == 0 and "were replaced by those of muc-1" in done.stdout, done
        in_step(*cluster)
        assert first.stop() == 0
        sound(first)

    def test_without_a_source_nothing_changes(self, cluster):
        first, second, third = cluster
        first.stop()
        third.stop()
        damage(second)
        done = repair(second)
        assert done.returncode == 1 and "No node is heard" in done.stderr
        assert not (second.data / "archive").exists()
        first.start(ready=False).wait_alive()
        until(lambda: any(node["connected"] for node in told(second)["nodes"]), "it is heard")
        assert repair(second).returncode == 0
        in_step(first, second)


class TestDivergence:
    def test_a_fork_within_an_epoch_is_put_aside_on_command(self, cluster):
        first, second, third = cluster
        for node in cluster:
            assert node.stop() == 0
        kept = first.data.parent / "kept"
        shutil.copytree(first.data, kept)
        # One history is written alone, another one on the old copy together with a replica.
        first.start(ready=False)
        first.wait_writing()
        for number in range(3):
            first.api.component(f"Alone {number}")
        assert first.stop() == 0
        forked = first.data.parent / "forked"
        first.data.rename(forked)
        kept.rename(first.data)
        for node in (first, second):
            node.start(ready=False)
        first.wait_writing()
        first.api.component("Together")
        in_step(first, second)
        for node in (first, second):
            assert node.stop() == 0
        shutil.rmtree(first.data)
        forked.rename(first.data)
        for node in (first, second):
            node.start(ready=False).wait_alive()
        first.wait_writing()
        until(lambda: "not the primary's" in wrong(second), "it says that it diverged")
        assert "Together" in second.api.get("/components").text
        said = repair(second).stderr
        assert "heliograph promote fra-1" in said, "nothing is given up within an epoch"
        begun = run("promote", "fra-1", "--server", first.url, "--token", ADMIN_TOKEN)
        assert begun.returncode == 0 and "the primary of epoch 17" in begun.stdout, begun
        first.wait_writing()
        until(lambda: told(second)["nodes"][0]["epoch"] == 17 and "not the primary's" in
              wrong(second), "it hears of that, and is refused again")
        done = repair(second)
        assert done.returncode == 0, done
        assert "1 event that only it had is kept as orphans" in done.stdout
        third.start(ready=False).wait_alive()
        in_step(*cluster)
        assert "Alone 2" in second.api.get("/components").text
        bundle, = (second.data / "orphans").iterdir()
        assert "component.registered" in bundle.read_text()
        assert second.stop() == 0
        sound(second)


class TestRefused:
    def test_what_needs_no_repair(self, nodes, cluster):
        first, second, _ = cluster
        assert "No damage is known" in repair(second).stderr
        assert "is the primary" in repair(first).stderr
        assert_problem(second.anonymous.post("/cluster/repair"), 401)
        alone = nodes.primary()
        assert "without --cluster" in repair(alone).stderr
