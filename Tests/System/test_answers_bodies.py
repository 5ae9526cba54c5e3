"""What a body that is not what it should be is answered with, on every route that takes one."""

import json

import pytest

from harness.api import assert_problem, assert_status, position
from harness.raw import post_raw
from harness.resources import WRITES, lay_out

pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


EMPTY = [b"", b"{}", b"null", b"[]", b'"text"', b"7", b"true", b'{"unheardOf": 1}', b"  "]
MALFORMED = [b"{", b"{]", b'{"displayName":', b"{'displayName': 'x'}", b"{displayName: 1}",
             b'{"displayName": "x",}', b'{"displayName": NaN}', b'{"displayName": "\t"}',
             b'{"displayName": "\\x"}', b'{"displayName": 01}', b"\xef\xbb\xbf{", b"// x\n{}",
             b"[" * 100_000, b'{"a":' * 50_000]


def send(api, sample, method, template, data, **headers):
    return api.send(method, sample.path(template), data=data, headers=headers)


@pytest.mark.parametrize("method,template,body", WRITES)
@pytest.mark.parametrize("data", EMPTY, ids=repr)
def test_a_body_without_any_of_our_members_is_400(api, sample, method, template, body, data):
    assert_problem(send(api, sample, method, template, data), 400)


@pytest.mark.parametrize("method,template,body", WRITES)
@pytest.mark.parametrize("data", MALFORMED, ids=lambda data: repr(data[:20]))
def test_malformed_json_is_400(api, sample, method, template, body, data):
    assert_problem(send(api, sample, method, template, data), 400)


@pytest.mark.parametrize("method,template,body", WRITES)
@pytest.mark.parametrize("rest", [b"x", b"{}", b",", b"]", b"\x00", b"null", b'{"a": 1}'], ids=repr)
def test_anything_after_the_json_value_is_400(api, sample, method, template, body, rest):
    answer = send(api, sample, method, template, json.dumps(body).encode() + b" " + rest)
    assert_problem(answer, 400)


def with_text(body, text):
    """`body` with `text` (raw bytes of a JSON string) in a member that takes a text."""
    if "phases" in body:
        return b'{"phases": ["' + text + b'"]}', "phases[0]"
    value = b', "value": 9' if "value" in body else b""
    return b'{"displayName": "' + text + b'"' + value + b"}", "displayName"


BAD_TEXTS = [b"a\\u0000b", b"a\x00b", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\\ud800",
             b"\\udc00\\ud800", b"\xf4\x90\x80\x80", b"\xc0\xaf"]


@pytest.mark.parametrize("method,template,body", WRITES)
@pytest.mark.parametrize("text", BAD_TEXTS, ids=repr)
def test_nul_and_invalid_utf8_in_a_text_are_400_with_the_path(
        api, sample, method, template, body, text):
    data, path = with_text(body, text)
    problem = assert_problem(send(api, sample, method, template, data), 400)
    # A raw control character is malformed JSON already; only then may the path be left out.
    if text in (b"a\\u0000b", b"\\ud800"):
        assert path in json.dumps(problem), problem


@pytest.mark.parametrize("method,template,body", WRITES)
@pytest.mark.parametrize("value", [7, 1.5, True, ["x"], {"a": "x"}], ids=repr)
def test_a_member_of_a_wrong_type_is_400_with_its_path(api, sample, method, template, body, value):
    if "phases" in body:
        wrong, path = {"phases": ["a", value]}, "phases[1]"
    else:
        wrong, path = ({} if method == "PATCH" else body) | {"displayName": value}, "displayName"
    assert_problem(api.send(method, sample.path(template), json=wrong), 400, path)


@pytest.mark.parametrize("impact,path", [
    ({"reference": 7}, "affects[1].reference"), ({"reference": "x"}, "affects[1].reference"),
    ({"type": None}, "affects[1].type"), ({"type": "x"}, "affects[1].type"),
    ({"severity": "high"}, "affects[1].severity"), ({"severity": 1.5}, "affects[1].severity"),
    ({"severity": -1}, "affects[1].severity"), ({"severity": 101}, "affects[1].severity"),
    ({"severity": None}, "affects[1].severity")])
def test_the_first_fault_of_an_impact_is_named_by_its_path(api, sample, impact, path):
    good = {"reference": sample.component, "type": sample.impact_type, "severity": 5}
    affects = [good, good | {"type": sample.impact_type} | impact]
    assert_problem(api.post("/incidents", json={"displayName": "x", "affects": affects}), 400, path)
    answer = api.patch(f"/incidents/{sample.incident}", json={"affects": affects})
    assert_problem(answer, 400, path)


@pytest.mark.parametrize("member", ["reference", "type", "severity"])
def test_an_impact_without_one_of_its_members_is_400(api, sample, member):
    impact = {"reference": sample.component, "type": sample.impact_type, "severity": 5}
    del impact[member]
    answer = api.post("/incidents", json={"displayName": "x", "affects": [impact]})
    assert_problem(answer, 400, f"affects[0].{member}")


@pytest.mark.parametrize("bad", ["", "soon", "2026-01-01", "2026-02-30T00:00:00Z", 1767225600,
    "2026-01-01T00:00:00", {}, True], ids=repr)
def test_a_bad_date_in_a_body_is_400_and_named(api, sample, bad):
    for name in ("beganAt", "endedAt"):
        assert_problem(api.post("/incidents", json={"displayName": "x", name: bad}), 400, name)
        answer = api.patch(f"/incidents/{sample.incident}", json={name: bad})
        assert_problem(answer, 400, name)
    answer = api.post(
        f"/incidents/{sample.incident}/updates", json={"displayName": "x", "createdAt": bad})
    assert_problem(answer, 400, "createdAt")


def test_a_phase_list_is_a_list(api):
    for value in (7, "Seen", {"0": "Seen"}, True):
        assert_problem(api.post("/phases", json={"phases": value}), 400, "phases")


REQUIRED = [("/components", {"labels": {}}, "displayName"),
    ("/impacttypes", {"description": "x"}, "displayName"),
    ("/severities", {"value": 9}, "displayName"), ("/severities", {"displayName": "x"}, "value"),
    ("/incidents", {"description": "x"}, "displayName"), ("/phases", {"phases": []}, "phases"),
    ("/phases", {"phases": None}, "phases"), ("/phases", {"phases": [""]}, "phases[0]")]


@pytest.mark.parametrize("path,body,field", REQUIRED)
def test_a_required_member_that_is_missing_is_400_and_named(api, path, body, field):
    assert_problem(api.post(path, json=body), 400, field)


@pytest.mark.parametrize("method,template,body", WRITES)
@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u00a0", None], ids=repr)
def test_a_blank_name_is_400_and_named(api, sample, method, template, body, name):
    if template.endswith("/updates/{order}") and name is None:
        return  # there null takes the name away, and the description remains
    if "phases" in body:
        wrong, path = {"phases": [name]}, "phases[0]"
    elif template.endswith("/updates") and name is None:
        wrong, path = {"displayName": None}, "displayName"
    else:
        wrong, path = ({} if method == "PATCH" else body) | {"displayName": name}, "displayName"
    assert_problem(api.send(method, sample.path(template), json=wrong), 400, path)


LENGTHS = [("/components", "displayName", 1000), ("/incidents", "displayName", 1000),
    ("/incidents", "description", 65_536), ("/impacttypes", "description", 65_536)]


@pytest.mark.parametrize("path,member,most", LENGTHS)
def test_texts_are_bounded_in_bytes_of_utf8(api, path, member, most):
    body = {"displayName": "x"}
    assert_status(api.post(path, json=body | {member: "a" * most}), 201)
    assert_status(api.post(path, json=body | {member: "é" * (most // 2)}), 201)
    assert_problem(api.post(path, json=body | {member: "a" * (most + 1)}), 400, member)
    assert_problem(api.post(path, json=body | {member: "é" * (most // 2) + "a"}), 400, member)


def test_lists_and_labels_are_bounded(api, sample):
    def labels(count, key="k", value="v"):
        return {"displayName": "x", "labels": {f"{i}{key}": value for i in range(count)}}
    assert_status(api.post("/components", json=labels(64)), 201)
    assert_problem(api.post("/components", json=labels(65)), 400, "labels")
    assert_status(api.post("/components", json=labels(1, key="k" * 199, value="v" * 1000)), 201)
    assert_problem(api.post("/components", json=labels(1, key="k" * 200)), 400)
    assert_problem(api.post("/components", json=labels(1, value="v" * 1001)), 400)
    assert_status(api.post("/phases", json={"phases": ["p"] * 100}), 201)
    assert_problem(api.post("/phases", json={"phases": ["p"] * 101}), 400, "phases")
    impact = {"reference": sample.component, "type": sample.impact_type, "severity": 5}
    assert_problem(
        api.post("/incidents", json={"displayName": "x", "affects": [impact] * 1001}), 400,
        "affects")


@pytest.mark.parametrize("method,template,body", WRITES)
def test_only_json_media_types_are_taken(api, sample, method, template, body):
    data = json.dumps(body).encode()
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded",
                 "application/jsonx", "text/json", "json", "*/*", "", None,
                 "multipart/form-data; boundary=x"):
        answer = send(api, sample, method, template, data, **{"Content-Type": kind})
        assert_problem(answer, 415)
    for kind in ("APPLICATION/JSON", "application/json; charset=utf-8",
                 "Application/Json;charset=UTF-8", "application/merge-patch+json",
                 'application/vnd.x+JSON; charset="utf-8"'):
        # Each of these is read: what comes back is about the empty body, not about its type.
        answer = send(api, sample, method, template, b"{}", **{"Content-Type": kind})
        assert_problem(answer, 400)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_413(primary, chunked):
    status, _, problem = post_raw(
        primary, "/api/v1/components", size=24 << 20, chunked=chunked)
    assert status == 413
    assert problem["status"] == 413 and problem["message"]
    assert primary.anonymous.get("/components").status_code == 200


def test_read_only_and_unknown_members_are_passed_over(api, sample):
    junk = {"id": "x", "order": "x", "updates": 7, "activelyAffectedBy": {}, "unheardOf": []}
    component = api.component("With junk", **junk, generation=-5)
    shown = api.data(f"/components/{component}")
    assert shown["displayName"] == "With junk" and shown["activelyAffectedBy"] == []
    assert shown["id"] == component and "unheardOf" not in shown
    assert_status(
        api.patch(f"/components/{component}", json={"displayName": "Junk again"} | junk), 204)
    incident = api.incident("With junk", **junk)
    assert api.data(f"/incidents/{incident}")["updates"] == []
    for only in ({"id": "x"}, {"activelyAffectedBy": []}, {"unheardOf": 1}):
        assert_problem(api.patch(f"/components/{component}", json=only), 400)
    assert_problem(api.patch(f"/incidents/{incident}", json={"updates": []}), 400)
    answer = api.patch(f"/incidents/{sample.incident}/updates/0", json={"order": 4})
    assert_problem(answer, 400)


def test_a_refused_body_records_nothing(api, sample):
    before = position(api.get("/components"))
    assert_problem(api.post("/components", json={"displayName": ""}), 400)
    answer = api.patch(
        f"/incidents/{sample.incident}", json={"displayName": "Half", "endedAt": "never"})
    assert_problem(answer, 400, "endedAt")
    assert position(api.get("/components")) == before
    assert api.data(f"/incidents/{sample.incident}")["displayName"] != "Half"


def test_member_names_are_case_sensitive(api):
    assert_problem(api.post("/components", json={"DisplayName": "x", "displayname": "x"}), 400)
