"""The command line: help that teaches, where settings come from, and every command."""

import json
import os
import re
import signal
import subprocess

import pytest

from harness.api import assert_problem, assert_status
from harness.binary import BINARY, clean_environment, refused, run
from harness.node import ADMIN_TOKEN, Node
from harness.picture import verified
from harness.ports import free_port
from harness.resources import lay_out
from harness.waiting import until

pytestmark = pytest.mark.cli

COMMANDS = ["primary", "replica", "import", "import statuspage", "keys", "keys generate",
            "keys show", "keys check", "keys rotate", "token", "token create", "token list",
            "token revoke", "verify", "replay", "log", "status", "cluster", "cluster check"]
CONTRACT = {
    "primary": ["--data", "--http", "--publish", "--control", "--admin-token", "--config",
                "--name", "--cluster"],
    "replica": ["--data", "--http", "--primary-publish", "--primary-control", "--config",
                "--name", "--cluster"],
    "import statuspage": ["--server", "--token"], "verify": ["--data"],
    "replay": ["--data", "--at"], "log": ["--follow", "--server"],
    "status": ["--server", "--token", "--json", "--watch"],
    "token create": ["--server", "--token"], "token list": ["--server", "--token"],
    "token revoke": ["--server", "--token"]}


def test_help_lists_every_command():
    for arguments in (["--help"], ["help"]):
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        for command in {c.split()[0] for c in COMMANDS}:
            assert re.search(rf"(?m)^\s+{command}\b", done.stdout), command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    done = run(*command.split(), "--help")
    assert done.returncode == 0 and "USAGE" in done.stdout.upper()
    assert len(done.stdout.split("\n")[0]) > 20, "it says in a sentence what it is for"
    for option in CONTRACT.get(command, []):
        assert option in done.stdout, option


@pytest.mark.parametrize("role", ["primary", "replica"])
def test_every_setting_of_a_node_is_documented_with_its_default(role):
    text = run(role, "--help").stdout
    for name in ("HTTP", "DATA"):
        assert f"HELIOGRAPH_{name}" in text
    assert "default" in text.lower()


@pytest.mark.parametrize("arguments", [["nonsense"], ["primary", "--nonsense"], ["verify"],
    ["replay", "--data", "/nowhere", "--at", "1"], ["verify", "--data", "/nowhere"],
    ["replay", "--data", "/tmp", "--at", "x"], ["import"], ["import", "nonsense"], ["token"]])
def test_a_command_that_makes_no_sense_is_refused(arguments):
    done = run(*arguments)
    if arguments in (["import"], ["token"]) and done.returncode == 0:
        assert "USAGE" in done.stdout.upper()
        return
    assert done.returncode > 0 and done.stderr.strip()


def configured(nodes, settings, environment=None, drop=()):
    """A primary whose settings come from a file too; `drop` names flags to be left out."""
    file = nodes.folder / "heliograph.yaml"
    file.write_text(settings)
    node = nodes.primary("--config", file, start=False, environment=environment)
    for flag in drop:
        at = node.arguments.index(flag)
        del node.arguments[at:at + 2]
    return node


def listens(port):
    """Whether a node answers at this port."""
    probe = Node.__new__(Node)
    probe.url = f"http://127.0.0.1:{port}"
    return probe.probe("/healthz")[0] == 200


def test_settings_come_from_flags_then_environment_then_file(nodes):
    flag, variable, file = (free_port() for _ in range(3))
    for drop, given, wanted in (
            ((), f"127.0.0.1:{variable}", None), (("--http",), f"127.0.0.1:{variable}", variable),
            (("--http",), None, file)):
        environment = {"HELIOGRAPH_HTTP": given} if given else {}
        node = configured(nodes, f'http: "127.0.0.1:{file}"\n', environment, drop)
        port = wanted or int(node.http.split(":")[1])
        node.start(ready=False)
        until(lambda: listens(port) or node.process.poll() is not None, f"port {port}", 30)
        assert node.process.poll() is None, node.log()
        assert [p for p in (flag, variable, file) if p != port and listens(p)] == []
        node.kill()


def test_everything_can_come_from_the_environment(nodes):
    node = nodes.primary(start=False)
    pairs = dict(zip(node.arguments[1::2], node.arguments[2::2]))
    node.environment |= {
        "HELIOGRAPH_" + flag[2:].upper().replace("-", "_"): value
        for flag, value in pairs.items()}
    node.arguments = ["primary"]
    node.start()
    node.api.component("Of the environment")
    assert node.data.exists()


def test_everything_can_come_from_the_file(nodes):
    node = nodes.primary(start=False)
    pairs = dict(zip(node.arguments[1::2], node.arguments[2::2]))
    file = nodes.folder / "all.yaml"
    file.write_text("".join(
        f"{flag[2:]}: {json.dumps(value)}\n" for flag, value in pairs.items()))
    node.arguments = ["primary", "--config", str(file)]
    node.start()
    node.api.component("Of the file")


def config_refusal(nodes, settings):
    node = configured(nodes, settings)
    said = refused(*node.arguments)
    assert len(said.splitlines()) <= 3, said
    assert not node.data.exists(), "a refused start creates no folder"
    return said


def test_an_unknown_key_is_an_error(nodes):
    said = config_refusal(nodes, 'htttp: "127.0.0.1:1"\n')
    assert "htttp" in said and "heliograph.yaml" in said


@pytest.mark.parametrize("settings", ["http: [", "http: {a: b}", "- a\n- b", "http: 1: 2",
    "\thttp: x", "just a text", "http: 7", 'http: ""', "http: nonsense", "\x00"], ids=repr)
def test_wrong_yaml_is_refused_and_the_file_named(nodes, settings):
    node = configured(nodes, settings, drop=("--http",))
    said = refused(*node.arguments)
    assert "heliograph.yaml" in said or "http" in said, said
    assert len(said.splitlines()) <= 3, said


def test_a_missing_file_of_settings_is_refused(nodes):
    node = nodes.primary("--config", nodes.folder / "none.yaml", start=False)
    assert "none.yaml" in refused(*node.arguments)


@pytest.fixture(scope="module")
def running(module_nodes):
    """A primary with one of each resource."""
    primary = module_nodes.primary()
    return primary, lay_out(primary.api)


def token(running, *arguments, **more):
    at, *rest = arguments
    return run("token", at, *rest, "--server", running[0].url, "--token", ADMIN_TOKEN, **more)


def test_tokens_are_created_listed_and_revoked(running):
    made = token(running, "create", "--name", "Night shift", "--role", "operator")
    assert made.returncode == 0, made.stderr
    words = re.findall(r"[A-Za-z0-9_\-.~+/=]{20,}", made.stdout)
    good = [w for w in words if running[0].api.with_token(w).post(
        "/components", json={"displayName": "x"}).status_code == 201]
    assert len(good) == 1, made.stdout
    listed = token(running, "list")
    assert listed.returncode == 0 and "Night shift" in listed.stdout
    assert good[0] not in listed.stdout
    ident, = [t["id"] for t in running[0].api.data("/tokens") if t["displayName"] == "Night shift"]
    assert ident in listed.stdout
    assert token(running, "revoke", ident).returncode == 0
    answer = running[0].api.with_token(good[0]).post("/components", json={"displayName": "x"})
    assert_problem(answer, 401)
    assert token(running, "revoke", ident).returncode > 0


def test_a_token_with_an_unknown_role_is_refused(running):
    done = token(running, "create", "--name", "x", "--role", "king")
    assert done.returncode > 0 and "administrator" in done.stderr


def test_the_token_may_come_from_the_environment(running):
    done = run("token", "list", "--server", running[0].url,
               environment={"HELIOGRAPH_TOKEN": ADMIN_TOKEN})
    assert done.returncode == 0, done.stderr


def test_replay_shows_the_board_at_a_position(running):
    primary, sample = running
    first = run("replay", "--data", primary.data, "--at", 1)
    assert first.returncode == 0, first.stderr
    now = primary.position()
    shown = run("replay", "--data", primary.data, "--at", now)
    assert shown.returncode == 0 and json.loads(shown.stdout) != json.loads(first.stdout)
    assert sample.incident in shown.stdout and sample.incident not in first.stdout
    assert run("replay", "--data", primary.data, "--at", now).stdout == shown.stdout
    primary.api.component("Later")
    assert run("replay", "--data", primary.data, "--at", now).stdout == shown.stdout
    assert run("replay", "--data", primary.data, "--at", now + 1000).returncode > 0
    assert run("replay", "--data", primary.data, "--at", 0).returncode in (0, 1, 64)


def test_verify_says_what_it_found(running):
    said = verified(running[0])
    assert str(running[0].position()) in said, said


def test_verify_and_replay_leave_a_foreign_folder_alone(tmp_path):
    for command in (["verify"], ["replay", "--at", "1"]):
        refused(command[0], "--data", tmp_path, *command[1:])
        assert list(tmp_path.iterdir()) == []


def test_log_shows_the_events(running):
    done = run("log", "--server", running[0].url)
    assert done.returncode == 0, done.stderr
    for word in ("log.epoch_opened", "incident.opened", "component.registered"):
        assert word in done.stdout, word
    assert "token" not in done.stdout


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["lines", "json"])
def test_log_follows_events_as_they_come(running, form):
    follower = subprocess.Popen(
        [str(BINARY), "log", "--follow", "--server", running[0].url, *form],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment(),
        # As a terminal starts it: whoever runs the tests in the background has SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    os.set_blocking(follower.stdout.fileno(), False)
    said = []

    def heard(word):
        said.append(follower.stdout.read() or b"")
        assert follower.poll() is None, follower.stderr.read()
        return word.encode() in b"".join(said)
    try:
        until(lambda: heard("incident.opened"), "what was before", 20)
        component = running[0].api.component("While it follows")
        until(lambda: heard(component), "the new event", 20)
        follower.send_signal(signal.SIGINT)
        follower.wait(timeout=10)
    finally:
        follower.kill()
        follower.communicate()


def test_log_of_a_server_that_is_not_there_is_refused():
    refused("log", "--server", f"http://127.0.0.1:{free_port()}")


def test_cross_origin_reading_is_for_configured_origins(nodes):
    node = nodes.primary("--cors-origins", "https://dash.example")
    api, origin = node.api, "https://dash.example"
    for path in ("/components", "/nothing"):
        assert "Origin" in api.get(path).headers.get("Vary", ""), "always there"
    answer = api.get("/components", headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] in (origin, "*")
    answer = api.get("/components", headers={"Origin": "https://other.example"})
    assert_status(answer, 200)
    assert answer.headers.get("Access-Control-Allow-Origin") in (None, "*")
    assert "Origin" in answer.headers["Vary"]
    preflight = api.send("OPTIONS", "/components", headers={
        "Origin": origin, "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key"})
    assert_status(preflight, 204)
    assert preflight.headers["Access-Control-Allow-Origin"] in (origin, "*")
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "authorization" in preflight.headers["Access-Control-Allow-Headers"].lower()
    assert "Origin" in preflight.headers["Vary"]
    shown = api.get("/components", headers={"Origin": origin}).headers
    assert "heliograph-position" in shown["Access-Control-Expose-Headers"].lower()
