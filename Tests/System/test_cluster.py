"""The file that names a cluster's nodes, and what a node tells of the others."""

import json
import signal
import subprocess

import pytest

from harness.api import assert_problem, assert_status
from harness.binary import BINARY, clean_environment, refused, run
from harness.cluster import ClusterFile
from harness.metrics import Metrics
from harness.node import ADMIN_TOKEN, Node
from harness.waiting import until

pytestmark = pytest.mark.cluster

NODES = [("fra-1", "fra"), ("muc-1", "muc")]
OTHER_LOG = "0b8e6a52-1111-4222-8333-444455556666"


def check(path):
    return run("cluster", "check", path)


def status(node, *options, token=ADMIN_TOKEN):
    """`heliograph status` against a node."""
    return run("status", "--server", node.url, "--token", token, *options)


def told(node, status_code=None):
    """What the API answers, as `heliograph status --json` shows it."""
    done = status(node, "--json")
    assert done.stderr == "", done.stderr
    answer = json.loads(done.stdout)
    assert done.returncode == (0 if answer["healthy"] else 1)
    return answer


def logged(node, *words):
    """Waits until each of `words` stands in the node's log."""
    for word in words:
        until(lambda word=word: word in node.log(400), f"{word!r} in:\n{node.log(400)}")


def hang_up(node):
    node.process.send_signal(signal.SIGHUP)


def readings(node, result):
    return Metrics(node).get("heliograph_cluster_file_readings_total", result=result)


class TestCheck:
    def test_shows_the_nodes_and_what_makes_an_event_replicated(self, tmp_path):
        file = ClusterFile(tmp_path, *NODES, required_regions="[fra, muc]", log=OTHER_LOG)
        done = check(file.path)
        assert done.returncode == 0 and done.stderr == "", done
        lines = done.stdout.splitlines()
        assert lines[0].split() == [
            "NODE", "NUMBER", "REGION", "ROLE", "KEYS", "PUBLISH", "CONTROL", "URL"]
        assert lines[1].startswith("fra-1") and file.nodes[0]["control"] in lines[1]
        assert "  While fra-1 is primary it takes muc-1." in lines
        assert f"The log is {OTHER_LOG}." in lines and lines[-1] == "no faults"

    def test_names_every_fault_with_its_place(self, tmp_path):
        file = ClusterFile(tmp_path, *NODES, required_regions="[muc]", polici="strict")
        file.nodes[1]["number"] = 1
        file.write()
        done = check(file.path)
        assert done.returncode == 1 and done.stderr == "", done
        first, second, third, last = done.stdout.splitlines()
        assert first.startswith(f"{file.path}:1:19: required-regions: with muc alone")
        assert second == f"{file.path}:2:1: polici: the key is unknown: did you mean policy?"
        assert third.startswith(f"{file.path}:11:11: nodes[1].number: the number 1 stands twice")
        assert last == "3 faults"

    @pytest.mark.parametrize("path", ["/nowhere/cluster.yaml", "/"])
    def test_names_a_file_that_cannot_be_read(self, path):
        assert path in refused("cluster", "check", path)


class TestStart:
    def test_a_faulty_file_keeps_a_node_from_starting(self, nodes):
        file = ClusterFile(nodes.folder, *NODES, required_regions="[nue, muc]", policy="brave")
        for role in ("primary", "replica"):
            node = nodes.member(file, "fra-1", role, start=False)
            said = refused(*node.arguments)
            assert "required-regions[0]: no node is in the region nue" in said
            assert "policy: it must be one of local, strict" in said
            assert f"{file.path} has 2 faults" in said
            assert not node.data.exists(), "something was made"

    @pytest.mark.parametrize("name, words", [
        (None, "--name is missing"), ("ber-1", "no node is called ber-1"),
        ("Fra 1", "no node of a cluster can be called")])
    def test_a_node_has_a_name_of_the_file(self, nodes, name, words):
        file = ClusterFile(nodes.folder, *NODES)
        options = ["--cluster", file.path] + (["--name", name] if name else [])
        assert words in refused("primary", "--data", nodes.folder / "data", *options)

    def test_a_node_keeps_the_log_that_the_file_names(self, nodes):
        file = ClusterFile(nodes.folder, *NODES, log=OTHER_LOG)
        primary = nodes.member(file, "fra-1", "primary", start=False)
        assert "a new one would be another" in refused(*primary.arguments)
        del file.settings["log"]
        file.write()
        primary.start()
        file.settings["log"] = told(primary)["log"]
        file.write()
        hang_up(primary)
        logged(primary, f"cluster: the log is {file.settings['log']} and was not named")
        assert primary.stop() == 0
        primary.start()
        assert primary.stop() == 0
        file.settings["log"] = OTHER_LOG
        file.write()
        said = refused(*primary.arguments)
        assert OTHER_LOG in said and "this node has" in said


class TestHangUp:
    def test_reads_the_file_again_and_tells_what_changed(self, nodes):
        file = ClusterFile(nodes.folder, *NODES)
        primary = nodes.member(file, "fra-1", "primary")
        hang_up(primary)
        logged(primary, f"{file.path} was read again and changes nothing")
        file.nodes[0]["region"] = "nue"
        file.nodes[1]["roles"] = "[replica]"
        file.settings |= {"required_regions": "[nue, muc]", "policy": "strict"}
        file.write()
        assert told(primary)["region"] == "fra", "it is read at SIGHUP only"
        hang_up(primary)
        logged(primary, "cluster: what is required is muc, nue and was no region",
               "cluster: the policy is strict and was local",
               "cluster: fra-1: region is nue and was fra", "cluster: muc-1: now it is only replica")
        until(lambda: told(primary)["region"] == "nue", "the new region")
        assert readings(primary, "same") == 1 and readings(primary, "taken") == 1

    def test_keeps_what_it_has_where_the_file_is_wrong(self, nodes):
        file = ClusterFile(nodes.folder, *NODES)
        primary = nodes.member(file, "fra-1", "primary")
        right = file.path.read_text()
        wrong = [
            ("nodes: [", "it is not YAML"), (None, "cannot be read"),
            (right.replace("number: 1", "number: 9"), "fra-1 has the number 9 and had 1"),
            (right.replace("fra-1", "fra-9"), "no node is called fra-1"),
            (f"log: {OTHER_LOG}\n{right}", f"it is for the log {OTHER_LOG}"),
        ]
        for count, (text, words) in enumerate(wrong, 1):
            file.path.unlink()
            if text is not None:
                file.path.write_text(text)
            else:
                file.path.mkdir()
            hang_up(primary)
            logged(primary, words)
            until(lambda count=count: readings(primary, "refused") == count, f"refusal {count}")
            if text is None:
                file.path.rmdir()
                file.path.write_text(right)
        logged(primary, "what it said before stays in force")
        answer = told(primary)
        assert (answer["name"], answer["region"]) == ("fra-1", "fra")
        primary.api.component("It goes on")
        file.path.write_text(right.replace("region: muc", "region: ber"))
        hang_up(primary)
        logged(primary, "cluster: muc-1: region is ber and was muc")

    def test_ends_no_node_that_has_no_such_file(self, nodes):
        primary = nodes.primary()
        replica = nodes.replica(primary)
        for node in (primary, replica):
            hang_up(node)
            logged(node, "SIGHUP changes nothing: this node was started without --cluster")
            assert node.probe("/readyz")[0] == 200
            assert node.stop() == 0


class TestStatus:
    def test_of_a_healthy_pair_without_a_file(self, nodes):
        primary = nodes.primary()
        replica = nodes.replica(primary, "--name", "north")
        primary.api.component()
        head = primary.position()
        until(lambda: [n["acknowledged"] for n in told(primary)["nodes"]] == [head], "its word")
        answer = told(primary)
        node, = answer["nodes"]
        assert answer["healthy"] and answer["role"] == "primary" and answer["name"] == "primary"
        assert answer["head"] == head and answer["committed"] is None and answer["lag"] == 0
        assert node["name"] == "north" and node["connected"] and node["lag"] == 0
        assert node["role"] == "replica" and node["region"] is None
        assert node["ageMilliseconds"] < 10_000 and node["problem"] is None
        until(lambda: told(replica)["head"] == head and told(replica)["healthy"], "in step")
        answer = told(replica)
        node, = answer["nodes"]
        assert answer["role"] == "replica" and answer["name"] == "north"
        assert answer["committed"] is None and answer["log"] == told(primary)["log"]
        assert node["name"] == "primary" and node["role"] == "primary" and node["connected"]
        assert node["head"] == head and node["epoch"] == 1
        for asked in (primary, replica):
            done = status(asked)
            assert done.returncode == 0 and done.stdout.startswith("HEALTHY. "), done
            assert "What is wrong" not in done.stdout

    def test_of_a_cluster_in_which_a_required_region_is_gone(self, nodes):
        file = ClusterFile(nodes.folder, *NODES, ("ber-1", "ber"), required_regions="[fra, muc]")
        primary = nodes.member(file, "fra-1", "primary")
        done = status(primary)
        assert done.returncode == 1, done.stdout
        lines = done.stdout.splitlines()
        assert lines[0].startswith("NOT HEALTHY: 3 problems. fra-1, primary in epoch 1: serving")
        assert lines[3].split()[:4] == ["STATE", "LAG", "HEARD", "NODE"]
        assert "  muc-1: was not heard since this node started" in lines
        assert "  fra-1: no node of the required region muc is connected, so nothing new is " \
            "replicated" in lines
        assert told(primary)["committed"] == 0
        replica = nodes.member(file, "muc-1")
        primary.api.component()
        head = primary.position()
        until(lambda: told(primary)["committed"] == head, "the event is replicated")
        until(lambda: [n["name"] for n in told(primary)["nodes"] if n["problem"]] == ["ber-1"],
              "only ber-1 is missed")
        answer = told(primary)
        assert [n["region"] for n in answer["nodes"]] == ["muc", "ber"]
        node = told(replica)["nodes"][0]
        assert (node["name"], node["region"], node["role"]) == ("fra-1", "fra", "primary")
        replica.kill()
        until(lambda: told(primary)["problems"], "the region is missed", 60)
        primary.api.component()
        answer = told(primary)
        assert answer["committed"] == head and answer["head"] > head
        assert Metrics(primary).get("heliograph_cluster_problems") == 3
        assert "  muc-1: was last heard " in status(primary).stdout

    def test_of_a_replica_whose_primary_is_killed(self, nodes):
        primary = nodes.primary()
        replica = nodes.replica(primary)
        primary.kill()
        until(lambda: not told(replica)["healthy"], "it is missed")
        done = status(replica)
        assert done.returncode == 1 and done.stdout.startswith("NOT HEALTHY: 1 problem. replica,")
        row = next(line for line in done.stdout.splitlines() if line.startswith("NOT CONNECTED"))
        assert " primary " in row
        assert "  primary: was last heard " in done.stdout and "    To do: " in done.stdout

    def test_needs_a_token_of_any_role(self, nodes):
        primary = nodes.primary()
        replica = nodes.replica(primary)
        reader = primary.api.make("/tokens", member="token", displayName="Look", role="reader")
        replica.wait_position(primary.position())
        for node in (primary, replica):
            assert assert_status(node.api.with_token(reader).get("/cluster"), 200)
            assert status(node, token=reader).returncode == 0
            assert_problem(node.anonymous.get("/cluster"), 401)
            assert_problem(node.api.with_token("wrong").get("/cluster"), 401)
            done = status(node, token="wrong")
            assert done.returncode == 1 and "check --token" in done.stderr, done
        answer = primary.api.get("/cluster")
        assert answer.headers["Cache-Control"] == "no-store"

    def test_of_a_node_that_does_not_answer(self, nodes):
        primary = nodes.primary(start=False)
        done = status(primary)
        assert done.returncode == 1 and done.stdout == "" and "no answer" in done.stderr

    def test_is_shown_again_and_again(self, nodes):
        primary = nodes.primary()
        watching = subprocess.Popen(
            [str(BINARY), "status", "--watch", "--json", "--server", primary.url],
            stdout=subprocess.PIPE, text=True,
            env=clean_environment(HELIOGRAPH_TOKEN=ADMIN_TOKEN))
        try:
            first = json.loads(watching.stdout.readline())
            primary.api.component()
            second = json.loads(watching.stdout.readline())
            assert second["head"] > first["head"]
        finally:
            watching.kill()
            watching.wait(timeout=20)
