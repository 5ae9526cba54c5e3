"""What GET, HEAD, wrong routes, wrong methods and wrong ids are answered with."""

import uuid

import pytest

from harness.api import ABSENT, ZERO, assert_problem, assert_status, explain, position
from harness.resources import COLLECTIONS, ITEMS, lay_out

pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


def test_a_fresh_log_holds_no_resources(nodes):
    api = nodes.primary().anonymous
    assert api.data("/phases") == {"generation": 0, "phases": []}
    for path in ("/impacttypes", "/severities", "/components"):
        assert api.data(path) == []
    assert api.incidents() == []


@pytest.mark.parametrize("template", COLLECTIONS + ITEMS)
def test_get_answers_data_without_a_token(api, sample, template):
    answer = api.with_token(None).get(sample.path(template))
    assert_status(answer, 200)
    assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    assert list(answer.json()) == ["data"]
    position(answer)


@pytest.mark.parametrize("template", COLLECTIONS + ITEMS + ["/openapi.yaml"])
def test_head_answers_like_get_without_a_body(api, sample, template):
    path = sample.path(template)
    head, get = api.send("HEAD", path), api.get(path)
    assert_status(head, 200)
    assert head.content == b""
    for header in ("Content-Type", "ETag", "Heliograph-Position", "Content-Length"):
        assert head.headers.get(header) == get.headers.get(header), header


def test_head_of_an_absent_resource_is_404_without_a_body(api):
    answer = api.send("HEAD", f"/components/{ABSENT}")
    assert answer.status_code == 404 and answer.content == b""


@pytest.mark.parametrize("template", ["/phases/", "/impacttypes/", "/severities/", "/components/",
    "/incidents/?start=2020-01-01T00:00:00Z&end=2030-01-01T00:00:00Z",
    "/incidents/{incident}/updates/"] + [item + "/" for item in ITEMS])
def test_a_trailing_slash_is_accepted_when_reading(api, sample, template):
    assert_status(api.get(sample.path(template)), 200)


def test_a_trailing_slash_is_accepted_when_writing(api, sample):
    made = assert_status(api.post("/components/", json={"displayName": "With slash"}), 201)
    path = f"/components/{made.json()['id']}/"
    assert_status(api.patch(path, json={"displayName": "Still with slash"}), 204)
    assert_status(api.delete(path), 204)
    updates = f"/incidents/{sample.incident}/updates/"
    assert_status(api.post(updates, json={"displayName": "x"}), 201)


@pytest.mark.parametrize("unknown", [ABSENT, ZERO])
@pytest.mark.parametrize("template", ["/components/{}", "/impacttypes/{}", "/incidents/{}",
    "/incidents/{}/updates", "/incidents/{}/updates/0"])
def test_an_absent_id_is_404_on_every_verb(api, sample, template, unknown):
    path = template.format(unknown)
    assert_problem(api.get(path), 404)
    if template.endswith("/updates"):
        assert_problem(api.post(path, json={"displayName": "x"}), 404)
    else:
        assert_problem(api.patch(path, json={"displayName": "x"}), 404)
        assert_problem(api.delete(path), 404)


def test_an_absent_severity_update_or_generation_is_404(api, sample):
    for path in ("/severities/unheard-of", f"/incidents/{sample.incident}/updates/4711"):
        assert_problem(api.get(path), 404)
        assert_problem(api.patch(path, json={"displayName": "x"}), 404)
        assert_problem(api.delete(path), 404)
    assert_problem(api.get("/phases?generation=4711"), 404)


def test_a_deleted_resource_is_404_on_every_verb(api):
    component = api.component("Short-lived")
    assert_status(api.delete(f"/components/{component}"), 204)
    assert_problem(api.get(f"/components/{component}"), 404)
    assert_problem(api.patch(f"/components/{component}", json={"displayName": "x"}), 404)
    assert_problem(api.delete(f"/components/{component}"), 404)


MALFORMED_IDS = ["1", "not-a-uuid", ABSENT + "0", ABSENT[:-1], ABSENT.replace("-", ""),
                 "{" + ABSENT + "}", "urn:uuid:" + ABSENT, "%FF", "%00", ABSENT[:-1] + "g"]


@pytest.mark.parametrize("bad", MALFORMED_IDS)
@pytest.mark.parametrize("template,name", [("/components/{}", "componentId"),
    ("/impacttypes/{}", "impactTypeId"), ("/incidents/{}", "incidentId"),
    ("/incidents/{}/updates/0", "incidentId")])
def test_a_malformed_id_is_400_and_named(api, template, name, bad):
    path = template.format(bad)
    assert_problem(api.get(path), 400, name)
    assert_problem(api.patch(path, json={"displayName": "x"}), 400, name)
    assert_problem(api.delete(path), 400, name)


@pytest.mark.parametrize("bad", ["first", "-1", "1.5", "0x1", "1e0", "%2B1", "%20", "1%00"])
def test_a_malformed_order_is_400_and_named(api, sample, bad):
    path = f"/incidents/{sample.incident}/updates/{bad}"
    assert_problem(api.get(path), 400, "updateOrder")
    assert_problem(api.patch(path, json={"displayName": "x"}), 400, "updateOrder")
    assert_problem(api.delete(path), 400, "updateOrder")


@pytest.mark.parametrize("bad", ["", "newest", "-1", "1.5", "1e0", "%2B1", "1%20"])
def test_a_malformed_generation_is_400_and_named(api, bad):
    assert_problem(api.get(f"/phases?generation={bad}"), 400, "generation")


BAD_DATES = ["", "yesterday", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z",
             "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "1767225600", "2026-01-01T00:00Z",
             "2026-01-01T00:00:00Z%00", "20260101T000000Z"]


@pytest.mark.parametrize("bad", BAD_DATES)
def test_a_malformed_date_in_the_query_is_400_and_named(api, sample, bad):
    good = "2026-01-01T00:00:00Z"
    assert_problem(api.get(f"/components?at={bad}"), 400, "at")
    assert_problem(api.get(f"/components/{sample.component}?at={bad}"), 400, "at")
    assert_problem(api.get(f"/incidents?start={bad}&end={good}"), 400, "start")
    assert_problem(api.get(f"/incidents?start={good}&end={bad}"), 400, "end")


def test_both_ends_of_a_span_are_required_and_in_order(api):
    day = "2026-01-0{}T00:00:00Z".format
    assert_problem(api.get("/incidents"), 400)
    assert_problem(api.get(f"/incidents?start={day(1)}"), 400, "end")
    assert_problem(api.get(f"/incidents?end={day(1)}"), 400, "start")
    assert_problem(api.get(f"/incidents?start={day(2)}&end={day(1)}"), 400, "end")
    assert_status(api.get(f"/incidents?start={day(1)}&end={day(1)}"), 200)


@pytest.mark.parametrize("path", ["/", "", "/nothing", "/component", "/Components",
    "/incidents/{incident}/update", "/incidents/{incident}/updates/0/more", "/phases/1"])
def test_an_unknown_route_is_404_for_every_method(api, sample, path):
    for method in ("GET", "POST", "PATCH", "DELETE", "PUT"):
        assert_problem(api.with_token(None).send(method, sample.path(path)), 404)


ALLOWED = {"/phases": "GET POST", "/impacttypes": "GET POST", "/severities": "GET POST",
    "/components": "GET POST", "/incidents": "GET POST", "/impacttypes/{type}": "GET PATCH DELETE",
    "/severities/{severity}": "GET PATCH DELETE", "/components/{component}": "GET PATCH DELETE",
    "/incidents/{incident}": "GET PATCH DELETE", "/incidents/{incident}/updates": "GET POST",
    "/incidents/{incident}/updates/{order}": "GET PATCH DELETE", "/tokens": "GET POST",
    f"/tokens/{ABSENT}": "DELETE", "/import": "POST", "/events": "GET", "/openapi.yaml": "GET"}


@pytest.mark.parametrize("template", ALLOWED)
def test_a_wrong_method_is_405_with_the_right_ones(api, sample, template):
    allowed = set(ALLOWED[template].split())
    for method in {"GET", "POST", "PATCH", "DELETE", "PUT", "TRACE"} - allowed:
        answer = api.with_token(None).send(method, sample.path(template))
        assert_problem(answer, 405)
        named = {m.strip() for m in answer.headers.get("Allow", "").split(",")}
        assert named - {"HEAD", "OPTIONS"} == allowed, explain(answer)
        assert ("HEAD" in named) == ("GET" in allowed), explain(answer)


@pytest.mark.parametrize("template", [item for item in ITEMS if "severity" not in item])
def test_ids_in_paths_are_read_in_any_case(api, sample, template):
    _, kind, ident, *rest = sample.path(template).split("/")
    shown = api.data("/".join(["", kind, ident.upper(), *rest]))
    assert shown == api.data(sample.path(template))
    if "id" in shown:
        assert shown["id"] == str(uuid.UUID(shown["id"])), "ids are shown in lower case"


def test_names_in_paths_are_case_sensitive(api, sample):
    assert_problem(api.get("/severities/MINOR"), 404)
