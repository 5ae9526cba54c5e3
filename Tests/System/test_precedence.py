"""Which fault is told when several apply.

404 (route), 405, 401, 403, 415, 413, 400, 404 (resource), 412, 409.
"""

import pytest

from harness.api import ABSENT, assert_problem
from harness.raw import post_raw
from harness.resources import lay_out

pytestmark = pytest.mark.api

TEXT = {"Content-Type": "text/plain"}


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


@pytest.fixture(scope="module")
def reader(primary):
    made = primary.api.post("/tokens", json={"displayName": "Reader", "role": "reader"}).json()
    return primary.api.with_token(made["token"])


def test_an_unknown_route_comes_before_everything(api):
    nobody = api.with_token(None)
    assert_problem(nobody.post("/nothing", data=b"x", headers=TEXT), 404)
    assert_problem(nobody.send("PUT", "/nothing/at/all"), 404)


def test_a_wrong_method_comes_before_a_missing_token(api):
    nobody = api.with_token(None)
    assert_problem(nobody.send("PUT", "/components", data=b"x", headers=TEXT), 405)
    assert_problem(nobody.delete("/components"), 405)
    assert_problem(nobody.post("/components/not-a-uuid", data=b"x", headers=TEXT), 405)


def test_a_missing_token_comes_before_what_is_sent(api, primary):
    nobody = api.with_token(None)
    assert_problem(nobody.post("/components", data=b"x", headers=TEXT), 401)
    assert_problem(nobody.post("/components", data=b"{"), 401)
    assert_problem(nobody.patch("/components/not-a-uuid", data=b"{"), 401)
    assert_problem(nobody.delete("/components/not-a-uuid"), 401)
    assert_problem(nobody.delete(f"/components/{ABSENT}"), 401)
    assert post_raw(primary, "/api/v1/components", size=24 << 20, token=None)[0] == 401


def test_a_role_comes_before_what_is_sent(reader, primary):
    assert_problem(reader.post("/components", data=b"x", headers=TEXT), 403)
    assert_problem(reader.patch("/components/not-a-uuid", data=b"{"), 403)
    assert_problem(reader.delete(f"/components/{ABSENT}"), 403)
    status, _, _ = post_raw(primary, "/api/v1/components", size=24 << 20, token=reader.token)
    assert status == 403


def test_the_media_type_comes_before_the_size_and_the_path(api, primary):
    status, _, _ = post_raw(primary, "/api/v1/components", size=24 << 20, headers=TEXT)
    assert status == 415
    assert_problem(api.patch("/components/not-a-uuid", data=b"{}", headers=TEXT), 415)
    assert_problem(api.patch(f"/components/{ABSENT}", data=b"{}", headers=TEXT), 415)


def test_the_size_comes_before_the_path(primary):
    status, _, _ = post_raw(
        primary, "/api/v1/incidents/not-a-uuid/updates", size=24 << 20)
    assert status == 413


def test_the_path_comes_before_the_body(api):
    assert_problem(api.patch("/components/not-a-uuid", data=b"{"), 400, "componentId")
    assert_problem(
        api.patch("/incidents/not-a-uuid/updates/first", data=b"{"), 400, "incidentId")
    assert_problem(
        api.patch(f"/incidents/{ABSENT}/updates/first", data=b"{"), 400, "updateOrder")


def test_the_body_comes_before_an_absent_resource(api):
    assert_problem(api.patch(f"/components/{ABSENT}", data=b"{"), 400)
    assert_problem(api.patch(f"/components/{ABSENT}", json={}), 400)
    assert_problem(api.patch(f"/components/{ABSENT}", json={"displayName": ""}), 400, "displayName")
    assert_problem(api.post(f"/incidents/{ABSENT}/updates", json={}), 400)
    impact = {"reference": ABSENT, "type": ABSENT, "severity": 5}
    answer = api.patch(f"/incidents/{ABSENT}", json={"affects": [impact]})
    assert_problem(answer, 400, "affects[0].reference")


def test_an_absent_resource_comes_before_another_version(api):
    stale = {"If-Match": '"stale"'}
    answer = api.patch(f"/components/{ABSENT}", json={"displayName": "x"}, headers=stale)
    assert_problem(answer, 404)
    assert_problem(api.delete(f"/components/{ABSENT}", headers=stale), 404)
    assert_problem(api.delete("/severities/unheard-of", headers=stale), 404)


def test_another_version_comes_before_a_conflict(api, sample):
    stale = {"If-Match": '"stale"'}
    assert_problem(api.delete(f"/components/{sample.component}", headers=stale), 412)
    assert_problem(api.delete(f"/components/{sample.component}"), 409)
    assert_problem(api.delete("/severities/major", headers=stale), 412)
    assert_problem(api.delete("/severities/major"), 409)
    answer = api.patch("/severities/minor", json={"displayName": "major"}, headers=stale)
    assert_problem(answer, 412)
