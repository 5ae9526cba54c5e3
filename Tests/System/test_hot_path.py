"""Answers that are prepared and given in front of the router, and the connections they go over."""

import gzip
import json
import socket
import threading

import pytest

from harness.api import position
from harness.node import ADMIN_TOKEN
from harness.resources import lay_out
from harness.wire import Wire, request

pytestmark = pytest.mark.api

# What the router sees of a request that is never answered in front of it.
ROUTED = f"Authorization: Bearer {ADMIN_TOKEN}"


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


@pytest.fixture
def paths(sample):
    incident = f"/api/v1/incidents/{sample.incident}"
    return ["/", f"/incidents/{sample.incident}", incident, "/api/v1/components",
            "/api/v1/severities", "/api/v1/openapi.yaml", "/style.css", "/robots.txt",
            "/api/v1/incidents?start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z"]


def same(a, b):
    """Equal answers, but for the moment's own header."""
    for status, fields, body in (a, b):
        fields.pop("date")
    return a == b


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_the_same_bytes_whoever_answers(primary, paths, coding):
    with Wire(primary) as wire:
        for path in paths:
            for extra in ([], [ROUTED], ["Cookie: a=b"], []):
                wire.ask(path, f"Accept-Encoding: {coding}", *extra)
                answer = wire.answer()
                assert answer[0] == 200
                if path == "/" and extra == []:
                    continue  # the minute may have passed since
                wire.ask(path, f"Accept-Encoding: {coding}")
                assert same(answer, wire.answer()), path


def test_gzip_holds_the_same_body_under_a_tag_of_its_own(primary, paths):
    with Wire(primary) as wire:
        for path in paths:
            wire.ask(path)
            _, plain, body = wire.answer()
            wire.ask(path, "Accept-Encoding: br, gzip")
            _, coded, packed = wire.answer()
            assert "Accept-Encoding" in plain["vary"] and "Accept-Encoding" in coded["vary"]
            assert "content-encoding" not in plain
            if len(body) < 860 or path == "/":
                continue
            assert coded["content-encoding"] == "gzip" and gzip.decompress(packed) == body
            assert len(packed) < len(body)
            assert coded["etag"] == plain["etag"][:-1] + '-gzip"'


@pytest.mark.parametrize("extra", [[], ["Cookie: a=b"]], ids=["hot", "router"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_held_in_either_form_is_304(primary, method, extra):
    path = "/api/v1/openapi.yaml"
    with Wire(primary) as wire:
        wire.ask(path, "Accept-Encoding: gzip")
        tag = wire.answer()[1]["etag"]
        for held in (tag, tag.replace("-gzip", ""), f'"x", W/{tag}'):
            for coding in ("gzip", "identity"):
                wire.ask(path, f"If-None-Match: {held}", f"Accept-Encoding: {coding}", *extra,
                         method=method)
                status, fields, body = wire.answer(method)
                assert (status, body) == (304, b"") and "content-length" not in fields
                assert fields["etag"] in held
        wire.ask(path, 'If-None-Match: "other"', *extra, method=method)
        assert wire.answer(method)[0] == 200


def test_a_change_in_gzip_form_is_conditional_on_the_same_version(api, sample):
    path = f"/components/{sample.component}"
    tag = api.get(path).headers["ETag"]
    coded = tag[:-1] + '-gzip"'
    answer = api.patch(path, json={"displayName": "Another name"}, headers={"If-Match": coded})
    assert answer.status_code == 204
    answer = api.patch(path, json={"displayName": "A third"}, headers={"If-Match": coded})
    assert answer.status_code == 412


def test_what_was_written_is_seen_by_the_next_read_on_any_connection(primary, api):
    wires = [Wire(primary) for _ in range(8)]
    for number in range(30):
        name = f"Read your writes {number}"
        made = api.post("/components", json={"displayName": name})
        for wire in wires:
            wire.ask("/api/v1/components")
        for wire in wires:
            _, fields, body = wire.answer()
            assert name.encode() in body and fields["heliograph-position"] == made.headers[
                "Heliograph-Position"]
    for wire in wires:
        wire.socket.close()


def test_head_has_the_headers_of_get(primary, paths):
    with Wire(primary) as wire:
        for path in paths[1:]:
            wire.ask(path)
            get = wire.answer()
            wire.ask(path, method="HEAD")
            head = wire.answer("HEAD")
            assert same((get[0], get[1], b""), head), path


def test_pipelined_requests_are_answered_in_their_order(primary, paths):
    """Prepared ones and those for the router, mixed, in one write."""
    asked = [p for path in paths for p in (path, "/healthz", "/api/v1/events?limit=1", path)] * 3
    with Wire(primary) as wire:
        for path in paths:
            wire.ask(path)
            wire.answer()
        types = {"/healthz": "application/json", "/style.css": "text/css; charset=utf-8",
                 "/api/v1/openapi.yaml": "application/yaml", "/": "text/html; charset=utf-8"}
        wire.send(b"".join(request(path) for path in asked))
        for path in asked:
            status, fields, _ = wire.answer()
            assert status == 200
            assert fields["content-type"] == types.get(path, fields["content-type"])
            assert ("no-store" in fields["cache-control"]) == (path == "/healthz"), path


def test_very_many_pipelined_requests_are_all_answered(primary):
    count = 20_000
    with Wire(primary) as wire:
        wire.ask("/api/v1/components")
        wire.answer()
        sender = threading.Thread(
            target=lambda: wire.send(request("/api/v1/components") * count), daemon=True)
        sender.start()
        first = wire.answer()
        for _ in range(count - 1):
            assert wire.answer()[2] == first[2]
        sender.join()


def resident(node):
    """How many bytes of memory the node's process has."""
    with open(f"/proc/{node.process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("path", ["/", "/api/v1/openapi.yaml"])
def test_a_client_that_does_not_read_costs_little_and_holds_up_nobody(primary, path):
    before = resident(primary)
    with Wire(primary, timeout=2, receive_buffer=4096) as greedy, Wire(primary) as other:
        other.ask(path)
        other.answer()
        sent = 0
        with pytest.raises(TimeoutError):  # the server stops to read as well
            while sent < 64 << 20:
                greedy.send(request(path) * 1000)
                sent += len(request(path)) * 1000
        other.ask(path)
        assert other.answer()[0] == 200
        assert resident(primary) - before < 64 << 20


@pytest.mark.parametrize("path", ["/api/v1/components", "/healthz"])
def test_connection_close_is_obeyed_and_said(primary, path):
    for value in ("close", "Close", "foo, close"):
        with Wire(primary) as wire:
            wire.send(request(path, f"Connection: {value}") + request(path))
            status, fields, body = wire.answer()
            assert (status, fields["connection"]) == (200, "close") and body
            assert wire.is_ended()


@pytest.mark.parametrize("path", ["/api/v1/components", "/healthz"])
def test_http_1_0_ends_its_connection_unless_it_asks_not_to(primary, path):
    with Wire(primary) as wire:
        for _ in range(3):
            wire.ask(path, "Connection: keep-alive", version="1.0")
            status, fields, body = wire.answer()
            assert (status, fields["connection"]) == (200, "keep-alive")
        wire.ask(path, version="1.0")
        status, fields, body = wire.answer()
        assert (status, fields["connection"]) == (200, "close") and body
        assert wire.is_ended()


@pytest.mark.parametrize("path", ["/api/v1/openapi.yaml", "/healthz"])
def test_a_client_that_has_said_all_still_gets_its_answers(primary, path):
    """It closes its side at once and reads slowly."""
    with Wire(primary, receive_buffer=4096) as wire:
        wire.send(request(path) * 20)
        wire.socket.shutdown(socket.SHUT_WR)
        bodies = {wire.answer()[2] for _ in range(20)}
        assert len(bodies) == 1 or path == "/healthz"
        assert wire.is_ended()


def test_expect_100_continue_is_answered_before_the_body(primary):
    body = b'{"displayName": "After a hundred"}'
    head = request(
        "/api/v1/components", ROUTED, "Content-Type: application/json",
        f"Content-Length: {len(body)}", "Expect: 100-continue", method="POST")
    with Wire(primary) as wire:
        for _ in range(2):
            wire.send(head)
            assert wire.answer()[0] == 100
            wire.send(body)
            assert wire.answer()[0] == 201
        wire.ask("/api/v1/components")
        assert b"After a hundred" in wire.answer()[2]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("form", ["chunks", "no chunk", "length"])
@pytest.mark.parametrize("fields", [[], ["Connection: close"]])
def test_i1_of_a_body_that_is_cut_off_nothing_is_recorded(primary, version, form, fields):
    """It is JSON as a whole already; its sender closes its side, or sends what is no chunk."""
    body = b'{"displayName": "Cut off"}'
    chunk = b"%x\r\n%s\r\n" % (len(body), body)
    field, sent = {
        "chunks": ("Transfer-Encoding: chunked", chunk),
        "no chunk": ("Transfer-Encoding: chunked", chunk + b"nonsense\r\n"),
        "length": (f"Content-Length: {len(body) + 1}", body)}[form]
    before = primary.position()
    with Wire(primary) as wire:
        wire.send(request(
            "/api/v1/components", ROUTED, "Content-Type: application/json", field, *fields,
            method="POST", version=version) + sent)
        if form != "no chunk":
            wire.socket.shutdown(socket.SHUT_WR)
        assert b"HTTP/1.1 2" not in wire.rest()
    assert primary.position() == before


def test_a_malformed_request_after_prepared_answers_is_400(primary):
    with Wire(primary) as wire:
        wire.ask("/api/v1/components")
        assert wire.answer()[0] == 200
        wire.send(request("/api/v1/components") + b"GET / HTTP/9.9.9\r\n\r\n")
        assert wire.answer()[0] == 200
        assert wire.answer()[0] == 400
        assert wire.is_ended()


@pytest.mark.parametrize("head, status", [
    ("GET / HTTP/1.1", 400), ("GET /nothing HTTP/1.1", 400), ("OPTIONS / HTTP/1.1", 400),
    ("GET /api/v1/components HTTP/1.1\r\nHost: a\r\nhost: b", 400),
    ("GET / HTTP/1.1\r\nHost:", 200), ("GET / HTTP/1.0", 200), ("GET /healthz HTTP/1.0", 200)])
def test_a_request_names_one_host_except_in_http_1_0(primary, head, status):
    with Wire(primary) as wire:
        wire.send(head + "\r\n\r\n")
        told, fields, body = wire.answer()
        assert told == status
        if status == 400:
            assert fields["content-type"] == "application/problem+json"
            assert json.loads(body)["field"] == "Host"


@pytest.mark.parametrize("head, status, kind", [
    ("GET /" + "x" * 100_000 + " HTTP/1.1", 431, "head-too-large"),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x" * 100_000, 431, "head-too-large"),
    ("GET / HTTP/1.1\r\nHost: a" + "\r\nX: x" * 300, 431, "head-too-large"),
    ("FETCH / HTTP/1.1\r\nHost: a", 501, "unknown-method"),
    ("get / HTTP/1.1\r\nHost: a", 501, "unknown-method"),
    ("GET / HTTP/9.9.9\r\nHost: a", 400, "invalid"),
    ("GET / HTTP/1.1\r\nHost: a\r\nno header", 400, "invalid")])
def test_what_is_no_request_is_told_so(primary, head, status, kind):
    with Wire(primary) as wire:
        wire.send(request("/healthz") + (head + "\r\n\r\n").encode())
        assert wire.answer()[0] == 200
        told, fields, body = wire.answer()
        assert told == status and fields["connection"] == "close"
        assert fields["content-type"] == "application/problem+json"
        assert fields["x-content-type-options"] == "nosniff" and "date" in fields
        problem = json.loads(body)
        assert problem["status"] == status
        assert problem["type"] == "urn:heliograph:problem:" + kind
        assert wire.is_ended()


def test_a_stop_cuts_off_no_answer(nodes):
    node = nodes.primary()
    with Wire(node, receive_buffer=4096) as wire:
        wire.ask("/api/v1/openapi.yaml")
        whole = wire.answer()[2]
        wire.send(request("/api/v1/openapi.yaml") * 10)
        assert wire.answer()[2] == whole
        stopping = threading.Thread(target=node.stop)
        stopping.start()
        rest = wire.rest()
        stopping.join()
        assert rest.endswith(whole) and rest.count(whole) == rest.count(b"HTTP/1.1 200 OK")


def test_a_replica_serves_prepared_answers_that_follow_its_primary(nodes):
    primary = nodes.primary()
    replica = nodes.replica(primary)
    with Wire(replica) as wire:
        for number in range(5):
            made = primary.api.post("/components", json={"displayName": f"Seen {number}"})
            replica.wait_position(position(made)[1])
            for _ in range(2):
                wire.ask("/api/v1/components")
                _, fields, body = wire.answer()
                assert f"Seen {number}".encode() in body
                assert int(fields["heliograph-state-age"]) >= 0
