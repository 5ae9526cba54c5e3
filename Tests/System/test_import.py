"""Import of a Statuspage history: what arrives, and that it arrives once."""

import copy
import json
from pathlib import Path

import pytest

from harness.api import assert_problem, assert_status
from harness.binary import refused, run
from harness.node import ADMIN_TOKEN
from harness.picture import picture, verified

pytestmark = pytest.mark.imports

EXPORT = Path(__file__).parent / "fixtures/statuspage-export.json"


def imported(node, file, seconds=120):
    """Imports a file, which must succeed, and returns what was said about it."""
    done = run("import", "statuspage", file, "--server", node.url, "--token", ADMIN_TOKEN,
               seconds=seconds)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def changed(tmp_path, change):
    """The export after `change` has been at it, as a file."""
    export = json.loads(EXPORT.read_text())
    change(export)
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(export))
    return file


@pytest.fixture(scope="module")
def loaded(module_nodes):
    """A primary and a replica with the made-up history."""
    primary = module_nodes.primary()
    replica = module_nodes.replica(primary)
    imported(primary, EXPORT)
    replica.wait_position(primary.position())
    return primary, replica


def by_name(items):
    return {item["displayName"]: item for item in items}


def test_components_keep_their_group_and_duplicate_names(loaded):
    components = loaded[0].anonymous.data("/components")
    names = sorted(c["displayName"] for c in components)
    assert len(components) == 6, names  # five of the page, and one for the whole page
    assert names.count("API") == 2
    groups = {c.get("labels", {}).get("group") for c in components if c["displayName"] == "API"}
    assert groups == {"Storage", "Compute - Region North"}
    assert not by_name(components)["Website"].get("labels", {}).get("group")


def test_a_region_is_told_by_the_group(loaded):
    for component in loaded[0].anonymous.data("/components"):
        labels = component.get("labels", {})
        in_the_north = labels.get("group") == "Compute - Region North"
        assert labels.get("region") == ("North" if in_the_north else None), component


def test_every_incident_arrives_with_its_times(loaded):
    incidents = by_name(loaded[0].anonymous.incidents())
    times = {name: (i["beganAt"], i["endedAt"]) for name, i in incidents.items()}
    assert times == {
        "Object Storage answers slowly": ("2026-02-01T08:00:00Z", "2026-02-01T11:00:00Z"),
        "Sign-in is not possible": ("2026-02-03T10:00:00Z", "2026-02-03T10:45:00Z"),
        "Both APIs return errors": ("2026-02-05T12:00:00Z", "2026-02-05T12:50:00Z"),
        "<script>alert('x')</script> & \"quotes\" in a title": ("2026-02-08T06:00:00Z", None),
        "New switches for the north": ("2026-01-28T22:00:00Z", "2026-01-28T23:30:00Z"),
        "Database upgrade": ("2090-03-01T22:00:00Z", "2090-03-01T23:30:00Z")}


def test_severities_follow_the_components_status_else_the_impact(loaded):
    api = loaded[0].anonymous
    incidents, components = by_name(api.incidents()), {
        c["id"]: c for c in api.data("/components")}

    def severities(name):
        return {(components[i["reference"]]["displayName"],
                 components[i["reference"]].get("labels", {}).get("group")): i["severity"]
                for i in incidents[name]["affects"]}
    both = severities("Both APIs return errors")
    partial, total = both[("API", "Storage")], both[("API", "Compute - Region North")]
    slow, = severities("Object Storage answers slowly").values()
    assert 0 < slow < partial < total <= 100
    assert set(severities("New switches for the north").values()) == {0}
    assert set(severities("Database upgrade").values()) == {0}
    whole_page, = severities("Sign-in is not possible").items()
    assert whole_page[1] > 0 and whole_page[0][0] not in ("API", "Website")


def test_updates_keep_their_words_times_and_order(loaded):
    api = loaded[0].anonymous
    incident = by_name(api.incidents())["Object Storage answers slowly"]
    updates = api.data(f"/incidents/{incident['id']}/updates")
    assert [(u["order"], u["createdAt"]) for u in updates] == [
        (0, "2026-02-01T08:00:00Z"), (1, "2026-02-01T09:30:00Z")]
    assert updates[1]["description"] == "A full cache was emptied; times are back to normal."


def test_the_history_is_on_the_replica(loaded):
    primary, replica = loaded
    assert picture(replica.anonymous) == picture(primary.anonymous)


def test_events_say_when_it_happened_there(loaded):
    events = loaded[0].anonymous.get("/events", params={"limit": 500}).json()["data"]
    occurred = {e["occurredAt"] for e in events if "occurredAt" in e}
    assert "2026-02-01T08:00:00Z" in occurred and "2026-02-01T09:30:00Z" in occurred


def test_a_second_run_records_nothing(loaded):
    primary, _ = loaded
    before = primary.position()
    said = imported(primary, EXPORT)
    assert primary.position() == before, said


def test_a_newer_export_records_only_what_changed(nodes, tmp_path):
    primary = nodes.primary()
    imported(primary, EXPORT)
    before = primary.position()

    def newer(export):
        slow = export["incidents"][0]
        slow["name"] = "Object Storage answered slowly"
        update = copy.deepcopy(slow["incident_updates"][1])
        update |= {"id": "upd0000000a3", "status": "resolved", "body": "It stayed normal.",
                   "created_at": "2026-02-01T10:30:00.000Z"}
        update |= {"display_at": update["created_at"], "updated_at": update["created_at"]}
        slow["incident_updates"].append(update)
    file = changed(tmp_path, newer)
    imported(primary, file)
    assert 1 < primary.position() - before <= 5
    incident = by_name(primary.anonymous.incidents())["Object Storage answered slowly"]
    assert incident["updates"] == [0, 1, 2] and incident["endedAt"] == "2026-02-01T10:30:00Z"
    after = primary.position()
    imported(primary, file)
    assert primary.position() == after


def test_what_is_deleted_here_is_not_brought_back(nodes):
    primary = nodes.primary()
    imported(primary, EXPORT)
    incident = by_name(primary.anonymous.incidents())["Both APIs return errors"]["id"]
    assert_status(primary.api.delete(f"/incidents/{incident}"), 204)
    before = primary.position()
    imported(primary, EXPORT)
    assert primary.position() == before
    assert_problem(primary.anonymous.get(f"/incidents/{incident}"), 404)


def test_a_record_that_cannot_be_taken_is_named_and_the_others_arrive(nodes, tmp_path):
    def broken(export):
        export["incidents"][0]["name"] = "   "
    file = changed(tmp_path, broken)
    primary = nodes.primary()
    done = run("import", "statuspage", file, "--server", primary.url, "--token", ADMIN_TOKEN)
    assert "inc0nolonger" in done.stdout + done.stderr
    assert len(primary.anonymous.incidents()) == 5


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"components": 7}', "{}"])
def test_a_file_that_is_no_export_is_refused(loaded, tmp_path, content):
    file = tmp_path / "wrong.json"
    file.write_text(content)
    before = loaded[0].position()
    said = refused(
        "import", "statuspage", file, "--server", loaded[0].url, "--token", ADMIN_TOKEN)
    assert str(file) in said, said
    assert loaded[0].position() == before


def test_a_missing_file_a_wrong_token_and_a_wrong_server_are_refused(loaded, tmp_path):
    server = loaded[0].url
    said = refused("import", "statuspage", tmp_path / "none.json", "--server", server,
                   "--token", ADMIN_TOKEN)
    assert "none.json" in said
    said = refused("import", "statuspage", EXPORT, "--server", server, "--token", "wrong-token")
    assert "token" in said.lower()
    refused("import", "statuspage", EXPORT, "--server", "http://127.0.0.1:1", "--token", "x")
    refused("import", "statuspage", EXPORT, "--server", "nonsense", "--token", "x")
    # At a replica: it names its primary.
    said = refused("import", "statuspage", EXPORT, "--server", loaded[1].url,
                   "--token", ADMIN_TOKEN)
    assert loaded[0].http in said


def test_the_bulk_api_tells_what_became_of_each_item(nodes):
    api = nodes.primary().api
    items = [{"component": {"source": "demo/c1", "displayName": "Volumes"}},
        {"impactType": {"source": "demo/t1", "displayName": "Slow", "description": "Late"}},
        {"incident": {"source": "demo/i1", "displayName": "Slow", "beganAt": "2026-01-01T00:00:00Z",
            "endedAt": None, "affects": [
                {"component": "demo/c1", "type": "demo/t1", "severity": 20}], "updates": [
                {"source": "demo/u1", "description": "x", "createdAt": "2026-01-01T00:01:00Z"}]}},
        {"component": {"source": "demo/c2", "displayName": ""}},
        {"incident": {"source": "demo/i2", "displayName": "x", "beganAt": "2026-01-01T00:00:00Z",
            "endedAt": None, "updates": [], "affects": [
                {"component": "demo/none", "type": "demo/t1", "severity": 20}]}}]
    results = assert_status(api.post("/import", json={"items": items}), 200).json()["results"]
    assert [r["status"] for r in results] == [
        "created", "created", "created", "rejected", "rejected"]
    assert all("id" in r for r in results[:3])
    assert results[3]["problem"]["status"] == 400 and results[4]["problem"]["message"]
    assert api.data(f"/incidents/{results[2]['id']}")["updates"] == [0]
    items[0]["component"]["displayName"] = "Disks"
    again = api.post("/import", json={"items": items}).json()["results"]
    assert [r["status"] for r in again] == [
        "changed", "unchanged", "unchanged", "rejected", "rejected"]
    assert again[0]["id"] == results[0]["id"]


@pytest.mark.parametrize("body", [{"items": []}, {"items": {}}, {"items": [7]}, {"items": None},
    {"items": [{}] * 501}, {"items": [{"nothing": {}}]}, {"other": []}], ids=lambda b: str(b)[:24])
def test_a_malformed_batch_is_refused_or_its_items_are(loaded, body):
    before = loaded[0].position()
    answer = loaded[0].api.post("/import", json=body)
    assert_status(answer, (200, 400))
    if answer.status_code == 200:
        assert body["items"] and {r["status"] for r in answer.json()["results"]} == {"rejected"}
    assert loaded[0].position() == before


@pytest.mark.timeout(600)
def test_the_whole_real_history_arrives_on_both_replicas(nodes, shared):
    file = shared / "data/digitalocean-history.json"
    export = json.loads(file.read_text())
    kept = [c for c in export["components"] if not c["group"]]
    told = export["incidents"] + export["scheduled_maintenances"]
    primary = nodes.primary()
    north, south = (nodes.replica(primary, name=name) for name in ("north", "south"))
    imported(primary, file, seconds=400)
    api = primary.anonymous
    assert len(api.data("/components")) == len(kept) + 1 == 278
    incidents = api.incidents()
    assert len(incidents) == len(told) == 962
    assert sum(len(i["updates"]) for i in incidents) == sum(
        len(i["incident_updates"]) for i in told)
    assert all(i["affects"] for i in incidents)
    at = primary.position()
    imported(primary, file, seconds=400)
    assert primary.position() == at, "the second run has recorded something"
    shown = picture(api, with_updates=False)
    for replica in (north, south):
        replica.wait_position(at)
        assert picture(replica.anonymous, with_updates=False) == shown
    primary.kill()
    newest = incidents[0]["displayName"]
    assert newest in [i["displayName"] for i in north.anonymous.incidents()]
    for node in (primary, south):
        verified(node)
