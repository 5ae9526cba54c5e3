"""`heliograph apply` and `--provision`: what a file declares, compared and recorded."""

import json
import os
import pty
import sqlite3
import subprocess
from pathlib import Path

import pytest

from harness.api import assert_problem, assert_status
from harness.binary import BINARY, REPOSITORY, clean_environment, refused, run
from harness.node import ADMIN_TOKEN, Node
from harness.picture import picture, verified
from harness.ports import free_port

pytestmark = pytest.mark.provisioning

PAGE = """
impactTypes:
- {key: slow, displayName: Slowness}
components:
- {key: api, displayName: API, labels: {zone: "1"}}
- {displayName: Store}
severities:
- {displayName: limited, value: 66}
- {displayName: broken, value: 100}
phases: [New, Done]
"""


@pytest.fixture
def file(tmp_path):
    """Writes a declaration."""
    def write(text, name="page.yaml"):
        path = tmp_path / name
        path.write_text(text)
        return path
    return write


def apply(node, path, *arguments, token=ADMIN_TOKEN, environment=None):
    return run("apply", path, "--server", node.url, "--token", token, *arguments,
               environment=environment)


def applied(node, path, *arguments):
    """What was said of a declaration that must be accepted."""
    done = apply(node, path, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(done):
    """The faults that a refused command told, and that nothing else was done."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert not done.stdout
    lines = done.stderr.strip().splitlines()
    assert "nothing was applied" in lines[-1], done.stderr
    return lines[:-1]


def test_a_page_is_made_shown_and_made_only_once(nodes, file):
    node = nodes.primary()
    path = file(PAGE)
    before = node.position()
    dry = applied(node, path, "--dry-run")
    assert '  + component "API"' in dry and '      + labels.zone: "1"' in dry
    assert dry.endswith("Plan: 6 to create, 0 to change, 0 to retire.\n")
    assert "\x1b" not in dry
    assert node.position() == before, "a dry run records nothing"
    real = applied(node, path)
    assert real.startswith(dry) and real.endswith("Applied: 6 created, 0 changed, 0 retired.\n")
    components = {c["displayName"]: c for c in node.anonymous.data("/components")}
    assert set(components) == {"API", "Store"}
    assert components["API"]["labels"] == {"zone": "1"}
    assert [s["displayName"] for s in node.anonymous.data("/severities")] == ["limited", "broken"]
    assert node.anonymous.data("/phases") == {"generation": 1, "phases": ["New", "Done"]}
    after = node.position()
    again = applied(node, path)
    assert again == "No changes: the node has all that is declared.\n"
    assert node.position() == after, "a second run records nothing"


def test_all_events_of_one_run_share_a_correlation_and_name_the_token(nodes, file):
    node = nodes.primary()
    before = node.position()
    applied(node, file(PAGE))
    with sqlite3.connect(f"file:{node.data}/log.sqlite?mode=ro", uri=True) as log:
        events = [json.loads(entry) for entry, in log.execute(
            "SELECT entry FROM events WHERE position > ? ORDER BY position", [before])]
    assert len({e["correlation"] for e in events}) == 1
    assert {e["actor"].split("/")[0] for e in events} == {"token"}
    assert [e["type"] for e in events].count("component.keyed") == 1


def test_a_renamed_thing_is_found_by_its_key(nodes, file):
    node = nodes.primary()
    applied(node, file(PAGE))
    ids = {c["displayName"]: c["id"] for c in node.anonymous.data("/components")}
    said = applied(node, file(PAGE.replace("displayName: API", "displayName: Interface")))
    assert f'  ~ component "Interface" ({ids["API"]})' in said
    assert '      ~ displayName: "API" -> "Interface"' in said
    names = {c["id"]: c["displayName"] for c in node.anonymous.data("/components")}
    assert names[ids["API"]] == "Interface" and len(names) == 2


def test_what_is_there_is_adopted(nodes, file):
    node = nodes.primary()
    known = node.api.component("API")
    said = applied(node, file("components: [{key: api, displayName: API}]"))
    assert f'  ~ adopt component "API" ({known})' in said
    assert "0 to create, 0 to change, 1 to adopt, 0 to retire" in said
    applied(node, file("components: [{key: api, displayName: B}]"))
    assert [c["id"] for c in node.anonymous.data("/components")] == [known]


def test_what_is_ambiguous_says_how_to_settle_it(nodes, file):
    node = nodes.primary()
    ids = sorted([node.api.component("API"), node.api.component("API")])
    path = file("components:\n- displayName: Store\n- displayName: API\n")
    before = node.position()
    lines = told(apply(node, path))
    assert lines == [
        f"{path}:3:3: components[1]: {ids[0]}, {ids[1]} could be meant: "
        "give the id of the right one"]
    assert node.position() == before
    applied(node, file(f"components:\n- displayName: Store\n- {{id: {ids[0]}, name: API}}\n"))


def test_only_asked_for_and_unused_things_are_retired(nodes, file):
    node = nodes.primary()
    applied(node, file(PAGE))
    impact = node.anonymous.data("/impacttypes")[0]["id"]
    ids = {c["displayName"]: c["id"] for c in node.anonymous.data("/components")}
    incident = node.api.incident(affects=[
        {"reference": ids["Store"], "type": impact, "severity": 50}])
    path = file("components: [{key: api, displayName: API}]\n")
    assert applied(node, path) == "No changes: the node has all that is declared.\n"
    lines = told(apply(node, path, "--prune"))
    assert len(lines) == 1 and incident in lines[0] and '"Store"' in lines[0]
    more = node.api.incident(affects=[
        {"reference": ids["Store"], "type": impact, "severity": 50}])
    lines = told(apply(node, path, "--prune"))
    assert len(lines) == 1 and "2 incidents" in lines[0] and min(incident, more) in lines[0]
    for each in (incident, more):
        assert_status(node.api.delete(f"/incidents/{each}"), 204)
    dry = applied(node, path, "--prune", "--dry-run")
    assert f'  - component "Store" ({ids["Store"]})' in dry
    assert "Applied: 0 created, 0 changed, 1 retired." in applied(node, path, "--prune")
    assert len(node.anonymous.data("/severities")) == 2, "a kind that is not declared stays"


def test_severities_change_places(nodes, file):
    node = nodes.primary()
    applied(node, file(PAGE))
    applied(node, file("severities: [{name: broken, value: 66}, {name: limited, value: 100}]"))
    assert {s["displayName"]: s["value"] for s in node.anonymous.data("/severities")} == {
        "broken": 66, "limited": 100}


def test_every_fault_of_a_file_is_told_and_nothing_is_applied(nodes, file):
    node = nodes.primary()
    before = node.position()
    path = file("components:\n- displayName: API\n  labels: {zone: yes}\n- lable: x\n"
                "severities: [{name: a, value: 101}]\n")
    lines = told(apply(node, path))
    assert [line.removeprefix(f"{path}:").split(" ")[0] for line in lines] == [
        "3:18:", "4:3:", "4:3:", "5:31:"]
    assert node.position() == before
    assert "No such file" not in refused("apply", path.with_name("none"), "--server", node.url)


def test_a_file_without_anything_says_how_one_begins(nodes, file):
    node = nodes.primary()
    for text in ("", "# later\n", "---\n"):
        path = file(text)
        assert told(apply(node, path)) == [
            f"{path}: it declares nothing: begin with one of impactTypes, components, phases, "
            "severities, such as components: [{displayName: API}]"]


def test_exit_codes_for_ci(nodes, file):
    node = nodes.primary()
    path = file(PAGE)
    assert apply(node, path, "--dry-run", "--exit-code").returncode == 2
    assert applied(node, path)
    assert apply(node, path, "--dry-run", "--exit-code").returncode == 0
    assert apply(node, path, "--exit-code").returncode == 64


def test_colours_are_for_terminals(nodes, file):
    node = nodes.primary()
    command = [str(BINARY), "apply", str(file(PAGE)), "--dry-run", "--server", node.url,
               "--token", ADMIN_TOKEN]

    def on_a_terminal(**environment):
        leader, follower = pty.openpty()
        with subprocess.Popen(command, stdout=follower, stdin=subprocess.DEVNULL,
                              env=clean_environment(TERM="xterm", **environment)) as process:
            os.close(follower)
            said = b""
            try:
                while part := os.read(leader, 65_536):
                    said += part
            except OSError:  # the terminal's end
                pass
            assert process.wait(timeout=20) == 0
        os.close(leader)
        return said

    assert b"\x1b[32m+\x1b[0m component" in on_a_terminal()
    assert b"\x1b" not in on_a_terminal(NO_COLOR="1")


def test_a_wrong_token_a_replica_and_an_absent_node_are_told_apart(nodes, file):
    primary = nodes.primary()
    replica = nodes.replica(primary)
    path = file(PAGE)
    assert "401" in apply(primary, path, token="wrong-token-wrong-token").stderr
    reader = primary.api.post("/tokens", json={"displayName": "r", "role": "reader"}).json()
    assert "403" in apply(primary, path, token=reader["token"]).stderr
    done = apply(replica, path)
    assert done.returncode == 1 and primary.url in done.stderr
    said = refused("apply", path, "--server", f"http://127.0.0.1:{free_port()}")
    assert "no answer" in said
    operator = primary.api.post("/tokens", json={"displayName": "o", "role": "operator"}).json()
    assert apply(primary, path, token=operator["token"]).returncode == 0


def test_the_route_keeps_to_its_key_and_names_every_fault(api):
    body = {"components": [{"displayName": "Once"}]}
    key = {"Idempotency-Key": "provision-1"}
    dry = api.post("/provision", json=body, headers=key, params={"dryRun": "true"})
    assert_status(dry, 200)
    assert dry.json()["dryRun"] and dry.json()["plan"]["create"] == 1
    first = api.post("/provision", json=body, headers=key)
    assert first.json()["plan"]["create"] == 1 and not first.json()["repeated"]
    second = api.post("/provision", json=body, headers=key)
    assert second.json() == {"dryRun": False, "repeated": True}
    assert_problem(api.post("/provision", json={"phases": ["x"]}, headers=key), 422)
    bad = api.post("/provision", json={"components": [{"displayName": "", "x": 1}], "y": 2})
    assert_problem(bad, 400)
    assert [e["field"] for e in bad.json()["errors"]] == [
        "$.y", "$.components[0].x", "$.components[0].displayName"]
    assert_problem(api.post("/provision", json=body, params={"dryRun": "maybe"}), 400)
    assert_problem(api.post("/provision", data=b"[" * 100), 400)


def test_a_thousand_components_in_one_go(nodes, file):
    node = nodes.primary()
    replica = nodes.replica(node)
    items = "".join(
        f"- {{key: c{n}, displayName: Component {n}, labels: {{zone: 'z{n % 7}'}}}}\n"
        for n in range(1000))
    path = file("components:\n" + items)
    assert applied(node, path).endswith("Applied: 1000 created, 0 changed, 0 retired.\n")
    assert len(node.anonymous.data("/components")) == 1000
    assert applied(node, path) == "No changes: the node has all that is declared.\n"
    replica.wait_position(node.position())
    assert picture(replica.anonymous) == picture(node.anonymous)
    verified(node)


def test_at_the_start_of_a_primary(nodes, file):
    path = file(PAGE)
    node = nodes.primary("--provision", path)
    assert len(node.anonymous.data("/components")) == 2
    position = node.position()
    assert node.stop() == 0
    node.start()
    assert node.position() == position, "the next start records nothing"
    assert node.stop() == 0
    path.write_text(PAGE.replace("Store", "Shop"))
    node.start()
    assert {c["displayName"] for c in node.anonymous.data("/components")} == {
        "API", "Store", "Shop"}, "a start never retires"


def test_a_faulty_file_keeps_a_primary_from_starting(nodes, file):
    path = file("components: [{name: API, lables: {}}]")
    node = nodes.primary("--provision", path, start=False)
    said = refused(*node.arguments)
    assert f"{path}:1:26: components[0].lables: the key is unknown: did you mean labels?" in said
    assert not node.data.exists(), "no log is made"
    missing = Node(nodes.folder, "primary", ["--provision", path.with_name("none")], name="other")
    assert "cannot be read" in refused(*missing.arguments)


def test_what_a_node_refuses_keeps_it_from_starting_and_records_nothing(nodes, file):
    node = nodes.primary()
    node.api.component("API")
    node.api.component("API")
    position = node.position()
    assert node.stop() == 0
    path = file("components: [{name: Store}, {name: API}]")
    plain = list(node.arguments)
    node.arguments += ["--provision", str(path)]
    said = refused(*node.arguments)
    assert f"{path}:1:29: components[1]: " in said
    node.arguments = plain
    node.start()
    assert node.position() == position


def test_the_example_is_applied(nodes):
    node = nodes.primary()
    said = applied(node, REPOSITORY / "ops/demo/provision.yaml")
    assert "Applied: 10 created, 0 changed, 0 retired." in said


def test_an_import_and_a_declaration_live_together(nodes, file):
    node = nodes.primary()
    export = Path(__file__).parent / "fixtures/statuspage-export.json"
    done = run("import", "statuspage", export, "--server", node.url, "--token", ADMIN_TOKEN)
    assert done.returncode == 0
    site = next(c for c in node.anonymous.data("/components") if c["displayName"] == "Website")
    said = applied(node, file("components: [{key: site, displayName: Website}]"))
    assert "1 to adopt" in said
    position = node.position()
    run("import", "statuspage", export, "--server", node.url, "--token", ADMIN_TOKEN)
    assert node.position() == position, "the import still knows its things"
    applied(node, file("components: [{key: site, displayName: Our site}]"))
    again = json.loads(node.anonymous.get(f"/components/{site['id']}").text)["data"]
    assert again["displayName"] == "Our site"
