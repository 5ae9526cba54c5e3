"""Files of a cluster, as an operator writes them."""

from .ports import free_port


class ClusterFile:
    """`nodes` is a list of (name, region); numbers and free loopback addresses are given here."""

    def __init__(self, folder, *nodes, name="cluster.yaml", **settings):
        self.path = folder / name
        self.settings = settings
        self.nodes = [
            {"name": name, "number": number, "region": region,
             "publish": f"tcp://127.0.0.1:{free_port()}",
             "control": f"tcp://127.0.0.1:{free_port()}",
             "url": f"http://127.0.0.1:{free_port()}"}
            for number, (name, region) in enumerate(nodes, 1)]
        self.write()

    def write(self):
        """Writes the file as it is described now."""
        lines = [f"{key.replace('_', '-')}: {value}" for key, value in self.settings.items()]
        lines.append("nodes:")
        for node in self.nodes:
            lines += [("- " if key == "name" else "  ") + f"{key}: {value}"
                      for key, value in node.items()]
        self.path.write_text("\n".join(lines) + "\n")

    def node(self, name):
        """What the file says of the node that is called so."""
        return next(node for node in self.nodes if node["name"] == name)
