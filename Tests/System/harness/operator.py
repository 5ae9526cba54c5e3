"""What an operator does with a cluster."""

import re

from .api import assert_status
from .binary import run
from .node import ADMIN_TOKEN
from .waiting import until


def promote(node, asked, *options, token=ADMIN_TOKEN):
    """`heliograph promote` of `node`, asked of another."""
    return run("promote", node.name, "--server", asked.url, "--token", token, *options)


def force(node, asked, seconds=30):
    """`heliograph promote --force`, confirmed with the position that it shows."""
    def forced():
        shown = promote(node, asked, "--force")
        confirm = re.search(r"--confirm (\d+)", shown.stderr)
        if confirm is None:
            return None  # the primary is not missed yet
        done = promote(node, asked, "--force", "--confirm", confirm[1])
        return done if done.returncode == 0 else None
    done = until(forced, f"{node.name} is promoted", seconds)
    node.wait_writing()
    return done


def told(node):
    """What a node knows of its cluster."""
    return assert_status(node.api.get("/cluster"), 200).json()


def status(node):
    """`heliograph status`, for people."""
    return run("status", "--server", node.url, "--token", ADMIN_TOKEN).stdout
