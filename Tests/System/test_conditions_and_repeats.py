"""ETag, If-None-Match, If-Match and Idempotency-Key."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.api import assert_problem, assert_status, explain, position
from harness.moments import ahead
from harness.resources import COLLECTIONS, ITEMS, lay_out
from harness.waiting import until

pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


def tag(api, path):
    return api.get(path).headers["ETag"]


@pytest.mark.parametrize("template", COLLECTIONS + ITEMS)
def test_what_is_still_right_is_304_without_a_body(api, sample, template):
    path = sample.path(template)
    first = api.get(path)
    held = first.headers["ETag"]
    for sent in (held, f'"other", {held}', "*", "W/" + held.removeprefix("W/")):
        answer = api.get(path, headers={"If-None-Match": sent})
        assert_status(answer, 304)
        assert answer.content == b"" and answer.headers["ETag"] == held
        position(answer)
    for sent in ('"other"', 'W/"other"'):
        assert_status(api.get(path, headers={"If-None-Match": sent}), 200)
    assert_status(api.send("HEAD", path, headers={"If-None-Match": held}), 304)


def test_the_tag_changes_with_the_representation(api, sample):
    paths = {p: sample.path(p) for p in COLLECTIONS + ITEMS}
    writes = {
        "/components/{component}": ("PATCH", {"labels": {"x": "1"}}),
        "/impacttypes/{type}": ("PATCH", {"description": "new"}),
        "/severities/{severity}": ("PATCH", {"value": 33}),
        "/incidents/{incident}": ("PATCH", {"description": "new"}),
        "/incidents/{incident}/updates/{order}": ("PATCH", {"description": "new"}),
        "/components": ("POST", {"displayName": "new"}),
        "/impacttypes": ("POST", {"displayName": "new"}),
        "/severities": ("POST", {"displayName": "new", "value": 3}),
        "/phases": ("POST", {"phases": ["new"]}),
        "/incidents/{incident}/updates": ("POST", {"displayName": "new"})}
    for template, (method, body) in writes.items():
        before = api.get(paths[template])
        assert_status(api.send(method, paths[template], json=body), (201, 204))
        after = api.get(paths[template], headers={"If-None-Match": before.headers["ETag"]})
        assert_status(after, 200)
        assert after.headers["ETag"] != before.headers["ETag"], template


def test_the_tag_of_an_incident_changes_with_its_updates(api):
    path = f"/incidents/{api.incident()}"
    before = tag(api, path)
    api.update(path.split("/")[-1])
    assert tag(api, path) != before


def test_the_tag_of_a_component_changes_as_time_passes(api, sample):
    component = api.component("Soon affected")
    impact = {"reference": component, "type": sample.impact_type, "severity": 9}
    api.incident(affects=[impact], beganAt=ahead(seconds=1.2), endedAt=ahead(seconds=2.4))
    path = f"/components/{component}"
    held = tag(api, path)
    assert_status(api.get(path, headers={"If-None-Match": held}), 304)

    def changed(tag_before):
        return api.get(path, headers={"If-None-Match": tag_before}).status_code == 200
    until(lambda: changed(held), "another tag at the begin", 6)
    begun = api.get(path)
    assert len(begun.json()["data"]["activelyAffectedBy"]) == 1
    until(lambda: changed(begun.headers["ETag"]), "another tag at the end", 6)
    assert api.data(path)["activelyAffectedBy"] == []
    # If-Match compares versions only: what time alone has changed does not count.
    assert_status(
        api.patch(path, json={"displayName": "Still"}, headers={"If-Match": held}), 204)


@pytest.mark.parametrize("template,body", [
    ("/components/{component}", {"displayName": "A"}),
    ("/impacttypes/{type}", {"displayName": "A"}),
    ("/severities/{severity}", {"value": 12}), ("/incidents/{incident}", {"displayName": "A"}),
    ("/incidents/{incident}/updates/{order}", {"displayName": "A"})])
def test_a_change_of_another_version_is_412_with_the_present_tag(api, sample, template, body):
    path = sample.path(template)
    stale = tag(api, path)
    assert_status(api.patch(path, json=body, headers={"If-Match": stale}), 204)
    again = {k: "B" if v == "A" else 13 for k, v in body.items()}
    refused = api.patch(path, json=again, headers={"If-Match": stale})
    assert_problem(refused, 412)
    assert refused.headers["ETag"] == tag(api, path), explain(refused)
    assert_problem(api.delete(path, headers={"If-Match": stale}), 412)
    assert_problem(api.patch(path, json=again, headers={"If-Match": '"nonsense"'}), 412)
    sent = f'"nonsense", {refused.headers["ETag"]}'
    assert_status(api.patch(path, json=again, headers={"If-Match": sent}), 204)
    assert_status(api.patch(path, json=body, headers={"If-Match": "*"}), 204)


def test_a_delete_of_the_version_at_hand_succeeds(api):
    path = f"/components/{api.component()}"
    assert_status(api.delete(path, headers={"If-Match": tag(api, path)}), 204)
    assert_problem(api.delete(path, headers={"If-Match": "*"}), 404)


REPEATS = [("/components", {"displayName": "Once"}), ("/impacttypes", {"displayName": "Once"}),
    ("/incidents", {"displayName": "Once"}), ("/phases", {"phases": ["Once"]}),
    ("/severities", {"displayName": "once", "value": 77}),
    ("/incidents/{incident}/updates", {"displayName": "Once"})]


@pytest.mark.parametrize("template,body", REPEATS)
def test_a_repeat_with_the_same_key_gives_the_first_answer(api, sample, template, body):
    path, headers = sample.path(template), {"Idempotency-Key": "key-of-one-request"}
    first = assert_status(api.post(path, json=body, headers=headers), (201, 204))
    after = position(first)
    again = api.post(path, json=body, headers=headers)
    assert_status(again, first.status_code)
    assert again.content == first.content
    assert position(api.get("/components")) == after, "the repeat has recorded something"
    other = body | {"displayName": "Other"} if "displayName" in body else {"phases": ["Other"]}
    assert_problem(api.post(path, json=other, headers=headers), 422)


def test_a_key_counts_for_one_route_and_one_actor(api):
    headers = {"Idempotency-Key": "shared-key"}
    component = api.post("/components", json={"displayName": "x"}, headers=headers).json()["id"]
    kind = api.post("/impacttypes", json={"displayName": "x"}, headers=headers)
    assert_status(kind, 201)
    made = api.post("/tokens", json={"displayName": "second", "role": "operator"})
    other = api.with_token(assert_status(made, 201).json()["token"])
    theirs = assert_status(
        other.post("/components", json={"displayName": "x"}, headers=headers), 201)
    assert theirs.json()["id"] != component


def test_a_refusal_is_not_remembered(api):
    headers = {"Idempotency-Key": "first-refused"}
    assert_problem(api.post("/components", json={"displayName": ""}, headers=headers), 400)
    assert_status(api.post("/components", json={"displayName": "ok"}, headers=headers), 201)


@pytest.mark.parametrize("path,body", [("/components", {"displayName": "Once"}),
    ("/impacttypes", {"displayName": "Once"}), ("/incidents", {"displayName": "Once"})])
def test_a_repeat_after_a_deletion_still_gives_the_first_answer(api, path, body):
    headers = {"Idempotency-Key": "before-its-deletion"}
    first = assert_status(api.post(path, json=body, headers=headers), 201)
    assert_status(api.delete(f"{path}/{first.json()['id']}"), 204)
    again = assert_status(api.post(path, json=body, headers=headers), 201)
    assert again.json() == first.json()
    assert_problem(api.get(f"{path}/{first.json()['id']}"), 404)


def test_a_repeated_update_of_a_deleted_incident_is_answered(api):
    incident, headers = api.incident(), {"Idempotency-Key": "before-its-deletion"}
    path = f"/incidents/{incident}/updates"
    body = {"displayName": "Once"}
    first = assert_status(api.post(path, json=body, headers=headers), 201)
    assert_status(api.delete(f"{path}/0"), 204)
    assert assert_status(api.post(path, json=body, headers=headers), 201).json() == first.json()
    assert_status(api.delete(f"/incidents/{incident}"), 204)
    assert_status(api.post(path, json=body, headers=headers), (201, 404))


def test_of_many_changes_of_one_version_one_wins(api):
    path = f"/components/{api.component()}"
    headers = {"If-Match": tag(api, path)}

    def change(number):
        return api.patch(path, json={"displayName": f"Nr {number}"}, headers=headers).status_code
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(change, range(32)))
    assert sorted(got) == [204] + [412] * 31


def test_repeats_at_the_same_time_record_one(api):
    headers = {"Idempotency-Key": "all-at-once"}

    def once(_):
        return api.post("/components", json={"displayName": "All at once"}, headers=headers)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(once, range(24)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["id"] for a in answers}) == 1
    named = [c for c in api.data("/components") if c["displayName"] == "All at once"]
    assert len(named) == 1


def test_a_key_and_a_tag_outlive_a_restart(nodes):
    primary = nodes.primary()
    api, headers = primary.api, {"Idempotency-Key": "before-the-restart"}
    first = api.post("/components", json={"displayName": "Once"}, headers=headers).json()["id"]
    path = f"/components/{first}"
    held = tag(api, path)
    assert primary.stop() == 0
    primary.start()
    again = api.post("/components", json={"displayName": "Once"}, headers=headers)
    assert_status(again, 201)
    assert again.json()["id"] == first
    assert_problem(api.post("/components", json={"displayName": "x"}, headers=headers), 422)
    assert_status(api.patch(path, json={"displayName": "y"}, headers={"If-Match": held}), 204)


@pytest.mark.parametrize("key", ["k" * 256, "with space", "ümlaut".encode("latin-1")])
def test_a_malformed_key_is_400_and_named(api, key):
    answer = api.post("/components", json={"displayName": "x"}, headers={"Idempotency-Key": key})
    assert_problem(answer, 400, "Idempotency-Key")
