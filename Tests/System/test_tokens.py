"""Who may do what: tokens, their roles, their end, and that no text of one is ever kept."""

import json

import pytest

from harness.api import ABSENT, API, assert_problem, assert_status, explain
from harness.moments import ago, ahead
from harness.node import ADMIN_TOKEN
from harness.resources import WRITES, lay_out
from harness.waiting import until

pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


def issue(api, role, name="Somebody", **more):
    """(id, the API with the new token)"""
    answer = api.post("/tokens", json={"displayName": name, "role": role} | more)
    made = assert_status(answer, 201).json()
    assert len(made["token"]) >= 20
    return made["id"], api.with_token(made["token"])


@pytest.mark.parametrize("method,template,body", WRITES)
def test_writing_without_a_valid_token_is_401(api, sample, method, template, body):
    path = sample.path(template)
    for header in (None, "Bearer nobody-has-this-token", "Bearer ", "Bearer", "Basic dTpw",
                   f"Token {ADMIN_TOKEN}", ADMIN_TOKEN, f"Bearer {ADMIN_TOKEN}x"):
        answer = api.send(method, path, json=body, headers={"Authorization": header})
        assert_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer"), explain(answer)


def test_the_scheme_is_case_insensitive_and_deletes_need_a_token_too(api):
    component = api.component()
    assert_problem(api.with_token(None).delete(f"/components/{component}"), 401)
    answer = api.delete(
        f"/components/{component}", headers={"Authorization": f"bearer {ADMIN_TOKEN}"})
    assert_status(answer, 204)


@pytest.mark.parametrize("header", ["Bearer nobody-has-this-token", "Bearer", "Basic dTpw", "x",
                                    "Bearer " + "x" * 4000])
def test_an_unknown_token_on_a_read_is_ignored(api, sample, header):
    for path in ("/components", "/phases", "/events", f"/incidents/{sample.incident}"):
        assert_status(api.get(path, headers={"Authorization": header}), 200)


@pytest.mark.parametrize("method,template,body", WRITES)
def test_a_reader_may_not_write(api, sample, method, template, body):
    _, reader = issue(api, "reader")
    assert_problem(reader.send(method, sample.path(template), json=body), 403)


def test_an_operator_writes_everything_but_tokens(api, sample):
    _, operator = issue(api, "operator")
    component = operator.component("By an operator")
    assert_status(operator.patch(f"/components/{component}", json={"displayName": "x"}), 204)
    assert_status(operator.delete(f"/components/{component}"), 204)
    assert_problem(operator.get("/tokens"), 403)
    body = {"displayName": "x", "role": "reader"}
    assert_problem(operator.post("/tokens", json=body), 403)
    assert_problem(operator.delete(f"/tokens/{ABSENT}"), 403)


def test_tokens_are_for_administrators_only(api):
    nobody, (_, reader) = api.with_token(None), issue(api, "reader")
    for method, path, body in (("GET", "/tokens", None), ("DELETE", f"/tokens/{ABSENT}", None),
                               ("POST", "/tokens", {"displayName": "x", "role": "reader"})):
        assert_problem(nobody.send(method, path, json=body), 401)
        assert_problem(reader.send(method, path, json=body), 403)


def test_tokens_are_listed_without_their_texts(api):
    expiry = ahead(days=30)
    ident, holder = issue(api, "operator", name="Night shift", expiresAt=expiry)
    answer = assert_status(api.get("/tokens"), 200)
    token, = [t for t in answer.json()["data"] if t["id"] == ident]
    assert token["displayName"] == "Night shift" and token["role"] == "operator"
    assert token["expiresAt"][:19] == expiry[:19]
    assert holder.token not in answer.text and ADMIN_TOKEN not in answer.text
    assert any(t["role"] == "administrator" for t in answer.json()["data"])


@pytest.mark.parametrize("body,field", [
    ({"role": "reader"}, "displayName"), ({"displayName": "x"}, "role"),
    ({"displayName": "", "role": "reader"}, "displayName"),
    ({"displayName": "x", "role": "king"}, "role"), ({"displayName": "x", "role": 1}, "role"),
    ({"displayName": "x", "role": "reader", "expiresAt": "soon"}, "expiresAt"), ({}, "")])
def test_a_token_needs_a_name_and_a_role(api, body, field):
    assert_problem(api.post("/tokens", json=body), 400, *([field] if field else []))


def test_a_revoked_token_writes_no_more_but_still_reads(api):
    ident, operator = issue(api, "operator")
    operator.component("Before")
    assert_status(api.delete(f"/tokens/{ident}"), 204)
    assert_problem(operator.post("/components", json={"displayName": "After"}), 401)
    assert_status(operator.get("/components"), 200)
    assert_problem(api.delete(f"/tokens/{ident}"), 404)
    assert_problem(api.delete("/tokens/not-a-uuid"), 400, "tokenId")
    assert ident not in [t["id"] for t in api.data("/tokens")]


def test_an_expired_token_writes_no_more_but_still_reads(api):
    _, operator = issue(api, "operator", expiresAt=ahead(seconds=2))
    operator.component("In time")

    def refused():
        return operator.post("/components", json={"displayName": "Late"}).status_code == 401
    until(refused, "the token to expire", 8)
    assert_status(operator.get("/components"), 200)


def test_the_last_administrator_stays(nodes):
    api = nodes.primary().api
    only, = [t["id"] for t in api.data("/tokens")]
    assert_problem(api.delete(f"/tokens/{only}"), 409)
    second, other = issue(api, "administrator")
    assert_status(other.delete(f"/tokens/{only}"), 204)
    assert_problem(api.post("/components", json={"displayName": "x"}), 401)
    assert_problem(other.delete(f"/tokens/{second}"), 409)


def test_tokens_are_restricted_and_their_texts_are_nowhere(nodes):
    primary = nodes.primary()
    _, holder = issue(primary.api, "operator", name="Name of a person")
    events = primary.anonymous.get("/events", params={"limit": 500}).json()["data"]
    assert not [e for e in events if "token" in e["type"]]
    assert "Name of a person" not in json.dumps(events)
    assert primary.stop() == 0
    kept = b"".join(f.read_bytes() for f in primary.data.rglob("*") if f.is_file())
    for secret in (holder.token, ADMIN_TOKEN):
        assert secret.encode() not in kept
    assert holder.token not in primary.log(10_000)


def test_without_a_given_token_the_first_start_shows_one_once(nodes):
    primary = nodes.primary(start=False)
    at = primary.arguments.index("--admin-token")
    del primary.arguments[at:at + 2]
    primary.start()
    said = primary.log(10_000)
    found = [word.strip("'\"`.,:;=()") for word in said.split()]
    found = [w.rsplit("=", 1)[-1].strip("'\"") for w in found if len(w) >= 20]
    good = {w for w in found if "/" not in w and API(primary.url, w).post(
        "/components", json={"displayName": "x"}).status_code == 201}
    assert len(good) == 1, said
    assert primary.stop() == 0
    primary.start()
    assert primary.log(10_000).count(good.pop()) == 1


def test_an_administrators_token_given_later_changes_nothing(nodes):
    primary = nodes.primary()
    before = primary.position()
    assert primary.stop() == 0
    other = "another-administrator-token-that-came-too-late"
    primary.arguments[primary.arguments.index(ADMIN_TOKEN)] = other
    primary.start()
    assert primary.position() == before
    answer = primary.api.with_token(other).post("/components", json={"displayName": "x"})
    assert_problem(answer, 401)
    primary.api.component("Still with the first one")


def test_the_time_of_expiry_may_lie_in_the_past_but_then_the_token_is_of_no_use(api):
    answer = api.post(
        "/tokens", json={"displayName": "x", "role": "operator", "expiresAt": ago(days=1)})
    assert_status(answer, (201, 400))
    if answer.status_code == 201:
        late = api.with_token(answer.json()["token"])
        assert_problem(late.post("/components", json={"displayName": "x"}), 401)
