"""Nodes with addresses of their own: a network namespace for each, and faults on what is between.

    tests ── wire 1 ── namespace of node 1 ──┐
          ── wire 2 ── namespace of node 2 ──┤ bridge, in a namespace of its own
          ── wire 3 ── namespace of node 3 ──┘

Nodes replicate over the bridge, and faults are nftables rules for its addresses, in the nodes'
namespaces. Clients come over the wires, which no fault touches. Every name carries the test's pid.
"""

import contextlib
import functools
import ipaddress
import json
import os
import shutil
import subprocess

from .cluster import ClusterFile

REQUIRED = os.environ.get("HELIOGRAPH_NAMESPACES") == "required"


class NotPossible(Exception):
    """A command for namespaces, links or rules was refused."""


@functools.cache
def obstacle():
    """Why no namespaces can be made here; None if they can."""
    for tool in ("ip", "nft"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    name = f"hg{os.getpid()}-probe"
    try:
        _do("ip", "netns", "add", name)
        try:
            _inside(name, "nft", "add", "table", "inet", "probe")
            _do("ip", "-n", name, "link", "add", "probe0", "type", "veth", "peer", "name", "probe1")
        finally:
            _do("ip", "netns", "del", name)
    except NotPossible as fault:
        return str(fault)
    return None


class Network:
    """Namespaces for nodes 1 to `count`. `remove` takes everything away again."""

    def __init__(self, count):
        self.numbers = range(1, count + 1)
        self._base = f"hg{os.getpid()}"
        self._bridge = f"{self._base}-bridge"
        self._second = _free_second_byte()
        self._namespaces, self._wires, self._rules = [], [], []

    def build(self):
        """Makes all of it."""
        self._add(self._bridge)
        _do("ip", "-n", self._bridge, "link", "add", "br0", "type", "bridge")
        _do("ip", "-n", self._bridge, "link", "set", "br0", "up")
        for number in self.numbers:
            self._add(self._namespace(number))
            self._join_bridge(number)
            self._lay_wire(number)
        return self

    def remove(self):
        """Takes away what was made, however far that came. The nodes have ended before."""
        for wire in self._wires:
            subprocess.run(["ip", "link", "del", wire], capture_output=True)
        for name in self._namespaces:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
        self._wires, self._namespaces = [], []

    def replication(self, number):
        """The address that the others reach; faults are for it."""
        return f"10.{self._second}.0.{number}"

    def management(self, number):
        """The address that clients reach, whatever happens to the others."""
        return f"10.{self._second}.{number}.2"

    def command(self, number):
        """What a node's command is given to, to run in its namespace."""
        return ["ip", "netns", "exec", self._namespace(number)]

    @contextlib.contextmanager
    def partition(self, side, other):
        """Nothing goes from one side to the other or back."""
        pairs = [(a, b) for a in side for b in other]
        with self._faulty([(a, b, "drop") for a, b in pairs + [(b, a) for a, b in pairs]]):
            yield

    @contextlib.contextmanager
    def one_way(self, source, destination):
        """What the source sends does not reach the destination; the way back is whole."""
        with self._faulty([(source, destination, "drop")]):
            yield

    @contextlib.contextmanager
    def loss(self, percent):
        """So many packets of each hundred are lost, whoever sends them, at random."""
        verdict = f"numgen random mod 100 < {percent} drop"
        with self._faulty([(a, b, verdict) for a in self.numbers for b in self.numbers if a != b]):
            yield

    @contextlib.contextmanager
    def _faulty(self, rules):
        self._rules += rules
        try:
            self._apply()
            yield
        finally:
            for rule in rules:
                self._rules.remove(rule)
            self._apply()

    def _apply(self):
        """A packet is dropped as it comes in: its sender is not told, as on a real network."""
        for number in self.numbers:
            lines = [f"ip saddr {self.replication(a)} ip daddr {self.replication(b)} {verdict}"
                     for a, b, verdict in self._rules if b == number]
            _inside(self._namespace(number), "nft", "-f", "-", text=(
                "flush ruleset\ntable inet faults {\nchain incoming {\n"
                "type filter hook input priority 0; policy accept;\n"
                + "\n".join(lines) + "\n}\n}\n"))

    def _namespace(self, number):
        return f"{self._base}-node{number}"

    def _add(self, name):
        self._namespaces.append(name)
        _do("ip", "netns", "add", name)
        _do("ip", "-n", name, "link", "set", "lo", "up")

    def _join_bridge(self, number):
        node, port = self._namespace(number), f"port{number}"
        _do("ip", "-n", self._bridge, "link", "add", port, "type", "veth", "peer", "name", "repl",
            "netns", node)
        _do("ip", "-n", self._bridge, "link", "set", port, "master", "br0", "up")
        self._address(node, "repl", f"{self.replication(number)}/24")

    def _lay_wire(self, number):
        node, wire = self._namespace(number), f"{self._base}w{number}"
        self._wires.append(wire)
        _do("ip", "link", "add", wire, "type", "veth", "peer", "name", "mgmt", "netns", node)
        self._address(node, "mgmt", f"{self.management(number)}/30")
        _do("ip", "address", "add", f"10.{self._second}.{number}.1/30", "dev", wire)
        _do("ip", "link", "set", wire, "up")

    def _address(self, namespace, interface, address):
        _do("ip", "-n", namespace, "address", "add", address, "dev", interface)
        _do("ip", "-n", namespace, "link", "set", interface, "up")


class NetworkFile(ClusterFile):
    """A cluster's file whose nodes have keys, and the addresses of a network."""

    def __init__(self, network, folder, *nodes, **settings):
        self.network = network
        super().__init__(folder, *nodes, keyed=True, **settings)

    def entry(self, number, name, region):
        address = self.network.replication(number)
        return {"name": name, "number": number, "region": region,
                "publish": f"tcp://{address}:7001", "control": f"tcp://{address}:7002",
                "url": f"http://{self.network.management(number)}:8080"}

    def wrapper(self, name):
        return self.network.command(self.node(name)["number"])


def _free_second_byte():
    """X, such that nothing here is routed to 10.X.0.0/16 but by a default route."""
    routes = json.loads(_do("ip", "-j", "-4", "route", "show", "table", "all"))
    used = [ipaddress.ip_network(route["dst"], strict=False) for route in routes
            if route["dst"] != "default"]
    for second in range(66, 256):
        wanted = ipaddress.ip_network(f"10.{second}.0.0/16")
        if not any(wanted.overlaps(network) for network in used):
            return second
    raise AssertionError("every network in 10.0.0.0/8 is in use here")


def _inside(namespace, *command, text=None):
    return _do("ip", "netns", "exec", namespace, *command, text=text)


def _do(*command, text=None):
    done = subprocess.run(command, capture_output=True, text=True, input=text, timeout=30)
    if done.returncode != 0:
        raise NotPossible(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
