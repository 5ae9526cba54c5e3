"""What only a deposed primary had: kept, signed, shown, re-applied or discarded; never lost."""

import base64
import json
import re
import shutil

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from harness.api import assert_problem, assert_status
from harness.binary import refused, run
from harness.cluster import ClusterFile
from harness.node import ADMIN_TOKEN
from harness.waiting import until

pytestmark = pytest.mark.cluster

NODES = [("fra-1", "fra"), ("muc-1", "muc"), ("ber-1", "ber")]


def orphans(node, verb, *arguments):
    """`heliograph orphans VERB` at a node."""
    return run("orphans", verb, *arguments, "--server", node.url, "--token", ADMIN_TOKEN)


def told(node):
    """What a node knows of its cluster."""
    answer = node.api.get("/cluster")
    assert_status(answer, 200)
    return answer.json()


def events(node, kind):
    """The events of one type that a node has."""
    found, after = [], "1:0"
    while True:
        page = node.api.get("/events", params={"after": after, "limit": 500}).json()
        if not page["data"]:
            return found
        found += [event for event in page["data"] if event["type"] == kind]
        after = page["next"]


def incident(node, identity):
    answer = node.api.get(f"/incidents/{identity}")
    assert_status(answer, 200)
    return answer.json()["data"]


def same(*nodes):
    """Waits until all have one log, and show it."""
    until(lambda: len({(told(n)["epoch"], told(n)["head"]) for n in nodes}) == 1, "one head")
    for node in nodes:
        node.wait_position(told(nodes[0])["head"])


class Fork:
    """Three members, of which the first was the primary, wrote alone, fell, and came back."""

    def __init__(self, nodes, signs=True):
        self.file = ClusterFile(nodes.folder, *NODES)
        self.keys = {}
        made = []
        for index, node in enumerate(self.file.nodes):
            arguments = []
            if signs:
                path = nodes.folder / f"{node['name']}-keys.yaml"
                said = run("keys", "generate", "--out", path).stdout
                node["keys"] = re.search(r"keys: (\[.*\])", said)[1]
                node["signing-key"] = re.search(r'signing-key: (".*")', said)[1]
                self.keys[node["name"]] = node["signing-key"].strip('"')
                arguments = ["--keys", path]
            made.append(nodes.member(self.file, node["name"], "replica" if index else "primary",
                                     *arguments, start=False))
        self.file.write()
        self.first, self.second, self.third = self.nodes = made
        for node in made:
            node.start(ready=False)
        for node in made:
            node.wait_ready()
        self.first.wait_writing()

    def before(self):
        """What all have."""
        api = self.first.api
        self.type = api.impact_type()
        self.doomed = api.component("doomed")
        self.shared = api.incident("Shared")
        self.works = api.incident(
            "Works", beganAt="2030-01-01T10:00:00Z", endedAt="2030-01-01T12:00:00Z",
            affects=[{"reference": self.doomed, "type": self.type, "severity": 0}])
        same(*self.nodes)

    def alone(self):
        """What only the first has."""
        for node in (self.second, self.third):
            assert node.stop() == 0
        api = self.first.api
        self.components = [api.component(f"alone {number}") for number in range(3)]
        assert api.phases("seen", "fixed") == 1
        self.outage = api.incident(
            "Outage", beganAt="2026-01-02T03:04:05Z", phase={"generation": 1, "order": 1},
            affects=[{"reference": self.components[0], "type": self.type, "severity": 40}])
        assert api.update(self.outage, "We look.") == 0
        assert api.update(self.shared, "Said alone.") == 0
        assert_status(api.patch(f"/incidents/{self.shared}/updates/0",
                                json={"description": "Said alone, and corrected."}), 204)
        # Each alone would break a rule: the begin lies behind the old end.
        assert_status(api.patch(f"/incidents/{self.works}", json={
            "beganAt": "2030-01-01T14:00:00Z", "endedAt": "2030-01-01T16:00:00Z"}), 204)
        assert_status(api.patch(f"/components/{self.doomed}",
                                json={"displayName": "doomed, renamed"}), 204)
        self.lost = told(self.first)["head"]
        self.first.kill()

    def promoted(self):
        """The second writes, and counts orders and generations of its own."""
        for node in (self.second, self.third):
            node.start(ready=False).wait_alive()
        until(lambda: told(self.second)["heard"]["by"] == "ber-1", "they hear each other")
        position = told(self.second)["heard"]["position"]
        self.after = position
        done = run("promote", "muc-1", "--force", "--confirm", position,
                   "--server", self.second.url, "--token", ADMIN_TOKEN)
        assert done.returncode == 0, done
        self.second.wait_writing()
        api = self.second.api
        assert api.phases("other", "list") == 1
        assert api.update(self.shared, "Said by the new primary.") == 0
        assert_status(api.patch(f"/incidents/{self.works}", json={"affects": []}), 204)
        assert_status(api.delete(f"/components/{self.doomed}"), 204)

    def back(self):
        """The first comes back."""
        self.first.start(ready=False).wait_alive()
        until(lambda: any("only it had" in p["reason"] for p in told(self.first)["problems"]),
              "it tells of its orphans")
        until(lambda: events(self.second, "log.fork_detected"), "the fork is recorded")
        same(*self.nodes)
        (self.bundle,) = [b["name"] for b in self.first.api.data("/orphans")]
        self.path = self.first.data / "orphans" / f"{self.bundle}.jsonl"
        return self


@pytest.fixture
def fork(nodes):
    fork = Fork(nodes)
    fork.before()
    fork.alone()
    fork.promoted()
    return fork.back()


def test_orphans_come_back_are_refused_or_discarded(fork):
    first, second = fork.first, fork.second
    count = fork.lost - fork.after
    # The primary has it on record, once; the node that has them says what to do.
    (found,) = events(second, "log.fork_detected")
    assert found["data"] == {
        "node": "fra-1", "epoch": 1, "after": fork.after, "through": fork.lost}
    (problem,) = told(first)["problems"]
    assert problem == {
        "reason": f"keeps {count} events that only it had when another node became the primary",
        "hint": f"heliograph orphans list --server {first.url}"}
    assert run("status", "--server", first.url, "--token", ADMIN_TOKEN).returncode == 1

    listed = orphans(first, "list")
    assert listed.returncode == 0, listed
    row = listed.stdout.splitlines()[1].split()
    assert row[:8] == [fork.bundle, "fra-1", "1", str(fork.after), str(fork.lost), str(count),
                       str(count), "verified"]
    assert orphans(second, "list").stdout == "no orphans\n"
    shown = orphans(first, "show", fork.bundle).stdout
    assert 'component.registered "alone 0"' in shown and 'incident.opened "Outage"' in shown
    assert "Signature: verified\n" in shown
    assert f"What fra-1 had after position {fork.after}, up to {fork.lost};" in shown

    before = told(second)["head"]
    done = orphans(first, "reapply", fork.bundle, "--all")
    assert done.returncode == 1 and done.stderr == "", done
    lines = done.stdout.splitlines()
    assert lines[-1] == f"{count - 1} re-applied, 1 refused"
    assert lines[-2].endswith(
        'component.renamed "doomed, renamed": refused: There is no such component.')
    assert told(second)["head"] == before + count - 1

    same(*fork.nodes)
    for node in fork.nodes:
        names = [c["displayName"] for c in node.api.data("/components")]
        assert names == ["alone 0", "alone 1", "alone 2"]
        outage = incident(node, fork.outage)
        assert outage["beganAt"] == "2026-01-02T03:04:05Z"
        # The list of phases is another number here: the reference follows it.
        assert outage["phase"] == {"generation": 2, "order": 1}
        assert node.api.get("/phases").json()["data"]["phases"][1] == "fixed"
        updates = node.api.data(f"/incidents/{fork.shared}/updates")
        assert [(u["order"], u["description"]) for u in updates] == [
            (0, "Said by the new primary."), (1, "Said alone, and corrected.")]
        works = incident(node, fork.works)
        assert (works["beganAt"], works["endedAt"]) == (
            "2030-01-01T14:00:00Z", "2030-01-01T16:00:00Z")
    # Each new event names the old one, and when that was.
    kept = [json.loads(json.loads(line)["entry"]) for line in
            fork.path.read_text().splitlines()[1:-1]]
    new = {event["id"]: event for event in events(second, "component.registered")}
    settled = {o["position"]: o for o in first.api.data(f"/orphans/{fork.bundle}")}
    for position, orphan in settled.items():
        if orphan["type"] != "component.registered":
            continue
        again = new[orphan["settled"]["event"]]
        assert again["occurredAt"] == orphan["recordedAt"]
        assert orphan["settled"]["at"] == f"{again['epoch']}:{again['position']}"
        assert orphan["settled"]["by"].startswith("token/")
    assert len(kept) == count

    # A second run changes nothing.
    head = told(second)["head"]
    again = orphans(first, "reapply", fork.bundle, "--all")
    assert again.returncode == 1 and again.stdout.splitlines()[-1] == "1 refused"
    # Nor does one after a crash before anything was noted down.
    note = fork.path.with_name(f"{fork.bundle}.settled.jsonl")
    noted = note.read_text()
    note.unlink()
    again = orphans(first, "reapply", fork.bundle, "--all")
    assert again.stdout.splitlines()[-1] == f"{count - 1} re-applied, 1 refused"
    assert told(second)["head"] == head
    places = re.compile(r'"reapplied_(?:as|at)":"[^"]*"')
    assert places.findall(note.read_text()) == places.findall(noted)

    left = str(fork.lost)
    done = orphans(first, "discard", fork.bundle, left)
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "1 discarded", done
    assert orphans(first, "reapply", fork.bundle, "--all").stdout == "nothing to settle\n"
    until(lambda: not told(first)["problems"], "nothing is left to settle")
    assert events(second, "log.fork_detected") == [found]
    # It is known after a restart, and after another node was promoted.
    assert first.stop() == 0
    first.start(ready=False).wait_alive()
    until(lambda: not told(first)["problems"], "nothing is left to settle")


def test_a_bundle_is_signed_and_one_that_was_changed_is_told(fork):
    first, second = fork.first, fork.second
    text = fork.path.read_bytes()
    *body, last = text.splitlines(keepends=True)
    line = json.loads(last)
    assert line["key"] == fork.keys["fra-1"]
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(line["key"] + "="))
    signature = base64.b64decode(line["ed25519"])
    public.verify(signature, b"".join(body))
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"".join(body).replace(b'"node":"fra-1"', b'"node":"fra-2"'))
    head = told(second)["head"]

    def faulty(changed, words):
        assert changed != text
        fork.path.write_bytes(changed)
        listed = orphans(first, "list")
        assert listed.returncode == 1 and words in listed.stdout, listed

    # Its header: hashes are right, the signature is not.
    faulty(text.replace(b'"at":"2', b'"at":"1'), "the signature is not the one of fra-1")
    said = refused("orphans", "reapply", fork.bundle, "--all", "--server", first.url,
                   "--token", ADMIN_TOKEN)
    assert "nothing was re-applied" in said and "--unverified" in said
    # No signature where there should be one.
    faulty(b"".join(body) + b'{"signed":false}\n', "it is not signed")
    # The key of another.
    faulty(text.replace(line["key"].encode(), fork.keys["muc-1"].encode()),
           "does not name its key as one of fra-1")
    # An event: no flag takes that.
    faulty(text.replace(b"component.registered", b"component.registerex", 1), "is not what was kept")
    assert orphans(first, "reapply", fork.bundle, "--all", "--unverified").returncode == 1
    assert orphans(first, "show", fork.bundle).returncode == 1
    assert told(second)["head"] == head
    fork.path.write_bytes(text.replace(b'"at":"2', b'"at":"1'))
    position = str(fork.after + 1)
    done = orphans(first, "reapply", fork.bundle, position, "--unverified")
    assert done.returncode == 0 and "1 re-applied" in done.stdout, done


def test_a_bundle_is_for_administrators_and_orphans_only_are_re_applied(fork):
    first, second = fork.first, fork.second
    path = f"/orphans/{fork.bundle}"
    operator = second.api.make("/tokens", member="token", displayName="Op", role="operator")
    first.wait_position(told(second)["head"])
    for asked in ("/orphans", path):
        assert_problem(first.anonymous.get(asked), 401)
        assert_problem(first.api.with_token(operator).get(asked), 403)
    orphan = first.api.data(path, params={"limit": 1})[0]
    body = {"events": [orphan["kept"]]}
    assert_problem(first.api.with_token(operator).post(path + "/settlements", {}), 403)
    assert_problem(second.api.with_token(operator).post("/reapply", body), 403)
    # A replica says who decides.
    assert assert_problem(first.api.post("/reapply", body), 503)["primary"] == second.url
    for wrong in ({}, {"events": []}, {"events": [{}]},
            {"events": [orphan["kept"] | {"entry": orphan["kept"]["entry"] + " "}]},
            {"events": [orphan["kept"] | {"facts": "e30="}]},
            {"events": [orphan["kept"] | {"factsSalt": "e30="}]}):
        assert_problem(second.api.post("/reapply", wrong), 400)
    # Without its texts nobody could say what it was called.
    bare = {key: value for key, value in orphan["kept"].items() if not key.startswith("texts")}
    assert_problem(second.api.post("/reapply", {"events": [bare]}), 400)
    for wrong in ({}, {"settled": [{"position": 0, "as": "discarded"}]},
                  {"settled": [{"position": fork.after, "as": "discarded"}]},
                  {"settled": [{"position": fork.lost, "as": "lost"}]},
                  {"settled": [{"position": fork.lost, "as": "reapplied"}]}):
        assert_problem(first.api.post(path + "/settlements", wrong), 400)
    assert_problem(first.api.get("/orphans/other"), 404)
    assert_problem(first.api.get("/orphans/..%2Flog"), 404)
    settled = {"settled": [{"position": fork.lost, "as": "discarded"}]}
    for _ in range(2):
        answer = first.api.post(path + "/settlements", settled)
        assert_status(answer, 200)
        assert answer.json()["bundle"]["settled"] == 1
    settled["settled"][0]["as"] = "unchanged"
    assert_problem(first.api.post(path + "/settlements", settled), 409)
    answer = second.api.post("/reapply", body)
    assert_status(answer, 200)
    (result,) = answer.json()["data"]
    assert result["result"] == "recorded" and result["orphan"] == orphan["id"]
    again = second.api.post("/reapply", body).json()["data"]
    assert again == [result | {"result": "repeated"}]
    same(*fork.nodes)
    # What lies in the log is no orphan, nor is what rests on one that was not re-applied.
    rests = [o["kept"] for o in first.api.data(path) if o["type"] == "incident.update_described"]
    assert "was not re-applied" in assert_problem(
        second.api.post("/reapply", {"events": rests}), 409)["detail"]


def test_a_node_without_keys_keeps_them_unsigned(nodes):
    fork = Fork(nodes, signs=False)
    fork.before()
    fork.alone()
    fork.promoted()
    fork.back()
    assert orphans(fork.first, "list").stdout.splitlines()[1].split()[7] == "unsigned"
    assert orphans(fork.first, "reapply", fork.bundle, "--all").returncode == 1
    assert orphans(fork.first, "discard", fork.bundle, "--all").returncode == 0
    shutil.rmtree(fork.first.data / "archive")
    assert orphans(fork.first, "discard", fork.bundle, "7", "--all").returncode == 64
