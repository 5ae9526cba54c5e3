"""A primary and its replicas as real processes: what happens when the primary is gone."""

import shutil
import threading

import pytest

from harness.api import assert_problem, assert_status, position
from harness.load import Readers, Writers, missing
from harness.picture import picture, replayed, verified
from harness.resources import WRITES, lay_out
from harness.waiting import until

pytestmark = pytest.mark.replication

SPAN = "/api/v1/incidents?start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z"
PATHS = ["/", "/api/v1/components", SPAN, "/healthz", "/readyz"]
FIELDS = {"role", "epoch", "position", "head", "lag", "ageMilliseconds"}


def in_step(*nodes, seconds=60):
    """Waits until all nodes are at the first one's position and returns that."""
    at = nodes[0].position()
    for node in nodes[1:]:
        node.wait_position(at, seconds)
    return at


def same(*nodes, with_updates=True):
    """All nodes show the same at the same position."""
    first = picture(nodes[0].anonymous, with_updates)
    for node in nodes[1:]:
        assert picture(node.anonymous, with_updates) == first, f"{node.name} differs"


@pytest.mark.timeout(400)
def test_the_replicas_go_on_when_the_primary_is_killed_and_nothing_is_lost(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    north, south = (nodes.replica(primary, name=name) for name in ("north", "south"))
    with Readers(north, PATHS) as north_reads, Readers(south, PATHS) as south_reads:
        with Writers(primary.api, 32) as writers:
            until(lambda: len(writers.acknowledged) > 600, "600 writes", 120)
            primary.kill()
        reads = north_reads.answered + south_reads.answered
        until(lambda: north_reads.answered + south_reads.answered > reads + 200, "reads", 60)
        common = min(north.position(), south.position())
        assert common > 0
        # I7: equal positions, equal boards, also when the two have heard differently much.
        assert replayed(north, common) == replayed(south, common)
        if north.position() == south.position():
            same(north, south)
        primary.start()
        assert missing(primary.api, writers.acknowledged) == []
        in_step(primary, north, south)
        same(primary, north, south)
    assert north_reads.failed == [] and south_reads.failed == []
    assert set(code for code, _ in writers.refused) <= {503}, writers.refused[:3]
    assert missing(south.anonymous, writers.acknowledged) == []
    at = primary.position()
    assert replayed(primary, at) == replayed(north, at) == replayed(south, at)
    for node in (primary, north, south):
        verified(node)


def test_a_write_arrives_at_every_replica(nodes):
    primary = nodes.primary()
    north, south = (nodes.replica(primary, name=name) for name in ("north", "south"))
    for number in range(20):
        answer = primary.api.post("/components", json={"displayName": f"Nr {number}"})
        wanted = {"Heliograph-Min-Position": answer.headers["Heliograph-Position"]}
        for replica in (north, south):
            path = f"/components/{answer.json()['id']}"
            assert_status(replica.anonymous.get(path, headers=wanted), 200)
    same(primary, north, south)


def test_a_fresh_replica_starts_from_nothing_and_gets_everything(nodes):
    primary = nodes.primary()
    sample = lay_out(primary.api)
    for number in range(300):
        primary.api.update(sample.incident, f"Nr {number}")
    replica = nodes.replica(primary)
    assert replica.position() == primary.position(), "ready means caught up"
    same(primary, replica)


def test_a_replica_may_start_before_its_primary(nodes):
    primary = nodes.primary(start=False)
    replica = nodes.replica(primary, start=False).start(ready=False).wait_alive()
    assert replica.probe("/readyz")[0] == 503
    health = replica.health()
    assert health["role"] == "replica" and health["position"] == 0
    primary.start()
    lay_out(primary.api)
    replica.wait_ready()
    in_step(primary, replica)
    same(primary, replica)


def test_a_restarted_replica_goes_on_where_it_was(nodes):
    primary = nodes.primary()
    sample = lay_out(primary.api)
    replica = nodes.replica(primary)
    in_step(primary, replica)
    for end in (replica.kill, replica.stop):
        end()
        for number in range(50):
            primary.api.update(sample.incident, f"While it was away {number}")
        replica.start()
        in_step(primary, replica)
        same(primary, replica)
    verified(replica)


def test_a_replica_without_its_primary_starts_and_serves_what_it_has(nodes):
    primary = nodes.primary()
    sample = lay_out(primary.api)
    replica = nodes.replica(primary)
    at = in_step(primary, replica)
    primary.kill()
    replica.kill()
    replica.start(ready=False).wait_alive()
    assert replica.position() == at
    assert_status(replica.anonymous.get(f"/components/{sample.component}"), 200)


def test_a_damaged_memory_of_the_primary_is_named_and_made_anew(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary)
    in_step(primary, replica)
    assert "damaged" not in replica.log(1000)
    primary.kill()
    file = replica.data / "primary"
    damages = [b"", file.read_bytes()[:-10], b"[1]", b'{"caughtUp":true,"url":7}',
               b'{"caughtUp":true,"heldHeadAt":"yesterday"}']
    for number, damage in enumerate(damages, start=1):
        assert replica.stop() == 0
        file.write_bytes(damage)
        replica.start(ready=False).wait_alive()
        assert replica.log(1000).count(f"{file} is damaged and not used") == number
        assert replica.probe("/readyz")[0] == 503
        problem = assert_problem(replica.api.post("/components", json={"displayName": "x"}), 503)
        assert primary.http not in str(problem)
    primary.start()
    replica.wait_ready()
    assert replica.stop() == 0
    replica.start()
    assert replica.log(1000).count("is damaged and not used") == len(damages)


@pytest.fixture(scope="module")
def pair(module_nodes):
    """A primary and a replica that is in step with it."""
    primary = module_nodes.primary()
    sample = lay_out(primary.api)
    replica = module_nodes.replica(primary)
    in_step(primary, replica)
    return primary, replica, sample


@pytest.mark.parametrize("method,template,body", WRITES)
def test_a_write_at_a_replica_is_503_and_names_the_primary(pair, method, template, body):
    primary, replica, sample = pair
    answer = replica.api.send(method, sample.path(template), json=body)
    assert_problem(answer, 503)
    assert primary.http in answer.text
    assert replica.position() == primary.position()


def test_a_delete_and_an_import_at_a_replica_are_503(pair):
    primary, replica, sample = pair
    for answer in (replica.api.delete(f"/components/{sample.component}"),
                   replica.api.post("/import", json={"items": [
                       {"component": {"source": "x", "displayName": "x"}}]}),
                   replica.api.post("/tokens", json={"displayName": "x", "role": "reader"})):
        assert_problem(answer, 503)
        assert primary.http in answer.text


def test_an_unknown_token_on_a_read_at_a_replica_is_ignored(pair):
    _, replica, _ = pair
    assert_status(replica.api.with_token("nobody-has-this-token").get("/components"), 200)


def test_health_says_role_position_head_lag_and_age_on_both_roles(pair):
    for node, role in zip(pair[:2], ("primary", "replica")):
        for path in ("/healthz", "/readyz"):
            status, fields = node.probe(path)
            assert status == 200
            assert FIELDS <= set(fields), fields
            assert fields["role"] == role
            for name in FIELDS - {"role"}:
                assert type(fields[name]) in (int, float), (name, fields[name])
            assert fields["epoch"] == 1
            assert fields["lag"] == fields["head"] - fields["position"] == 0


def test_a_read_at_a_replica_waits_for_its_own_head_only(pair):
    primary, replica, _ = pair
    answer = primary.api.post("/components", json={"displayName": "x"})
    epoch, number = position(answer)
    later = {"Heliograph-Min-Position": f"{epoch}:{number + 500}"}
    refused = replica.anonymous.get("/components", headers=later)
    assert_problem(refused, 503)
    assert "Retry-After" in refused.headers
    with Readers(replica, ["/api/v1/components"]) as reads:
        until(lambda: reads.answered > 50, "reads", 20)
    assert reads.failed == []


def test_a_replica_says_how_old_its_state_is_when_the_primary_is_gone(nodes):
    primary = nodes.primary()
    sample = lay_out(primary.api)
    replica = nodes.replica(primary)
    at = in_step(primary, replica)
    primary.kill()
    before = replica.health()["ageMilliseconds"]
    until(lambda: replica.health()["ageMilliseconds"] > before + 1500, "a growing age", 20)
    health = replica.health()
    assert health["position"] == at and health["head"] == at and health["role"] == "replica"
    assert replica.probe("/readyz")[0] == 200, "it was caught up and keeps serving"
    answer = replica.anonymous.get(f"/components/{sample.component}")
    assert_status(answer, 200)
    assert int(answer.headers["Heliograph-State-Age"]) >= 1000
    problem = assert_problem(replica.api.post("/components", json={"displayName": "x"}), 503)
    assert primary.http in str(problem)
    primary.start()
    until(lambda: replica.health()["ageMilliseconds"] < 15_000, "hears again", 20)
    primary.api.component("After the return")
    in_step(primary, replica)
    same(primary, replica)


def test_many_readers_that_wait_are_all_answered(pair):
    primary, replica, _ = pair
    epoch, number = position(primary.api.get("/components"))
    wanted = {"Heliograph-Min-Position": f"{epoch}:{number + 1}"}
    answers = []

    def read(node):
        answers.append(node.anonymous.get("/components", headers=wanted))
    threads = [threading.Thread(target=read, args=(n,)) for n in (primary, replica) * 20]
    for thread in threads:
        thread.start()
    primary.api.component("What they wait for")
    for thread in threads:
        thread.join(timeout=60)
    assert [a.status_code for a in answers] == [200] * 40


def test_a_replica_does_not_follow_another_log(nodes):
    primary = nodes.primary()
    sample = lay_out(primary.api)
    replica = nodes.replica(primary)
    at = in_step(primary, replica)
    shown = picture(replica.anonymous)
    primary.kill()
    other = nodes.primary(name="other", start=False)
    other.arguments[other.arguments.index(other.publish)] = primary.publish
    other.arguments[other.arguments.index(other.control)] = primary.control
    other.start()
    lay_out(other.api)
    for number in range(40):
        other.api.component(f"Foreign {number}")

    def has_noticed():
        return replica.probe("/readyz")[0] == 503 or "another" in replica.log() or (
            "diverged" in replica.log().lower())
    until(has_noticed, "the replica to say that this is not its log", 30)
    assert replica.position() == at and picture(replica.anonymous) == shown
    assert_status(replica.anonymous.get(f"/components/{sample.component}"), 200)


def test_a_replica_says_diverged_when_history_was_written_anew(nodes, tmp_path):
    primary = nodes.primary()
    sample = lay_out(primary.api)
    replica = nodes.replica(primary)
    in_step(primary, replica)
    assert primary.stop() == 0
    shutil.copytree(primary.data, tmp_path / "copy")
    primary.start()
    primary.api.update(sample.incident, "This is what the replica has heard")
    at = in_step(primary, replica)
    primary.kill()
    shutil.rmtree(primary.data)
    shutil.copytree(tmp_path / "copy", primary.data)
    primary.start()
    for _ in range(3):
        primary.api.post(
            f"/incidents/{sample.incident}/updates", json={"description": "Another history"})
    until(lambda: "diverged" in str(replica.probe("/readyz")[1]).lower()
          or "diverged" in replica.log().lower() or replica.probe("/readyz")[0] == 503,
          "the replica to say diverged", 30)
    assert replica.position() == at
    texts = [u["description"] for u in
             replica.anonymous.data(f"/incidents/{sample.incident}/updates")]
    assert texts[-1] == "This is what the replica has heard"
