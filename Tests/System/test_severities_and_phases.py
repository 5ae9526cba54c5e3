"""Severities and their bands, phase lists, impact types and the order of their lists."""

from urllib.parse import quote

import pytest

from harness.api import assert_problem, assert_status
from harness.moments import ago

pytestmark = pytest.mark.api


@pytest.fixture
def api(nodes):
    """A node of its own for each test: severities are few and shared."""
    return nodes.primary().api


def test_severities_are_listed_by_value(api):
    for name, value in (("mid", 50), ("low", 10), ("high", 99)):
        api.severity(name, value)
    assert api.data("/severities") == [{"displayName": "low", "value": 10},
        {"displayName": "mid", "value": 50}, {"displayName": "high", "value": 99}]
    assert api.data("/severities/mid") == {"displayName": "mid", "value": 50}


@pytest.mark.parametrize(
    "name", ["a/b", "with space", "ü–ß", "100%", "a?b#c", "..", "a+b", "%2F"])
def test_any_name_can_stand_in_a_path(api, name):
    api.severity(name, 42)
    path = "/severities/" + quote(name, safe="")
    if name == "..":
        path = "/severities/%2E%2E"
    answer = api.get(path)
    if name == ".." and answer.status_code == 404:
        pytest.skip("the client has folded the two dots away")
    assert_status(answer, 200)
    assert answer.json()["data"]["displayName"] == name
    assert_status(api.patch(path, json={"value": 43}), 204)
    assert_status(api.delete(path), 204)


@pytest.mark.parametrize("value", [0, -1, 101, 1.5, "50", None, 10 ** 30], ids=repr)
def test_a_severity_lies_between_1_and_100(api, value):
    answer = api.post("/severities", json={"displayName": "x", "value": value})
    assert_problem(answer, 400, "value")
    api.severity("x", 50)
    assert_problem(api.patch("/severities/x", json={"value": value}), 400, "value")


def test_names_and_values_are_unique(api):
    api.severity("low", 10)
    api.severity("LOW", 20)
    for body in ({"displayName": "low", "value": 30}, {"displayName": "new", "value": 10}):
        assert_problem(api.post("/severities", json=body), 409)
    assert_problem(api.patch("/severities/low", json={"displayName": "LOW"}), 409)
    assert_problem(api.patch("/severities/low", json={"value": 20}), 409)
    assert_status(api.patch("/severities/low", json={"displayName": "low", "value": 10}), 204)


def test_a_severity_is_renamed_and_moved(api):
    api.severity("low", 10)
    assert_status(api.patch("/severities/low", json={"displayName": "lower"}), 204)
    assert_problem(api.get("/severities/low"), 404)
    assert_status(api.patch("/severities/lower", json={"displayName": "z", "value": 5}), 204)
    assert api.data("/severities") == [{"displayName": "z", "value": 5}]
    for member in ("displayName", "value"):
        assert_problem(api.patch("/severities/z", json={member: None}), 400, member)


def test_the_first_severities_come_in_any_order_but_the_100_stays(api):
    api.severity("low", 10)
    assert_status(api.delete("/severities/low"), 204)
    api.severity("mid", 50)
    api.severity("top", 100)
    assert_problem(api.delete("/severities/top"), 409)
    assert_problem(api.patch("/severities/top", json={"value": 99}), 409)
    assert_status(api.patch("/severities/top", json={"displayName": "worst"}), 204)
    assert_problem(api.post("/severities", json={"displayName": "x", "value": 100}), 409)
    assert_status(api.delete("/severities/mid"), 204)
    assert_problem(api.delete("/severities/worst"), 409)


def test_a_severity_in_whose_band_an_open_incident_lies_cannot_be_deleted(api):
    api.severity("low", 10)
    api.severity("mid", 50)
    api.severity("top", 100)
    impact = {"reference": api.component(), "type": api.impact_type(), "severity": 11}
    incident = api.incident(affects=[impact], beganAt=ago(days=2))
    assert_problem(api.delete("/severities/mid"), 409)
    assert_status(api.delete("/severities/low"), 204)
    assert_status(api.patch(f"/incidents/{incident}", json={"endedAt": ago(days=1)}), 204)
    assert_status(api.delete("/severities/mid"), 204)


def test_an_impact_may_lie_above_the_highest_band(api):
    api.severity("low", 10)
    impact = {"reference": api.component(), "type": api.impact_type(), "severity": 90}
    incident = api.incident(affects=[impact])
    assert api.data(f"/incidents/{incident}")["affects"] == [impact]
    assert_status(api.delete("/severities/low"), 204)


def test_phase_lists_are_published_in_generations(api):
    assert api.phases("Seen", "Done") == 1
    assert api.phases("Seen", "Seen", "Done") == 2
    assert api.data("/phases") == {"generation": 2, "phases": ["Seen", "Seen", "Done"]}
    assert api.data("/phases?generation=1") == {"generation": 1, "phases": ["Seen", "Done"]}
    for generation in (0, 3):
        assert_problem(api.get(f"/phases?generation={generation}"), 404)
    for method in ("PATCH", "DELETE", "PUT"):
        assert_problem(api.send(method, "/phases", json={"phases": ["x"]}), 405)


def test_impact_types_are_listed_by_name_then_id_and_changed(api):
    made = [(name, api.impact_type(name)) for name in ("C", "A", "B", "A")]
    assert [(t["displayName"], t["id"]) for t in api.data("/impacttypes")] == sorted(made)
    path = f"/impacttypes/{made[0][1]}"
    assert_status(api.patch(path, json={"description": "Text"}), 204)
    assert api.data(path) == {"id": made[0][1], "displayName": "C", "description": "Text"}
    assert_status(api.patch(path, json={"description": None, "displayName": "D"}), 204)
    assert api.data(path) == {"id": made[0][1], "displayName": "D"}
    assert_problem(api.patch(path, json={"displayName": None}), 400, "displayName")
    assert_status(api.delete(path), 204)
    assert_problem(api.get(path), 404)
