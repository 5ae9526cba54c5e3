"""One log of one size, the commands that measure it, and nodes on it."""

import json
import re
import shutil
import subprocess

from harness.api import API
from harness.cluster import ClusterFile
from harness.metrics import Metrics
from harness.node import Node

# The administrator of every log that Bench generates.
GENERATED_TOKEN = "the-administrator-of-generated-logs"


class Bench:
    """A generated log of `size` events in a folder of its own, removed at the end."""

    def __init__(self, binaries, folder, size, quick):
        self.binaries, self.folder, self.size, self.quick = binaries, folder, size, quick
        self.nodes = []
        self.clusters = 0
        self._log = None

    def __enter__(self):
        self.folder.mkdir(parents=True)
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self):
        """The folder of the generated log; made when it is first wanted."""
        if self._log is None:
            self._log = self.folder / "primary"
            self.run("generate", "--data", self._log, "--events", self.size)
        return self._log

    def run(self, command, *arguments):
        """Runs a command of Bench and returns what it printed."""
        done = subprocess.run(
            [self.binaries / "Bench", command, *map(str, arguments)], capture_output=True,
            text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"Bench {command} failed: {done.stderr.strip()}")
        return done.stdout

    def figures(self, command, *arguments):
        """Runs a command of Bench that prints JSON."""
        return json.loads(self.run(command, *arguments))

    def spoken(self, command, *arguments):
        """Runs a command of Bench that prints a sentence: events, seconds, processor seconds."""
        said = self.run(command, *arguments)
        found = re.search(r"(\d+) events.*?([\d.]+) s\b.*?processor ([\d.]+) s", said, re.DOTALL)
        return {
            "events": int(found[1]), "seconds": float(found[2]), "cpuSeconds": float(found[3])}

    def count(self, most):
        """How many operations to measure: fewer when it is only tried."""
        return max(64, most // 20) if self.quick else most

    def primary(self):
        """A primary that serves the generated log, ready."""
        assert self.log
        return self._start(Node(self.folder, "primary", name="primary"))

    def replica(self, primary):
        """A replica with a folder of its own, ready."""
        return self._start(Node(self.folder, "replica", primary=primary, name="replica"))

    def cluster(self, *names, keyed=True, copied=False, start=True):
        """Members of a new cluster, the first as its primary: of a new log, or of a copy of the
        generated one. Each is in a region of its own, and none is required."""
        self.clusters += 1
        folder = self.folder / f"cluster-{self.clusters}"
        folder.mkdir()
        file = ClusterFile(folder, *((name, name) for name in names), keyed=keyed)
        if copied:
            shutil.copytree(self.log, folder / names[0])
        nodes = [Node(folder, "replica" if place else "primary", name=name, cluster=file)
                 for place, name in enumerate(names)]
        for node in nodes:
            node.api = API(node.url, GENERATED_TOKEN) if copied else node.api
        if start:
            for node in nodes:
                self.started(node)
            for node in nodes:
                node.wait_ready(seconds=600)
            nodes[0].wait_writing()
        return nodes

    def started(self, node):
        """A node whose process is started, and ended with the rest."""
        self.nodes.append(node)
        return node.start(ready=False)

    def end(self, *nodes):
        """Ends these nodes and takes their folders away."""
        for node in nodes:
            node.kill()
            shutil.rmtree(node.data, ignore_errors=True)

    def _start(self, node):
        return self.started(node).wait_ready(seconds=600)

    def cpu_seconds(self, node):
        """The processor time that a node has used so far."""
        return Metrics(node).get("process_cpu_seconds_total")
