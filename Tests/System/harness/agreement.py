"""What must hold of a cluster's nodes once nothing is wrong any more."""

import json

from .operator import told
from .picture import replayed, verified
from .waiting import until


def components(node):
    """The names of all components that a node shows."""
    return {component["displayName"] for component in node.api.data("/components")}


def agree(*nodes, seconds=60):
    """Waits until all are at one head, then compares what they show byte for byte."""
    def heads():
        return {(told(node)["epoch"], told(node)["head"]) for node in nodes}
    until(lambda: len(heads()) == 1, f"one head of {heads()}", seconds)
    head = told(nodes[0])["head"]
    for node in nodes:
        node.wait_position(head)
    boards = {node.api.get("/components").text for node in nodes}
    entries = {node.api.get("/events").text for node in nodes}
    assert len(boards) == 1 and len(entries) == 1
    return head


def prove(*nodes):
    """Nodes that agree: every log verifies, and all replay to the same bytes."""
    head = agree(*nodes)
    assert len({replayed(node, head) for node in nodes}) == 1
    proofs = [verified(node) for node in nodes]
    assert len(set(proofs)) == 1, proofs


def orphaned(*nodes):
    """The ids of the components whose registration is in an orphan bundle of one of the nodes."""
    ids = set()
    for node in nodes:
        for bundle in (node.seen / "orphans").glob("*.jsonl"):
            for line in bundle.read_text().splitlines():
                ids |= _registered(json.loads(line))
    return ids


def account(receipts, *nodes):
    """Every write that was acknowledged is at all nodes, or its event is listed as an orphan.

    What was acknowledged as replicated is at all nodes. Returns the receipts of the orphans.
    """
    orphans = orphaned(*nodes)
    shown = [{c["id"] for c in node.api.data("/components")} for node in nodes]
    everywhere = set.intersection(*shown)
    lost = [r for r in receipts if r.component not in everywhere]
    silently = [r for r in lost if r.component not in orphans]
    assert silently == [], f"{len(silently)} lost and not listed: {silently[:3]}"
    broken = [r for r in lost if r.level == "replicated"]
    assert broken == [], f"{len(broken)} were replicated and are lost: {broken[:3]}"
    return lost


def _registered(line):
    entry = json.loads(line.get("entry", "{}"))
    if entry.get("type") != "component.registered":
        return set()
    return {entry["stream"].split("/")[-1]}
