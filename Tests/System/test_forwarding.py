"""Changes that a replica sends on: to whom, with what, and what is said where no answer comes."""

import socket
import threading
import uuid

import pytest
import requests

from harness.agreement import agree, components
from harness.api import API, ABSENT, assert_problem, assert_status
from harness.binary import refused
from harness.cluster import ClusterFile
from harness.disk import can_mount
from harness.load import ClusterWriters
from harness.metrics import Metrics
from harness.node import ADMIN_TOKEN
from harness.operator import promote
from harness.terminator import Terminator
from harness.waiting import let_last, until

pytestmark = pytest.mark.cluster

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]
ALL_REGIONS = {"required_regions": "[fra, muc, ber]"}
ON = ("--forward-writes", "on")
REPLICATED = {"Prefer": "durability=replicated, wait=20"}


def not_sent_on(replica):
    """What is answered when the primary is gone. A connection that was kept may be found broken
    first: then nobody knows what became of the change."""
    def tried():
        answer = replica.api.post("/components", {"displayName": "x"})
        assert answer.status_code in (502, 503), answer.text
        return [answer] if answer.status_code == 503 else []

    return until(tried, "nothing is sent on")[0]


@pytest.fixture
def cluster(nodes):
    return nodes.cluster(ClusterFile(nodes.folder, *NODES, **ALL_REGIONS), *ON)


def path(answer):
    return answer.headers["Location"].removeprefix("/api/v1")


def sent_on(node, result):
    return Metrics(node).get("heliograph_http_forwarded_changes_total", result=result)


def patient(node):
    """A client that waits for as long as a replica may."""
    return API(node.url, ADMIN_TOKEN, timeout=90)


def ends(api):
    """Whether a change gets no answer of the primary: a problem, or the connection ends."""
    try:
        return api.post("/components", {"displayName": "Perhaps"}).status_code >= 500
    except requests.ConnectionError:
        return True


class Later:
    """What a call gives, made meanwhile."""

    def __init__(self, call):
        self._thread = threading.Thread(target=lambda: setattr(self, "value", call()), daemon=True)
        self._thread.start()

    def get(self, seconds=90):
        self._thread.join(timeout=seconds)
        assert not self._thread.is_alive(), f"no answer within {seconds} s"
        return self.value


class TestAnswered:
    def test_a_change_is_answered_as_by_the_primary_and_is_there_at_once(self, cluster):
        first, second, third = cluster
        for number in range(20):
            node = (second, third)[number % 2]
            made = assert_status(node.api.post(
                "/components", json={"displayName": f"Part {number}"}, headers=REPLICATED), 201)
            assert made.headers["Heliograph-Durability"] == "replicated"
            assert made.headers["Preference-Applied"] == "durability=replicated, wait=20"
            assert made.json()["id"] == path(made).removeprefix("/components/")
            shown = assert_status(node.anonymous.get(path(made)), 200)
            assert shown.json()["data"]["displayName"] == f"Part {number}"
            assert shown.headers["ETag"] == made.headers["ETag"]
        agree(*cluster)
        assert len(components(first)) == 20
        assert [sent_on(node, "answered") for node in cluster] == [0, 10, 10]
        assert "a change was sent on" in second.log(400)

    def test_every_kind_of_change(self, cluster):
        _, second, third = cluster
        api = second.api
        component = api.component("Disks")
        tag = api.get(f"/components/{component}").headers["ETag"]
        changed = api.patch(f"/components/{component}", {"displayName": "SSDs"},
                            headers={"If-Match": tag})
        assert assert_status(changed, 204).content == b""
        stale = api.patch(f"/components/{component}", {"displayName": "HDDs"},
                          headers={"If-Match": tag})
        assert_problem(stale, 412, "If-Match")
        assert stale.headers["ETag"] == api.get(f"/components/{component}").headers["ETag"]
        token = api.make("/tokens", member="token", displayName="Program", role="operator")
        incident = second.api.with_token(token).incident("Slow")
        api.update(incident, "We look.")
        update = api.get(f"/incidents/{incident}/updates/0").json()["data"]
        assert update["description"] == "We look."
        done = api.post("/provision", {"components": [{"key": "k", "displayName": "Declared"}]})
        assert_status(done, 200)
        assert "Declared" in components(second)
        rehearsal = api.post("/provision?dryRun=true", {"components": []})
        assert assert_status(rehearsal, 200).json()["dryRun"] is True
        item = {"component": {"source": "demo/c", "displayName": "Imported"}}
        done = assert_status(api.post("/import", {"items": [item]}), 200).json()["results"]
        assert [result["status"] for result in done] == ["created"]
        assert "Imported" in components(second)
        assert_status(api.delete(f"/components/{component}"), 204)
        assert_status(second.anonymous.get(f"/components/{component}"), 404)
        agree(second, third)

    def test_faults_are_told_as_by_the_primary(self, cluster):
        first, second, _ = cluster
        reader = first.api.make("/tokens", member="token", displayName="Look", role="reader")
        wrong_requests = [
            ("POST", "/components", ADMIN_TOKEN, {}), ("POST", "/components", None, {}),
            ("POST", "/components", "wrong", {"displayName": "x"}),
            ("POST", "/components", reader, {"displayName": "x"}),
            ("POST", "/tokens", reader, {"displayName": "x", "role": "reader"}),
            ("PATCH", f"/components/{ABSENT}", ADMIN_TOKEN, {"displayName": "x"}),
            ("PATCH", "/components/no-uuid", ADMIN_TOKEN, {"displayName": "x"}),
            ("DELETE", f"/incidents/{ABSENT}", ADMIN_TOKEN, None),
            ("DELETE", "/severities/%F0%9F%94%A5%2Fx", ADMIN_TOKEN, None)]
        for method, where, token, body in wrong_requests:
            here, there = (
                node.api.with_token(token).send(method, where, json=body)
                for node in (second, first))
            assert_problem(here, there.status_code)
            for name in ("Content-Type", "WWW-Authenticate", "Retry-After", "Cache-Control"):
                assert here.headers.get(name) == there.headers.get(name), (method, where, name)
            assert here.content == there.content, (method, where)
        wrong = {"Content-Type": "text/plain"}
        assert_problem(second.api.post("/components", data=b"x", headers=wrong), 415)

    def test_a_key_counts_at_all_nodes_together(self, cluster):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        answers = [node.api.post("/incidents", {"displayName": "Once"}, headers=key)
                   for node in (*cluster, *cluster)]
        assert {assert_status(answer, 201).json()["id"] for answer in answers} == {
            answers[0].json()["id"]}
        agree(*cluster)
        assert len(cluster[1].api.incidents()) == 1
        other = cluster[2].api.post("/incidents", {"displayName": "Twice"}, headers=key)
        assert_problem(other, 422)

    def test_no_write_through_a_replica_is_lost_in_a_handover(self, cluster):
        first, second, third = cluster
        with ClusterWriters([third], timeout=90) as load:
            for node in (second, first, second):
                load.mark()
                until(lambda: load.since_mark() >= 10, "writes go on")
                done = promote(node, third)
                assert done.returncode == 0, done
                node.wait_writing()
            load.mark()
            until(lambda: load.since_mark() >= 10, "writes go on")
        assert load.failures == [], load.failures
        agree(*cluster)
        assert load.names <= components(second)

    def test_a_replica_without_a_cluster_does_it_too(self, nodes):
        primary = nodes.primary()
        replica = nodes.replica(primary, *ON)
        made = assert_status(replica.api.post("/components", {"displayName": "Thing"}), 201)
        assert_status(replica.anonymous.get(path(made)), 200)
        primary.kill()
        assert assert_problem(not_sent_on(replica), 503)["primary"] == primary.url


class TestNotAnswered:
    def test_a_primary_that_is_gone_is_named_at_once(self, cluster):
        first, second, _ = cluster
        second.api.component("Thing")
        first.kill()
        answer = not_sent_on(second)
        problem = assert_problem(answer, 503)
        assert problem["type"] == "urn:heliograph:problem:not-forwarded"
        assert f"{first.url} (Connection refused)" in problem["detail"]
        assert problem["primary"] == first.url and answer.headers["Retry-After"] == "1"
        words = f"hears no primary now, so it sent nothing on. The last one was at {first.url}."
        until(lambda: words in second.api.post("/components", {"displayName": "x"}).text, words)
        assert sent_on(second, "unreachable") >= 1 and sent_on(second, "no_primary") >= 1

    def test_a_frozen_primary_leaves_it_unknown_within_a_bounded_time(self, cluster):
        first, second, third = cluster
        key = {"Idempotency-Key": str(uuid.uuid4())}
        second.api.component("Thing")
        first.freeze()
        keyed, bare = (
            Later(lambda headers=headers: patient(second).post(
                "/components", {"displayName": "Perhaps"}, headers=headers))
            for headers in (key, None))
        problem = assert_problem(keyed.get(), 504)
        assert problem["type"] == "urn:heliograph:problem:answer-late"
        assert first.url in problem["detail"] and "may have been made" in problem["detail"]
        assert "Repeat it with the same Idempotency-Key" in problem["detail"]
        assert "Look before you repeat it" in assert_problem(bare.get(), 504)["detail"]
        first.thaw()
        first.wait_writing()
        made = until(lambda: next((a for a in [second.api.post(
            "/components", {"displayName": "Perhaps"}, headers=key)] if a.status_code == 201),
            None), "the change with its key is made")
        agree(*cluster)
        named = [c["id"] for c in third.api.data("/components") if c["displayName"] == "Perhaps"]
        assert named.count(made.json()["id"]) == 1 and len(named) <= 2

    def test_an_answer_that_breaks_off_leaves_it_unknown(self, cluster):
        first, second, _ = cluster
        second.api.component("Thing")
        first.freeze()
        answer = Later(lambda: patient(second).post("/components", {"displayName": "Perhaps"}))
        let_last(1)
        first.kill()
        problem = assert_problem(answer.get(), 502)
        assert problem["type"] == "urn:heliograph:problem:answer-lost"
        assert first.url in problem["detail"] and "may have been made" in problem["detail"]
        assert sent_on(second, "broken") == 1


    def test_who_sends_slowly_keeps_no_room(self, cluster):
        second = cluster[1]
        with socket.create_connection(second.http.rsplit(":", 1), timeout=60) as slow:
            slow.sendall(b"POST /api/v1/components HTTP/1.1\r\nHost: x\r\n"
                         b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
            said = b""
            while part := slow.recv(4096):  # to its end, earlier than that of an idle connection
                said += part
            assert said.startswith(b"HTTP/1.1 408 "), said
            assert b"urn:heliograph:problem:slow-body" in said, said
        second.api.component("Goes on")

    def test_a_node_that_waits_for_an_answer_still_stops(self, cluster):
        first, second, _ = cluster
        second.api.component("Thing")
        first.freeze()
        ended = Later(lambda: ends(patient(second)))
        let_last(1)
        assert second.stop(seconds=15) == 0
        assert ended.get()


class Deluded(ClusterFile):
    """Files in which the second and the third node find the first at each other's address."""

    def path_for(self, name):
        if name == "fra-1":
            return self.path
        first, second, third = self.nodes
        other = {"muc-1": third, "ber-1": second}[name]
        nodes = [dict(node) for node in self.nodes]
        nodes[0]["url"] = other["url"]
        next(node for node in nodes if node["name"] == other["name"])["url"] = first["url"]
        path = self.path.with_name(f"{name}.yaml")
        path.write_text(self.text(nodes))
        return path


def test_nodes_that_take_each_other_for_the_primary_ask_once(nodes):
    _, second, third = nodes.cluster(Deluded(nodes.folder, *NODES), *ON)

    def asked(node):
        return Metrics(node).requests("POST", "/api/v1/components", 503)
    for here, there in ((second, third), (third, second)):
        until(lambda: (here.api.post("/components", {}), sent_on(here, "answered"))[1], "sent on")
        before = asked(here), asked(there)
        problem = assert_problem(here.api.post("/components", {"displayName": "x"}), 503)
        assert problem["type"] == "urn:heliograph:problem:replica-reads-only"
        assert problem["primary"] == here.url
        assert (asked(here), asked(there)) == (before[0] + 1, before[1] + 1)


class Fronted(ClusterFile):
    """The first node has TLS in front of it, as the others see it."""

    front = None

    def path_for(self, name):
        if name == "fra-1":
            return self.path
        path = self.path.with_name("fronted.yaml")
        first = self.nodes[0] | {"url": self.front}
        path.write_text(self.text([first, *self.nodes[1:]]))
        return path


@pytest.mark.skipif(not can_mount(), reason="no file can be mounted here (needs root)")
def test_tokens_go_to_nobody_for_whom_no_root_of_the_system_vouches(nodes, tmp_path):
    file = Fronted(nodes.folder, *NODES)
    first = nodes.member(file, "fra-1", "primary")
    front = Terminator(first, tmp_path)
    file.front = front.url
    second, third = (nodes.member(file, name, "replica", *ON, start=False)
                     for name in ("muc-1", "ber-1"))
    front.trusted_by(second)
    for node in (second, third):
        node.start()
    try:
        problem = assert_problem(third.api.post("/components", {"displayName": "x"}), 503)
        assert f"{front.url} (no TLS: " in problem["detail"] and front.taken == 0
        made = assert_status(second.api.post("/components", {"displayName": "Thing"}), 201)
        assert_status(second.anonymous.get(path(made)), 200)
        assert front.taken > 0
    finally:
        front.end()


def test_the_option_is_on_or_off_and_not_for_a_lone_primary(nodes):
    primary = nodes.primary(*ON, start=False)
    assert "--forward-writes changes nothing here without --cluster" in refused(*primary.arguments)
    replica = nodes.primary(start=False, name="other")
    replica = nodes.replica(replica, "--forward-writes", "perhaps", start=False)
    assert "choose one of on, off" in refused(*replica.arguments)
