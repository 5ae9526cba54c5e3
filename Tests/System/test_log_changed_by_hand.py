"""A log that somebody has changed: `verify` and a replica refuse it and name the place."""

import re

import pytest

from harness.binary import refused, run
from harness.picture import verified
from harness.resources import lay_out
from harness.tampering import change, digest, opened
from harness.waiting import until

pytestmark = pytest.mark.faults

AT = 6  # the position at which the log is changed; more than ten are there

CHANGES = {
    "the facts": "UPDATE payloads SET facts = CAST(replace(CAST(facts AS TEXT), 'data', 'data ')"
                 " AS BLOB) WHERE position = ?",
    "the texts": "UPDATE payloads SET texts = CAST('{\"name\":\"Forged\"}' AS BLOB)"
                 " WHERE position = ?",
    "the salt of the facts": "UPDATE payloads SET facts_salt = zeroblob(32) WHERE position = ?",
    "the salt of the texts": "UPDATE payloads SET texts_salt = zeroblob(32) WHERE position = ?",
    "the entry": "UPDATE events SET entry = CAST(replace(CAST(entry AS TEXT), '\"version\":1',"
                 " '\"version\":2') AS BLOB) WHERE position = ?",
    "the leaf": "UPDATE events SET leaf = zeroblob(32) WHERE position = ?",
    "the chain": "UPDATE events SET chain = zeroblob(32) WHERE position = ?",
    "the recorded time": "UPDATE events SET recorded_at = recorded_at + 1 WHERE position = ?",
    "the type": "UPDATE events SET type = 'component.retired' WHERE position = ?",
}


@pytest.fixture
def written(nodes):
    """A stopped primary with some twenty events."""
    primary = nodes.primary()
    sample = lay_out(primary.api)
    for number in range(10):
        primary.api.update(sample.incident, f"Nr {number}")
    assert primary.stop() == 0
    verified(primary)
    return primary


def refusal(node):
    """What `verify` says; it must exit with 1 and leave the folder alone."""
    before = digest(node.data)
    done = run("verify", "--data", node.data)
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert digest(node.data) == before
    return done.stdout + done.stderr


@pytest.mark.parametrize("what", CHANGES)
def test_verify_names_the_first_wrong_position(written, what):
    change(written, CHANGES[what], AT)
    assert re.search(rf"\b{AT}\b", refusal(written)), refusal(written)


@pytest.mark.parametrize("what", CHANGES)
def test_two_changes_name_the_first(written, what):
    change(written, CHANGES[what], AT + 3)
    change(written, CHANGES["the texts"], AT)
    said = refusal(written)
    assert re.search(rf"\b{AT}\b", said) and not re.search(rf"\b{AT + 3}\b", said), said


def test_events_that_are_missing_are_noticed(written):
    with opened(written) as log:
        log.execute("DELETE FROM payloads WHERE position = ?", (AT,))
        log.execute("DELETE FROM events WHERE position = ?", (AT,))
    assert re.search(rf"\b({AT}|{AT + 1})\b", refusal(written))


def test_a_log_whose_end_was_cut_off_is_noticed(written):
    with opened(written) as log:
        last, = log.execute("SELECT max(position) FROM events").fetchone()
        log.execute("DELETE FROM payloads WHERE position = ?", (last,))
        log.execute("DELETE FROM events WHERE position = ?", (last,))
    refusal(written)


def test_a_wrong_tree_is_noticed(written):
    with opened(written) as log:
        assert log.execute("UPDATE tree_nodes SET hash = zeroblob(32)"
                           " WHERE level = 1 AND place = 0").rowcount == 1
    refusal(written)


def test_exchanged_events_are_noticed(written):
    with opened(written) as log:
        rows = log.execute(
            "SELECT entry FROM events WHERE position IN (?, ?) ORDER BY position",
            (AT, AT + 1)).fetchall()
        for position, (entry,) in zip((AT + 1, AT), rows):
            log.execute("UPDATE events SET entry = ? WHERE position = ?", (entry, position))
    assert re.search(rf"\b{AT}\b", refusal(written))


def test_verify_reads_the_folder_of_a_running_node(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    verified(primary)
    primary.api.component("It still writes")


@pytest.mark.parametrize("role", ["primary", "replica"])
@pytest.mark.parametrize("what", CHANGES)
def test_a_node_does_not_start_with_a_changed_log(nodes, what, role):
    node = primary = nodes.primary()
    sample = lay_out(primary.api)
    primary.api.update(sample.incident, "One more")
    if role == "replica":
        node = nodes.replica(primary)
        node.wait_position(primary.position())
    assert node.stop() == 0
    change(node, CHANGES[what], AT)
    said = refused(*node.arguments)
    assert re.search(rf"\b{AT}\b", said), said


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_under_a_running_primary_does_not_reach_a_replica(nodes, what):
    primary = nodes.primary()
    sample = lay_out(primary.api)
    for number in range(10):
        primary.api.update(sample.incident, f"Nr {number}")
    change(primary, CHANGES[what], AT)
    replica = nodes.replica(primary, start=False).start(ready=False).wait_alive()

    def named():
        return re.search(rf"\b{AT}\b", replica.log(1000) + primary.log(1000))
    until(named, "the place named by one of the two", 30)
    assert replica.position() < AT
    assert replica.probe("/readyz")[0] == 503
