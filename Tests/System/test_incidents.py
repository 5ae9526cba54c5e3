"""Incidents: windows, references, maintenance, three-state changes, order of lists."""

import pytest

from harness.api import ABSENT, ZERO, assert_problem, assert_status, position
from harness.moments import ago, ahead, parsed
from harness.resources import lay_out

pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


def test_an_incident_shows_all_of_itself(api, sample):
    incident = api.incident(
        "Slow", description="All of them", beganAt="2026-03-01T12:00:00.123456+02:00",
        phase={"generation": sample.phases, "order": 1},
        affects=[{"reference": sample.component, "type": sample.impact_type, "severity": 40}])
    assert api.data(f"/incidents/{incident}") == {
        "id": incident, "displayName": "Slow", "description": "All of them",
        "beganAt": "2026-03-01T10:00:00.123456Z", "endedAt": None, "updates": [],
        "phase": {"generation": sample.phases, "order": 1},
        "affects": [
            {"reference": sample.component, "type": sample.impact_type, "severity": 40}]}


def test_what_was_not_given_is_left_out_but_for_times_and_lists(api):
    shown = api.data(f"/incidents/{api.incident('Bare')}")
    assert "description" not in shown and "phase" not in shown
    assert shown["affects"] == [] and shown["updates"] == [] and shown["endedAt"] is None
    kind = api.data(f"/impacttypes/{api.impact_type('Bare')}")
    assert set(kind) == {"id", "displayName"}


def test_a_begin_that_is_absent_or_null_is_now(api):
    for body in ({}, {"beganAt": None}, {"beganAt": None, "endedAt": None}):
        before = ago(seconds=1)
        shown = api.data(f"/incidents/{api.incident('Now', **body)}")
        assert parsed(before) <= parsed(shown["beganAt"]) <= parsed(ahead(seconds=1))


def test_times_are_shown_in_utc_with_microseconds_at_most(api):
    given = {"2026-03-01T10:00:00Z": "2026-03-01T10:00:00Z",
             "2026-03-01T10:00:00-11:30": "2026-03-01T21:30:00Z",
             "2026-03-01T10:00:00.5+00:00": "2026-03-01T10:00:00.500000Z",
             "2026-03-01T10:00:00.1234567Z": "2026-03-01T10:00:00.123456Z"}
    for sent, meant in given.items():
        shown = api.data(f"/incidents/{api.incident(beganAt=sent)}")["beganAt"]
        assert parsed(shown) == parsed(meant), (sent, shown)
        fraction = shown.rstrip("Z").partition(".")[2]
        assert len(fraction) <= 6


def test_times_at_the_edges_of_what_can_be_written_are_taken_or_refused(api):
    for edge in ("0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"):
        shown = api.data(f"/incidents/{api.incident(beganAt=edge)}")["beganAt"]
        assert shown.startswith(edge[:19]), shown
        assert_status(api.get("/components", params={"at": edge}), 200)
    for beyond in ("0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"):
        answer = api.post("/incidents", json={"displayName": "x", "beganAt": beyond})
        assert_problem(answer, 400, "beganAt")
        assert_problem(api.get("/components", params={"at": beyond}), 400, "at")


def window(api, start, end):
    day = "2026-05-{:02}T00:00:00Z".format
    return {i["displayName"] for i in api.incidents(day(start), day(end))}


def test_the_span_of_a_list_includes_both_ends(nodes):
    api = nodes.primary().api
    day = "2026-05-{:02}T00:00:00Z".format
    api.incident("closed", beganAt=day(10), endedAt=day(12))
    api.incident("open", beganAt=day(11))
    assert window(api, 1, 9) == set()
    assert window(api, 1, 10) == {"closed"}
    assert window(api, 1, 11) == {"closed", "open"}
    assert window(api, 11, 11) == {"closed", "open"}
    assert window(api, 12, 13) == {"closed", "open"}
    assert window(api, 13, 20) == {"open"}
    assert [i["displayName"] for i in api.incidents(
        "2026-05-12T00:00:00.000001Z", day(20))] == ["open"]
    assert [i["displayName"] for i in api.incidents(
        day(1), "2026-05-09T23:59:59.999999Z")] == []


def test_a_list_of_incidents_has_no_cap_and_is_newest_first(nodes):
    api = nodes.primary().api
    made = []
    for number in range(120):
        day = f"2026-04-{1 + number % 28:02}T00:00:00Z"
        made.append((day, api.incident(f"Nr {number}", beganAt=day, endedAt=day)))
    by_id = sorted(made, key=lambda pair: pair[1])
    wanted = sorted(by_id, key=lambda pair: pair[0], reverse=True)
    assert [i["id"] for i in api.incidents()] == [incident for _, incident in wanted]
    assert api.incidents() == api.incidents()


@pytest.mark.parametrize("unknown", [ABSENT, ZERO])
def test_unknown_references_are_400_and_named(api, sample, unknown):
    good = {"reference": sample.component, "type": sample.impact_type, "severity": 5}
    faults = {
        "affects[0].reference": {"affects": [good | {"reference": unknown}]},
        "affects[0].type": {"affects": [good | {"type": unknown}]},
        "affects[1].reference": {"affects": [good, good | {"reference": unknown}]},
        "phase": {"phase": {"generation": 4711, "order": 0}}}
    for field, body in faults.items():
        assert_problem(api.post("/incidents", json={"displayName": "x"} | body), 400, field)
        assert_problem(api.patch(f"/incidents/{sample.incident}", json=body), 400, field)
    for bad in ({"generation": sample.phases, "order": 3}, {"generation": 0, "order": 0},
                {"generation": sample.phases, "order": -1}, {"generation": sample.phases},
                {"order": 0}, {}, "Investigating"):
        assert_problem(api.post("/incidents", json={"displayName": "x", "phase": bad}), 400)


def test_the_same_component_and_type_twice_is_400_and_named(api, sample):
    impact = {"reference": sample.component, "type": sample.impact_type, "severity": 5}
    other = impact | {"type": api.impact_type("Other")}
    answer = api.post("/incidents", json={
        "displayName": "x", "affects": [impact, other, impact | {"severity": 6}]})
    assert_problem(answer, 400, "affects[2]")
    upper = impact | {"reference": sample.component.upper()}
    answer = api.post("/incidents", json={"displayName": "x", "affects": [impact, upper]})
    assert_problem(answer, 400, "affects[1]")
    api.incident(affects=[impact, other])


def test_an_end_before_the_begin_is_400_also_against_what_is_stored(api):
    day = "2026-05-{:02}T00:00:00Z".format
    both = {"displayName": "x", "beganAt": day(10), "endedAt": day(9)}
    assert_problem(api.post("/incidents", json=both), 400, "endedAt")
    future = {"displayName": "x", "endedAt": ago(days=1)}
    assert_problem(api.post("/incidents", json=future), 400, "endedAt")
    path = f"/incidents/{api.incident(beganAt=day(10), endedAt=day(12))}"
    assert_problem(api.patch(path, json={"endedAt": day(9)}), 400)
    assert_problem(api.patch(path, json={"beganAt": day(13)}), 400)
    assert_status(api.patch(path, json={"beganAt": day(13), "endedAt": day(14)}), 204)
    assert_status(api.patch(path, json={"beganAt": day(14)}), 204)


def maintenance(sample, **window):
    zero = {"reference": sample.component, "type": sample.impact_type, "severity": 0}
    return {"displayName": "Works", "affects": [zero]} | window


def test_maintenance_needs_begin_and_end(api, sample):
    begin, end = ahead(days=1), ahead(days=2)
    post = "/incidents"
    assert_problem(api.post(post, json=maintenance(sample)), 400, "beganAt")
    assert_problem(api.post(post, json=maintenance(sample, beganAt=begin)), 400, "endedAt")
    assert_problem(api.post(post, json=maintenance(sample, endedAt=end)), 400, "beganAt")
    assert_problem(
        api.post(post, json=maintenance(sample, beganAt=None, endedAt=end)), 400, "beganAt")
    assert_status(api.post(post, json=maintenance(sample, beganAt=begin, endedAt=end)), 201)
    assert_status(
        api.post(post, json=maintenance(sample, beganAt=ago(days=2), endedAt=ago(days=1))), 201)


def test_one_impact_of_severity_0_among_others_makes_maintenance(api, sample):
    mixed = maintenance(sample)
    mixed["affects"].append(
        {"reference": api.component("Next"), "type": sample.impact_type, "severity": 60})
    assert_problem(api.post("/incidents", json=mixed), 400)
    mixed |= {"beganAt": ahead(days=1), "endedAt": ahead(days=2)}
    assert_status(api.post("/incidents", json=mixed), 201)


def test_an_incident_that_becomes_maintenance_needs_an_end(api, sample):
    path = f"/incidents/{api.incident('Will be maintenance')}"
    affects = {"affects": maintenance(sample)["affects"]}
    assert_problem(api.patch(path, json=affects), 400, "endedAt")
    assert_status(api.patch(path, json=affects | {"endedAt": ahead(days=1)}), 204)
    assert_problem(api.patch(path, json={"endedAt": None}), 400, "endedAt")
    assert_status(api.patch(path, json={"affects": [], "endedAt": None}), 204)


def test_a_change_has_three_states(api, sample):
    impact = {"reference": sample.component, "type": sample.impact_type, "severity": 5}
    path = "/incidents/" + api.incident(
        "Full", description="Text", beganAt=ago(days=2), endedAt=ago(days=1), affects=[impact],
        phase={"generation": sample.phases, "order": 2})
    before = api.data(path)
    assert_status(api.patch(path, json={"displayName": "Renamed"}), 204)
    assert api.data(path) == before | {"displayName": "Renamed"}
    assert_status(api.patch(path, json={
        "description": None, "endedAt": None, "phase": None, "affects": None}), 204)
    cleared = api.data(path)
    assert "description" not in cleared and "phase" not in cleared
    assert cleared["endedAt"] is None and cleared["affects"] == []
    assert_problem(api.patch(path, json={"beganAt": None}), 400, "beganAt")
    assert_problem(api.patch(path, json={"displayName": None}), 400, "displayName")
    assert_status(api.patch(path, json={"affects": [impact], "description": "Back"}), 204)
    assert api.data(path)["affects"] == [impact]
    assert_status(api.patch(path, json={"affects": []}), 204)
    assert api.data(path)["affects"] == []


def test_a_change_is_applied_as_a_whole_or_not_at_all(api, sample):
    path = f"/incidents/{sample.incident}"
    before, at = api.data(path), position(api.get(path))
    answer = api.patch(path, json={"displayName": "Half", "description": "Half", "phase": {
        "generation": 4711, "order": 0}})
    assert_problem(answer, 400, "phase")
    assert api.data(path) == before and position(api.get(path)) == at


def test_a_repeated_change_records_nothing(api, sample):
    for path, body in [(f"/incidents/{sample.incident}", {"displayName": "Again"}),
                       (f"/components/{sample.component}", {"labels": {"a": "b"}}),
                       (f"/impacttypes/{sample.impact_type}", {"description": "Again"}),
                       (f"/incidents/{sample.incident}/updates/0", {"displayName": "Again"}),
                       ("/severities/minor", {"value": 44})]:
        first = position(assert_status(api.patch(path, json=body), 204))
        assert position(assert_status(api.patch(path, json=body), 204)) == first, path


def test_old_generations_of_phases_stay_usable(api, sample):
    newer = api.phases("Seen", "Gone")
    assert api.data("/phases") == {"generation": newer, "phases": ["Seen", "Gone"]}
    old = api.data("/phases", params={"generation": sample.phases})
    assert old["phases"] == ["Investigating", "Monitoring", "Resolved"]
    assert old["generation"] == sample.phases
    incident = api.incident(phase={"generation": sample.phases, "order": 2})
    assert api.data(f"/incidents/{incident}")["phase"] == {
        "generation": sample.phases, "order": 2}
    assert newer == sample.phases + 1


def test_a_deleted_incident_leaves_the_lists(api, sample):
    incident = api.incident("Gone soon", beganAt=ago(hours=1))
    order = api.update(incident)
    assert_status(api.delete(f"/incidents/{incident}"), 204)
    assert incident not in [i["id"] for i in api.incidents()]
    for path in (f"/incidents/{incident}/updates", f"/incidents/{incident}/updates/{order}"):
        assert_problem(api.get(path), 404)
