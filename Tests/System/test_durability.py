"""How durable a change is when it is answered, and what is refused rather than kept once only."""

import threading

import pytest

from harness.api import assert_problem, assert_status
from harness.cluster import ClusterFile
from harness.waiting import until

pytestmark = pytest.mark.cluster

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]
REPLICATED = {"Prefer": "durability=replicated, wait=30"}


def write(node, name="Thing", prefer=None):
    """A change that is accepted, and how durable it is said to be."""
    headers = {"Prefer": prefer} if prefer else None
    answer = node.api.post("/components", json={"displayName": name}, headers=headers)
    assert_status(answer, 201)
    return answer.headers["Heliograph-Durability"], answer


def told(node):
    return node.api.get("/cluster").json()


def test_alone_a_node_keeps_it_itself(nodes):
    primary = nodes.primary()
    level, answer = write(primary)
    assert level == "local" and "Preference-Applied" not in answer.headers
    path = answer.headers["Location"].removeprefix("/api/v1")
    for changed in (primary.api.patch(path, json={"displayName": "Other"}),
                    primary.api.patch(path, json={"displayName": "Other"}),
                    primary.api.delete(path),
                    primary.api.post("/provision", json={"components": []})):
        assert changed.headers.get("Heliograph-Durability") == "local", changed.text
    assert "Heliograph-Durability" not in primary.api.get("/components").headers
    refused = primary.api.post("/components", json={"displayName": ""})
    assert "Heliograph-Durability" not in refused.headers


def test_without_required_regions_local_is_what_there_is(nodes):
    first, _, _ = nodes.cluster(ClusterFile(nodes.folder, *NODES))
    assert write(first)[0] == "local"


class TestRequiredRegions:
    def test_a_change_is_replicated_once_every_required_region_has_it(self, nodes):
        file = ClusterFile(nodes.folder, *NODES, required_regions="[muc, ber]")
        first, second, third = nodes.cluster(file)
        until(lambda: told(first)["problems"] == [], "all regions are there")
        level, answer = write(first, prefer=REPLICATED["Prefer"])
        assert level == "replicated"
        assert answer.headers["Preference-Applied"] == "durability=replicated, wait=30"
        position = int(answer.headers["Heliograph-Position"].split(":")[1])
        for node in (second, third):
            assert told(node)["head"] >= position, "it is on its disk already"
        third.kill()
        level, _ = write(first, "Alone", prefer="wait=0")
        assert level == "local"
        until(lambda: told(first)["problems"], "the region is missed")
        assert write(first, "Still alone")[0] == "local"

    def test_an_answer_waits_for_a_region_that_comes_back(self, nodes):
        file = ClusterFile(nodes.folder, *NODES[:2], required_regions="[fra, muc]")
        first, second = nodes.cluster(file)
        second.kill()
        levels = []
        asking = threading.Thread(
            target=lambda: levels.append(write(first, prefer=REPLICATED["Prefer"])[0]))
        asking.start()
        second.start(ready=False)
        asking.join(timeout=60)
        assert levels == ["replicated"]

    def test_who_takes_over_knows_what_was_replicated(self, nodes):
        file = ClusterFile(nodes.folder, *NODES, required_regions="[fra, muc, ber]")
        first, second, third = nodes.cluster(file)
        level, answer = write(first, prefer=REPLICATED["Prefer"])
        position = int(answer.headers["Heliograph-Position"].split(":")[1])
        assert level == "replicated"
        for node in (first, second, third):
            until(lambda node=node: told(node)["committed"] >= position, f"{node.name} knows it")


class TestStrict:
    def test_writes_are_refused_while_a_required_region_is_not_there(self, nodes):
        file = ClusterFile(nodes.folder, *NODES[:2], required_regions="[fra, muc]",
                           policy="strict")
        first, second = nodes.cluster(file)
        assert write(first, prefer=REPLICATED["Prefer"])[0] == "replicated"
        second.kill()
        until(lambda: not told(first)["takesWrites"], "it takes no writes")
        head = told(first)["head"]
        answer = first.api.post("/components", json={"displayName": "Refused"})
        problem = assert_problem(answer, 503, "muc", "strict")
        assert problem["type"] == "urn:heliograph:problem:not-now"
        assert answer.headers["Retry-After"] == "1"
        assert told(first)["head"] == head, "nothing was recorded"
        assert first.api.get("/components").status_code == 200
        second.start(ready=False)
        first.wait_writing()
        assert write(first, "Again", prefer=REPLICATED["Prefer"])[0] == "replicated"
