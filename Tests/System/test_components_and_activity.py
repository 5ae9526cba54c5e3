"""Components: their labels, and which incidents affect them when."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.api import assert_problem, assert_status
from harness.moments import ago, ahead
from harness.waiting import until

pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def kind(primary):
    return primary.api.impact_type("Slow")


def affected_by(api, component, at=None):
    """The incidents that affect `component`; the list of components must say the same."""
    params = {"at": at} if at else None
    alone = api.data(f"/components/{component}", params=params)
    listed = [c for c in api.data("/components", params=params) if c["id"] == component]
    assert [alone] == listed or at is None  # without `at`, time may pass between the two
    return [impact["reference"] for impact in alone["activelyAffectedBy"]]


def incident_on(api, component, kind, severity=30, **more):
    impact = {"reference": component, "type": kind, "severity": severity}
    return api.incident(affects=[impact], **more)


def test_a_component_shows_what_it_was_given(api):
    labels = {"region": "north", "group": "Storage", "note": ""}
    component = api.component("Volumes", labels=labels)
    assert api.data(f"/components/{component}") == {
        "id": component, "displayName": "Volumes", "labels": labels, "activelyAffectedBy": []}


def test_labels_are_replaced_as_a_whole_and_cleared_by_null(api):
    path = f"/components/{api.component(labels={'a': '1', 'b': '2'})}"
    assert_status(api.patch(path, json={"labels": {"b": "3"}}), 204)
    assert api.data(path)["labels"] == {"b": "3"}
    assert_status(api.patch(path, json={"displayName": "Other"}), 204)
    assert api.data(path)["labels"] == {"b": "3"}
    assert_status(api.patch(path, json={"labels": None}), 204)
    assert not api.data(path).get("labels")


@pytest.mark.parametrize("labels", [{"a": 1}, {"a": None}, {"a": {}}, ["a"], "a", 1], ids=repr)
def test_labels_map_strings_to_strings(api, labels):
    assert_problem(api.post("/components", json={"displayName": "x", "labels": labels}), 400,
                   "labels" if not isinstance(labels, dict) else "labels.a")


def test_activity_is_half_open(api, kind):
    component = api.component()
    incident = incident_on(
        api, component, kind, beganAt="2026-03-01T10:00:00Z", endedAt="2026-03-01T11:00:00Z")
    assert affected_by(api, component, "2026-03-01T09:59:59.999999Z") == []
    assert affected_by(api, component, "2026-03-01T10:00:00Z") == [incident]
    assert affected_by(api, component, "2026-03-01T10:59:59.999999Z") == [incident]
    assert affected_by(api, component, "2026-03-01T11:00:00Z") == []
    assert affected_by(api, component) == []
    assert affected_by(api, component, "2026-03-01T12:00:00+02:00") == [incident]


def test_an_incident_as_long_as_nothing_is_never_active(api, kind):
    component, moment = api.component(), "2026-03-01T10:00:00Z"
    incident_on(api, component, kind, beganAt=moment, endedAt=moment)
    assert affected_by(api, component, moment) == []


def test_an_open_incident_is_active_from_its_begin_on(api, kind):
    component = api.component()
    incident = incident_on(api, component, kind, beganAt=ago(hours=2))
    assert affected_by(api, component) == [incident]
    assert affected_by(api, component, ahead(days=900)) == [incident]
    assert affected_by(api, component, ago(hours=3)) == []


def test_an_incident_of_the_future_is_not_active_now(api, kind):
    component = api.component()
    incident = incident_on(api, component, kind, beganAt=ahead(hours=2))
    assert affected_by(api, component) == []
    assert affected_by(api, component, ahead(hours=3)) == [incident]


def test_running_maintenance_is_active_and_planned_is_not(api, kind):
    component = api.component()
    running = incident_on(
        api, component, kind, severity=0, beganAt=ago(hours=1), endedAt=ahead(hours=1))
    incident_on(api, component, kind, severity=0, beganAt=ahead(hours=1), endedAt=ahead(hours=2))
    assert affected_by(api, component) == [running]
    impacts = api.data(f"/components/{component}")["activelyAffectedBy"]
    assert impacts == [{"reference": running, "type": kind, "severity": 0}]


def test_activity_begins_and_ends_with_time_alone(api, kind):
    component = api.component()
    incident = incident_on(
        api, component, kind, beganAt=ahead(seconds=0.7), endedAt=ahead(seconds=1.9))
    assert affected_by(api, component) == []
    until(lambda: affected_by(api, component) == [incident], "begun", 5)
    until(lambda: affected_by(api, component) == [], "ended", 5)


def test_an_incident_without_a_begin_begins_now_and_reopening_makes_it_active(api, kind):
    component = api.component()
    incident = incident_on(api, component, kind, beganAt=None)
    assert affected_by(api, component) == [incident]
    path = f"/incidents/{incident}"
    assert_status(api.patch(path, json={"endedAt": ahead(seconds=0.0)}), 204)
    until(lambda: affected_by(api, component) == [], "closed", 5)
    assert_status(api.patch(path, json={"endedAt": None}), 204)
    assert affected_by(api, component) == [incident]
    assert_status(api.delete(path), 204)
    assert affected_by(api, component) == []


def test_components_are_listed_by_name_then_id(nodes):
    api = nodes.primary().api
    made = [(name, api.component(name)) for name in ("C", "A", "B", "A", "C", "A")]
    assert [(c["displayName"], c["id"]) for c in api.data("/components")] == sorted(made)


@pytest.mark.parametrize("window", [{}, {"beganAt": ahead(days=2)},
    {"beganAt": ago(days=1), "endedAt": ahead(days=1)},
    {"beganAt": ahead(days=1), "endedAt": ahead(days=2)}])
def test_what_an_open_or_planned_incident_refers_to_cannot_be_deleted(api, window):
    component, kind = api.component(), api.impact_type()
    incident = incident_on(api, component, kind, **window)
    assert_problem(api.delete(f"/components/{component}"), 409)
    assert_problem(api.delete(f"/impacttypes/{kind}"), 409)
    assert_status(api.delete(f"/incidents/{incident}"), 204)
    assert_status(api.delete(f"/components/{component}"), 204)
    assert_status(api.delete(f"/impacttypes/{kind}"), 204)


def test_what_only_a_finished_incident_refers_to_can_be_deleted_and_still_renders(api):
    component, kind = api.component(), api.impact_type()
    incident = incident_on(api, component, kind, beganAt=ago(days=2), endedAt=ago(days=1))
    assert_status(api.delete(f"/components/{component}"), 204)
    assert_status(api.delete(f"/impacttypes/{kind}"), 204)
    shown = api.data(f"/incidents/{incident}")
    assert shown["affects"] == [{"reference": component, "type": kind, "severity": 30}]
    assert incident in [i["id"] for i in api.incidents()]
    # It can still be corrected, though not be made to say something new about what is gone.
    assert_status(api.patch(f"/incidents/{incident}", json={"displayName": "Corrected"}), 204)


def test_parallel_writers_all_succeed(api):
    with ThreadPoolExecutor(20) as pool:
        ids = list(pool.map(lambda i: api.component(f"Parallel {i}"), range(100)))
    assert len(set(ids)) == 100
    assert set(ids) <= {c["id"] for c in api.data("/components")}
