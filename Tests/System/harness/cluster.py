"""Files of a cluster, as an operator writes them."""

import re

from .binary import run
from .ports import free_port


class ClusterFile:
    """`nodes` is a list of (name, region); numbers and free loopback addresses are given here.

    With `keyed` each node has keys of its own, and the file names their public halves.
    """

    def __init__(self, folder, *nodes, name="cluster.yaml", keyed=False, **settings):
        self.path = folder / name
        self.settings = settings
        self.keys = {}
        self.nodes = [self.entry(number, *node) for number, node in enumerate(nodes, 1)]
        for node in self.nodes if keyed else []:
            self.keys[node["name"]] = folder / f"{node['name']}.keys.yaml"
            node |= public_keys(self.keys[node["name"]])
        self.write()

    def entry(self, number, name, region):
        """What the file says of one node."""
        return {"name": name, "number": number, "region": region,
                "publish": f"tcp://127.0.0.1:{free_port()}",
                "control": f"tcp://127.0.0.1:{free_port()}",
                "url": f"http://127.0.0.1:{free_port()}"}

    def write(self):
        """Writes the file as it is described now."""
        self.path.write_text(self.text(self.nodes))

    def text(self, nodes):
        """The file, with what it says of `nodes`."""
        lines = [f"{key.replace('_', '-')}: {value}" for key, value in self.settings.items()]
        lines.append("nodes:")
        for node in nodes:
            lines += [("- " if key == "name" else "  ") + f"{key}: {value}"
                      for key, value in node.items()]
        return "\n".join(lines) + "\n"

    def node(self, name):
        """What the file says of the node that is called so."""
        return next(node for node in self.nodes if node["name"] == name)

    def path_for(self, name):
        """The file that this node reads: the same for all, unless a test says otherwise."""
        return self.path

    def wrapper(self, name):
        """The command that this node's is given to."""
        return []


def public_keys(file):
    """Makes the keys of a node; what cluster.yaml is to say of them."""
    made = run("keys", "generate", "--out", file)
    assert made.returncode == 0, made.stderr
    return dict(re.findall(r"(?m)^ +(keys|signing-key): (.+)$", made.stdout))
