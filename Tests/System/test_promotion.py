"""Who writes: planned and forced promotion, and the primary that comes back."""

import shutil

import pytest

from harness.agreement import agree, components
from harness.api import assert_problem
from harness.binary import refused
from harness.cluster import ClusterFile
from harness.load import ClusterWriters
from harness.metrics import Metrics
from harness.node import ADMIN_TOKEN
from harness.operator import force, promote, told
from harness.waiting import until

pytestmark = pytest.mark.cluster

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]
ALL_REGIONS = {"required_regions": "[fra, muc, ber]"}


def writes(node):
    """Waits until the node takes writes."""
    node.wait_writing()


@pytest.fixture
def cluster(nodes):
    file = ClusterFile(nodes.folder, *NODES, **ALL_REGIONS)
    return nodes.cluster(file)


class TestPlanned:
    def test_hands_over_without_loss_and_the_others_follow(self, cluster):
        first, second, third = cluster
        for number in range(20):
            first.api.component(f"before {number}")
        done = promote(second, third)
        assert done.returncode == 0 and done.stderr == "", done
        head = told(second)["head"]
        assert done.stdout.splitlines() == [
            f"muc-1 is the primary of epoch 2, from position {head} on.",
            "Everything that was replicated is here, but for what a disk has lost since."]
        writes(second)
        second.api.component("after")
        agree(*cluster)
        assert [told(node)["role"] for node in cluster] == ["replica", "primary", "replica"]
        problem = assert_problem(first.api.post("/components", {"displayName": "late"}), 503)
        assert problem["primary"] == second.url
        answer = second.api.get("/components")
        assert answer.headers["Heliograph-Position"].startswith("2:")
        assert Metrics(second).get("heliograph_takes_writes") == 1
        assert Metrics(first).get("heliograph_takes_writes") == 0
        back = promote(first, second)
        assert back.returncode == 0, back
        writes(first)
        first.api.component("back")
        agree(*cluster)

    def test_a_primary_can_begin_another_epoch(self, cluster):
        first, second, _ = cluster
        done = promote(first, second)
        assert done.returncode == 0, done
        assert done.stdout.startswith("fra-1 is the primary of epoch 17, from position ")
        writes(first)
        first.api.component("of another epoch")
        agree(*cluster)
        assert told(second)["epoch"] == 17

    def test_a_role_outlives_the_command_line(self, cluster):
        first, second, _ = cluster
        assert promote(second, first).returncode == 0
        for node in (first, second):
            assert node.stop() == 0
            node.start(ready=False).wait_alive()
        writes(second)
        until(lambda: told(first)["role"] == "replica", "it stays a replica")
        assert "this node was a replica and is one" in first.log(400)
        assert "this node was a primary and is one" in second.log(400)
        second.api.component("still")
        agree(*cluster)

    def test_no_write_is_lost_while_the_log_changes_hands(self, cluster):
        with ClusterWriters(cluster) as load:
            for node in (cluster[1], cluster[2], cluster[0], cluster[1]):
                load.mark()
                until(lambda: load.since_mark() >= 10, "writes go on")
                done = promote(node, cluster[0])
                assert done.returncode == 0, done
                writes(node)
        assert load.failures == [], load.failures
        agree(*cluster)
        assert load.names <= components(cluster[1])


class TestForced:
    def test_shows_what_would_be_lost_and_wants_it_confirmed(self, cluster):
        first, second, third = cluster
        first.api.component("known")
        agree(*cluster)
        head = told(first)["head"]
        said = refused("promote", "muc-1", "--force", "--server", second.url,
                       "--token", ADMIN_TOKEN, "--confirm", str(head))
        assert "The primary fra-1 lives. It hands over without loss" in said
        first.kill()
        until(lambda: any("no primary is heard" in p["reason"] for p in told(second)["problems"]),
              "it is missed")
        done = promote(second, third, "--force")
        assert done.returncode == 1
        assert f"muc-1 heard of the log up to position {head}, from " in done.stdout
        assert f"ber-1 can be reached, and has {head}." in done.stdout
        assert "Nothing that was heard of is missing on these nodes." in done.stdout
        assert f"give --confirm {head}" in done.stderr
        wrong = promote(second, third, "--force", "--confirm", str(head - 1))
        assert wrong.returncode == 1 and f"up to position {head}" in wrong.stderr
        assert [told(node)["role"] for node in (second, third)] == ["replica", "replica"]
        done = promote(second, third, "--force", "--confirm", str(head))
        assert done.returncode == 0, done
        assert "Everything that was replicated is here, but for what a disk has lost since." in done.stdout
        assert "fra-1" in done.stdout.splitlines()[-1]
        writes(second)
        second.api.component("after")
        agree(second, third)

    def test_a_deposed_primary_comes_back_and_keeps_what_only_it_had(self, cluster):
        first, second, third = cluster
        first.api.component("of all")
        agree(*cluster)
        for node in (second, third):
            node.stop()
        for number in range(3):
            first.api.component(f"alone {number}")
        lost = told(first)["head"]
        first.kill()
        for node in (second, third):
            node.start(ready=False).wait_alive()
        until(lambda: told(second)["heard"]["by"] == "ber-1", "they hear each other")
        position = told(second)["heard"]["position"]
        assert position == lost - 3
        assert promote(second, third, "--force", "--confirm", str(position)).returncode == 0
        writes(second)
        second.api.component("of the others")
        first.start(ready=False).wait_alive()
        agree(*cluster)
        assert "alone 0" not in components(first) and "of the others" in components(first)
        assert told(first)["role"] == "replica"
        bundles = list((first.data / "orphans").iterdir())
        assert len(bundles) == 1
        assert len(list((first.data / "archive").iterdir())) == 1
        text = bundles[0].read_text()
        assert text.count("component.registered") == 3

    def test_a_node_with_orphans_is_not_promoted_over_a_later_epoch_that_can_be_reached(
            self, nodes):
        file = ClusterFile(nodes.folder, *NODES, required_regions="[muc, ber]")
        first, second, third = nodes.cluster(file)
        first.api.component("of all")
        agree(first, second, third)
        for node in (second, third):
            node.stop()
        first.api.component("orphan")
        first.kill()
        for node in (second, third):
            node.start(ready=False).wait_alive()
        force(second, third)
        for number in range(3):
            second.api.component(f"replicated {number}")
        agree(second, third)
        second.kill()
        first.start(ready=False).wait_alive()
        force(first, third, seconds=40)
        second.start(ready=False).wait_alive()
        agree(first, second, third)
        assert {f"replicated {number}" for number in range(3)} <= components(third)

    def test_a_primary_restored_from_an_old_copy_writes_nothing(self, cluster):
        first, second, third = cluster
        first.api.component("old")
        agree(*cluster)
        assert first.stop() == 0
        copy = first.data.parent / "copy"
        shutil.copytree(first.data, copy)
        first.start(ready=False).wait_alive()
        writes(first)
        first.api.component("new")
        agree(*cluster)
        assert first.stop() == 0
        shutil.rmtree(first.data)
        copy.rename(first.data)
        first.start(ready=False).wait_alive()
        until(lambda: told(first)["role"] == "replica", "it steps down")
        assert "beyond the head here, so events are missing here" in first.log(400)
        problems = " ".join(problem["reason"] for problem in told(first)["problems"])
        assert "this node was the primary; " in problems and "nobody writes until" in problems
        assert "gets no further" not in problems
        assert_problem(first.api.post("/components", {"displayName": "fork"}), 503)
        agree(*cluster)
        head = told(first)["heard"]["position"]
        done = promote(first, second, "--force", "--confirm", str(head))
        assert done.returncode == 0, done
        writes(first)
        first.api.component("on")
        agree(*cluster)
        assert {"old", "new", "on"} <= components(third)


class TestRefused:
    def test_promotions_that_cannot_be(self, nodes):
        file = ClusterFile(nodes.folder, *NODES)
        file.nodes[2]["roles"] = "[replica]"
        file.write()
        first, second, third = nodes.cluster(file)
        said = promote(first, second, "--force", "--confirm", "2").stderr
        assert "is the primary already" in said
        until(lambda: told(third)["nodes"][0]["role"] == "primary", "they know each other")
        assert "be a replica only" in promote(third, first).stderr
        said = refused("promote", "nue-1", "--server", first.url, "--token", ADMIN_TOKEN)
        assert "choose one of fra-1, muc-1, ber-1" in said
        said = refused("promote", "muc-1", "--server", first.url, "--token", "wrong")
        assert "check --token" in said
        reader = first.api.make("/tokens", member="token", displayName="Look", role="operator")
        second.wait_position(first.position())
        body = {"kind": "planned"}
        assert_problem(second.api.with_token(reader).post("/cluster/promotion", body), 403)
        assert_problem(second.anonymous.post("/cluster/promotion", body), 401)
        for wrong in ({}, {"kind": "brave"}, {"kind": "forced"},
                      {"kind": "forced", "confirmedPosition": -1},
                      {"kind": "forced", "confirmedPosition": "7"}):
            assert_problem(second.api.post("/cluster/promotion", wrong), 400)
        assert told(first)["takesWrites"] and not told(second)["takesWrites"]

    def test_without_a_cluster_there_is_no_promotion(self, nodes):
        primary = nodes.primary()
        replica = nodes.replica(primary)
        problem = assert_problem(replica.api.post("/cluster/promotion", {"kind": "planned"}), 409)
        assert "--cluster" in problem["detail"]
        assert "without --cluster" in promote(replica, primary).stderr

    @pytest.mark.parametrize("options, words", [
        (["--publish", "tcp://127.0.0.1:1"], "--publish is not for a node of a cluster"),
        (["--public-url", "http://x"], "--public-url is not for a node of a cluster")])
    def test_what_the_file_says_is_not_said_twice(self, nodes, options, words):
        file = ClusterFile(nodes.folder, *NODES)
        node = nodes.member(file, "fra-1", "primary", *options, start=False)
        assert words in refused(*node.arguments)
        assert not node.data.exists()

    def test_a_folder_of_a_cluster_starts_with_its_file_only(self, nodes):
        file = ClusterFile(nodes.folder, *NODES)
        node = nodes.member(file, "fra-1", "primary")
        assert node.stop() == 0
        said = refused("primary", "--data", node.data)
        assert "belongs to a node of a cluster" in said

    def test_a_replica_only_makes_no_log(self, nodes):
        file = ClusterFile(nodes.folder, *NODES)
        file.nodes[0]["roles"] = "[replica]"
        file.write()
        said = refused(*nodes.member(file, "fra-1", "primary", start=False).arguments)
        assert "lets fra-1 be a replica only" in said
