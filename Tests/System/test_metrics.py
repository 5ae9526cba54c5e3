"""Metrics and log lines: what operators and their collectors see of a node, and what never."""

import json
import re
from pathlib import Path

import pytest
import requests

from harness.api import assert_problem, assert_status
from harness.binary import refused
from harness.cluster import ClusterFile
from harness.metrics import Metrics, faults_of_rules
from harness.node import ADMIN_TOKEN
from harness.resources import lay_out
from harness.tampering import change
from harness.waiting import until

pytestmark = pytest.mark.metrics

TEXT = "Erika Mustermann of 7 Secret Lane"


def moved(node, work):
    """What `work()` changes: a function of a metric's name and labels."""
    before = Metrics(node)
    work()
    after = Metrics(node)
    return lambda name, **labels: after.get(name, **labels) - before.get(name, **labels)


def test_promtool_has_nothing_to_say_about_either_node(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary, name='a "name"\\ of its own')
    replica.wait_position(primary.position())
    for node in (primary, replica):
        for path in ("/", "/no-such-page", "/api/v1/components"):
            requests.get(node.url + path, timeout=10)
        assert Metrics(node).faults() == ""


ALERTS = Path(__file__).resolve().parents[2] / "ops" / "alerts.yaml"


def test_promtool_accepts_the_rules_of_alarms():
    assert faults_of_rules(ALERTS) == ""


def test_the_rules_of_alarms_ask_for_metrics_that_there_are(nodes):
    primary = nodes.primary()
    replica = nodes.replica(primary)
    primary.api.component()
    replica.wait_position(primary.position())
    file = ClusterFile(nodes.folder, ("fra-1", "fra"))
    member = nodes.member(file, "fra-1", "primary", "--forward-writes", "on")
    text = "".join(Metrics(node).text for node in (primary, replica, member))
    told = set(re.findall(r"^# TYPE (\w+)", text, re.M))
    asked = {
        re.sub("_bucket$", "", name)
        for name in re.findall(r"\bheliograph_\w+", ALERTS.read_text())}
    assert len(asked) > 12 and asked <= told, asked - told


def test_a_whole_log_is_scrubbed_at_the_start_and_again(nodes):
    primary = nodes.primary("--scrub-interval", "1s")
    head = primary.position()

    def completed():
        return Metrics(primary).get("heliograph_scrub_completed_timestamp_seconds")

    first = until(completed, "a round of the scrub")
    metrics = Metrics(primary)
    assert metrics.get("heliograph_scrub_damaged_positions") == 0
    assert metrics.get("heliograph_scrub_position") == head
    until(lambda: completed() > first, "the next round")


def test_damage_is_found_logged_and_counted(nodes):
    primary = nodes.primary("--scrub-interval", "1s")
    lay_out(primary.api)
    assert primary.stop() == 0
    # A node with a snapshot does not read the event at its start before it serves.
    change(
        primary, "UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = ? AND place = ?", 1, 1)
    primary.start()
    until(
        lambda: Metrics(primary).get("heliograph_scrub_damaged_positions") == 1, "the finding")
    until(lambda: "the log is damaged: I3: tree node 1/1" in primary.log(), "the line")
    assert requests.get(primary.url + "/", timeout=10).status_code == 200


@pytest.mark.parametrize("text", ["", "1", "h", "-1h", "1.5h", "0s", "1w", "400d", "1 h", "Off"])
def test_an_interval_that_is_none_is_refused(tmp_path, text):
    said = refused("primary", "--data", tmp_path / "x", "--scrub-interval", text)
    assert "--scrub-interval" in said and not (tmp_path / "x").exists()


def test_they_are_plain_text_that_nobody_stores(api):
    answer = requests.get(api.base + "/metrics", timeout=10)
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    head = requests.head(api.base + "/metrics", timeout=10)
    assert head.status_code == 200 and head.content == b""


def test_a_write_counts_once_everywhere(primary, api):
    change = moved(primary, lambda: api.component())
    assert change("heliograph_commands_total", result="recorded") == 1
    assert change("heliograph_events_appended_total") == 1
    assert change("heliograph_projected_events_total") == 1
    assert change("heliograph_head_position") == 1
    assert change("heliograph_board_position") == 1
    assert change("heliograph_board_components") == 1
    assert change("heliograph_commit_duration_seconds_count") == 1
    assert change("heliograph_command_group_size_count") == 1
    assert change("heliograph_command_group_size_sum") == 1
    route = {"method": "POST", "route": "/api/v1/components", "served": "router"}
    assert change("heliograph_http_requests_total", status="201", **route) == 1
    assert change("heliograph_http_request_duration_seconds_count", **route) == 1


def test_what_records_nothing_counts_as_what_it_is(primary, api):
    made = api.component("Once")
    key = {"Idempotency-Key": "metrics-1"}

    def work():
        path = f"/components/{made}"
        assert_status(api.patch(path, json={"displayName": "Once"}), 204)
        assert_status(api.post("/components", json={"displayName": "Twice"}, headers=key), 201)
        assert_status(api.post("/components", json={"displayName": "Twice"}, headers=key), 201)
        assert_status(api.post("/components", json={"displayName": "Other"}, headers=key), 422)
        assert_status(api.delete(f"/components/{made[:-12]}{'0' * 12}"), 404)

    change = moved(primary, work)
    results = {
        r: change("heliograph_commands_total", result=r)
        for r in ("recorded", "unchanged", "repeated", "rejected", "key_reused", "busy")}
    assert results == {
        "recorded": 1, "unchanged": 1, "repeated": 1, "rejected": 1, "key_reused": 1, "busy": 0}
    assert change("heliograph_events_appended_total") == 1


def test_routes_are_named_by_template_and_nothing_from_outside_is_a_label(primary, api):
    made = api.component("Templates")
    before = Metrics(primary)
    api.get(f"/components/{made}")
    api.get("/components/secret-in-a-path?secret=in-a-query")
    requests.get(primary.url + "/secret-in-a-path", timeout=10)
    requests.request("PURGE", primary.url + "/", timeout=10)
    requests.put(primary.url + "/", timeout=10)
    after = Metrics(primary)
    template = "/api/v1/components/{componentId}"
    for method, route, status in [
            ("GET", template, 200), ("GET", template, 400), ("GET", "none", 404),
            ("other", "none", 405), ("PUT", "none", 405)]:
        counted = after.requests(method, route, status) - before.requests(method, route, status)
        assert counted == 1, (method, route, status)
    assert made not in after.text and "secret" not in after.text.lower()


def test_a_prepared_answer_is_counted_and_timed(primary, api):
    url = primary.url + "/api/v1/components"
    requests.get(url, timeout=10)
    change = moved(primary, lambda: requests.get(url, timeout=10))
    hot = {"method": "GET", "route": "/api/v1/components", "served": "hot"}
    assert change("heliograph_http_requests_total", status="200", **hot) == 1
    assert change("heliograph_http_request_duration_seconds_count", **hot) == 1
    assert 0 < change("heliograph_http_request_duration_seconds_sum", **hot) < 1


def test_either_node_tells_what_snapshot_it_has(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary)
    replica.wait_position(primary.position())
    for node in (replica, primary):
        metrics = Metrics(node)
        assert metrics.get("heliograph_snapshot_position") == 0
        assert metrics.get("heliograph_snapshot_timestamp_seconds") == 0
        head = node.position()
        assert node.stop() == 0
        written = (node.data / "snapshot").stat().st_mtime
        node.start()
        metrics = Metrics(node)
        assert metrics.get("heliograph_snapshot_position") == head
        time = metrics.get("heliograph_snapshot_timestamp_seconds")
        assert time == pytest.approx(written, abs=0.001)
        for name in ("failures_total", "write_duration_seconds_count"):
            assert metrics.values["heliograph_snapshot_" + name, frozenset()] == 0


def test_a_replica_tells_its_lag_and_the_primary_its_replicas(nodes):
    primary = nodes.primary()
    replica = nodes.replica(primary, "--name", "north")
    primary.api.component()
    head = primary.position()
    replica.wait_position(head)
    labels = {"replica": "north"}

    def acknowledged():
        return Metrics(primary).get("heliograph_replica_acknowledged_position", **labels) == head

    until(acknowledged, "the replica's acknowledgement")
    of_primary, of_replica = Metrics(primary), Metrics(replica)
    assert of_primary.get("heliograph_replicas_connected") == 1
    assert of_replica.get("heliograph_replication_lag_events") == 0
    assert of_replica.get("heliograph_head_position") == head
    assert of_replica.get("heliograph_ready") == 1
    assert of_replica.get("heliograph_events_appended_total") == head
    assert of_replica.get(
        "heliograph_replication_frames_total", direction="received", frame="live") >= 1
    assert of_primary.get(
        "heliograph_replication_bytes_total", direction="received", frame="acknowledge") > 0
    for metrics in (of_primary, of_replica):
        assert metrics.get("process_resident_memory_bytes") > 1e6
        assert metrics.get("heliograph_log_bytes") > 4096
        assert metrics.get("heliograph_start_duration_seconds") > 0
    primary.kill()
    until(lambda: replica.health()["stale"], "stale")
    assert Metrics(replica).get("heliograph_state_age_seconds") > 0


def test_they_can_be_left_out(nodes):
    primary = nodes.primary("--metrics", "off")
    assert_problem(requests.get(primary.url + "/metrics", timeout=10), 404)
    primary.api.component()
    assert "--metrics" in refused("primary", "--data", nodes.folder / "x", "--metrics", "some")


def test_i10_no_metric_holds_a_name_a_token_or_a_text(primary, api):
    token = api.make("/tokens", member="token", displayName=TEXT, role="operator")
    sample = lay_out(api)
    api.update(sample.incident, TEXT)
    api.with_token(token).component(TEXT)
    text = Metrics(primary).text
    for secret in (TEXT, "Mustermann", token, ADMIN_TOKEN, sample.incident):
        assert secret not in text


def lines(node):
    """The log as objects, one for each line."""
    return [json.loads(line) for line in node.log(100_000).splitlines()]


@pytest.fixture
def told(nodes):
    """A primary whose log is JSON."""
    return nodes.primary("--log-format", "json")


def test_one_line_tells_each_write_with_actor_position_events_and_time(told):
    before = len(lines(told))
    made = told.api.component(TEXT)
    [line] = lines(told)[before:]
    assert line["level"] == "info" and line["message"] == "a change was recorded"
    assert line["request"] == "POST /api/v1/components"
    assert line["status"] == 201 and line["events"] == 1 and line["milliseconds"] >= 0
    assert re.fullmatch(r"token/[0-9a-f-]{36}", line["actor"])
    assert line["position"] == "1:%d" % told.position()
    assert line["time"].endswith("Z")
    told.api.patch(f"/components/{made}", json={"displayName": TEXT})
    assert lines(told)[-1]["events"] == 0


def test_one_line_tells_each_refusal_by_the_type_of_its_problem(nodes, told):
    def refuse(node, level, send, status, problem):
        before = len(lines(node))
        assert_status(send(node), status)
        [line] = lines(node)[before:]
        assert line["message"] == "a request was refused" and line["level"] == level
        assert line["status"] == status and line["problem"] == "urn:heliograph:problem:" + problem

    by_nobody = [
        (lambda node: node.api.get("/incidents/not-a-uuid"), 400, "invalid"),
        (lambda node: node.anonymous.post("/components", json={}), 401, "unauthorized"),
        (lambda node: node.api.get("/nothing"), 404, "no-such-route")]
    refuse(told, "info", lambda node: node.api.post("/components", json={}), 400, "invalid")
    before = len(lines(told))
    for send, status, _ in by_nobody:
        assert_status(send(told), status)
    assert lines(told)[before:] == [], "anybody could fill the log"
    talkative = nodes.primary("--log-level", "debug", "--log-format", "json", name="talkative")
    for send, status, problem in by_nobody:
        refuse(talkative, "debug", send, status, problem)


def test_a_successful_read_is_told_at_the_level_debug_only(nodes, told):
    before = len(lines(told))
    told.api.get("/components")
    requests.get(told.url + "/", timeout=10)
    Metrics(told)
    assert lines(told)[before:] == []
    talkative = nodes.primary("--log-level", "debug", "--log-format", "json", name="talkative")
    talkative.api.get("/components")
    assert lines(talkative)[-1]["request"] == "GET /api/v1/components"


def test_i10_no_line_holds_a_text_a_token_or_what_was_asked_for(nodes):
    for form in ("text", "json"):
        node = nodes.primary("--log-level", "debug", "--log-format", form, name=form)
        token = node.api.make("/tokens", member="token", displayName=TEXT, role="operator")
        writer = node.api.with_token(token)
        incident = writer.incident(TEXT, description=TEXT)
        writer.update(incident, TEXT)
        writer.severity(TEXT, 12)
        for path in (f"/severities/{TEXT}", f"/components?secret={TEXT}", f"/{TEXT}"):
            writer.get(path)
        writer.post("/components", json={"displayName": {TEXT: TEXT}})
        node.api.with_token("a-wrong-" + TEXT.replace(" ", "-")).post("/components", json={})
        writer.post("/import", json={"items": [{"displayName": TEXT}]})
        said = node.log(100_000)
        assert said.count("request") > 5
        for secret in ("Mustermann", "Secret", token, ADMIN_TOKEN):
            assert secret not in said, said


def test_a_form_that_does_not_exist_is_refused(tmp_path):
    said = refused("primary", "--data", tmp_path / "x", "--log-format", "xml")
    assert "--log-format" in said and "text, json" in said
