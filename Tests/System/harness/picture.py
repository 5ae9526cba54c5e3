"""All that a node shows at one moment and one position, for comparison with another node."""

from .api import FAR_AHEAD, LONG_AGO, position
from .binary import run

AT = "2026-06-01T00:00:00Z"


def picture(api, with_updates=True):
    """(position, everything shown); tries again if the position moves meanwhile."""
    for _ in range(50):
        before = position(api.get("/phases"))
        shown = {
            "phases": api.data("/phases"), "severities": api.data("/severities"),
            "impact types": api.data("/impacttypes"),
            "components": api.data("/components", params={"at": AT}),
            "incidents": api.data("/incidents", params={"start": LONG_AGO, "end": FAR_AHEAD})}
        if with_updates:
            shown["updates"] = {
                i["id"]: api.data(f"/incidents/{i['id']}/updates")
                for i in shown["incidents"] if i["updates"]}
        if position(api.get("/phases")) == before:
            return before, shown
    raise AssertionError("the position does not come to rest")


def replayed(node, at):
    """What `heliograph replay` says of a node's folder at a position: canonical JSON."""
    done = run(
        "replay", "--data", node.data, "--at", at, seconds=120, within=node.within)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{"), done.stdout[:300]
    return done.stdout


def verified(node):
    """`heliograph verify` finds nothing wrong with a node's folder."""
    done = run("verify", "--data", node.data, seconds=300, within=node.within)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
