"""One node as a process: a primary or a replica with its folder, ports and log file."""

import os
import signal
import subprocess
import time
from pathlib import Path

import requests

from .api import API
from .binary import BINARY, clean_environment
from .ports import free_port
from .waiting import until

ADMIN_TOKEN = "administrator-of-the-system-tests-0123456789abcdef"
READY_SECONDS = 60


class Node:
    """Started and stopped by the test; whatever still runs at its end is killed by pid."""

    started = []

    def __init__(self, folder, role, arguments=(), primary=None, environment=None, name=None,
                 cluster=None):
        self.name = name or role
        self.role = role
        self.data = folder / self.name
        self.log_file = folder / f"{self.name}.log"
        self.url = cluster.node(name)["url"] if cluster else f"http://127.0.0.1:{free_port()}"
        self.http = self.url.removeprefix("http://")
        self.api = API(self.url, ADMIN_TOKEN)
        self.anonymous = API(self.url, None)
        self.environment = clean_environment(**(environment or {}))
        self.process = None
        self.has_own_disk = False
        self.wrapper = cluster.wrapper(name) if cluster else []
        base = [role, "--data", self.data, "--http", self.http]
        if cluster:
            base += ["--cluster", cluster.path_for(name), "--name", name]
            base += ["--keys", cluster.keys[name]] if name in cluster.keys else []
            base += ["--admin-token", ADMIN_TOKEN] if role == "primary" else []
        elif role == "primary":
            self.publish = f"tcp://127.0.0.1:{free_port()}"
            self.control = f"tcp://127.0.0.1:{free_port()}"
            base += ["--publish", self.publish, "--control", self.control]
            base += ["--admin-token", ADMIN_TOKEN]
        else:
            base += ["--primary-publish", primary.publish, "--primary-control", primary.control]
        self.arguments = [str(a) for a in [*base, *arguments]]

    @property
    def within(self):
        """What a command is given to that is to find the folder where this node has it."""
        return ["nsenter", "--mount", "--target", self.process.pid] if self.has_own_disk else []

    @property
    def seen(self):
        """The folder, as the test finds it."""
        here = f"/proc/{self.process.pid}/root{self.data}"
        return Path(here) if self.has_own_disk else self.data

    def start(self, ready=True):
        """Starts the process and, if asked to, waits until /readyz says 200."""
        assert self.process is None or self.process.poll() is not None, f"{self.name} runs"
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [*self.wrapper, str(BINARY), *self.arguments], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env=self.environment, start_new_session=True)
        if self not in Node.started:
            Node.started.append(self)
        return self.wait_ready() if ready else self

    def wait_ready(self, seconds=READY_SECONDS):
        """Waits until /readyz answers 200; fails at once if the process ends."""
        until(self._is_ready_or_ended, f"{self.name} ready; log:\n{self.log()}", seconds)
        return self

    def wait_alive(self, seconds=READY_SECONDS):
        """Waits until /healthz answers 200, whether or not the node is ready."""
        def alive():
            self._assert_running()
            return self.probe("/healthz")[0] == 200
        until(alive, f"{self.name} alive; log:\n{self.log()}", seconds)
        return self

    def wait_writing(self, seconds=READY_SECONDS):
        """Waits until this node of a cluster takes writes."""
        def is_writing():
            self._assert_running()
            try:
                return self.api.get("/cluster").json()["takesWrites"]
            except requests.RequestException:
                return False
        until(is_writing, f"{self.name} takes writes; log:\n{self.log()}", seconds)
        return self

    def _is_ready_or_ended(self):
        self._assert_running()
        return self.probe("/readyz")[0] == 200

    def _assert_running(self):
        code = self.process.poll()
        assert code is None, f"{self.name} ended with {code}; log:\n{self.log()}"

    def probe(self, path):
        """(status, JSON or None) of /healthz or /readyz; (0, None) if nobody answers."""
        try:
            answer = requests.get(self.url + path, timeout=5)
        except requests.RequestException:
            return 0, None
        try:
            return answer.status_code, answer.json()
        except ValueError:
            return answer.status_code, None

    def health(self):
        """The fields of /healthz."""
        status, fields = self.probe("/healthz")
        assert status == 200, f"{self.name}: /healthz {status}"
        return fields

    def position(self):
        """The position applied at this node."""
        return self.health()["position"]

    def wait_position(self, position, seconds=60):
        """Waits until this node has applied `position`."""
        until(lambda: self.position() >= position, f"{self.name} at {position}", seconds)

    def kill(self):
        """SIGKILL, and wait for the end."""
        if self.process is not None and self.process.poll() is None:
            self._signal(signal.SIGKILL)
            self.process.wait(timeout=20)

    def freeze(self):
        """SIGSTOP: it hears nothing and says nothing until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self):
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def stop(self, seconds=10):
        """SIGTERM; returns the exit code, which must come within `seconds`."""
        begun = time.monotonic()
        self._signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            waited = time.monotonic() - begun
            raise AssertionError(
                f"{self.name} still runs {waited:.1f} s after SIGTERM; log:\n{self.log()}")

    def _signal(self, number):
        # A wrapper (strace, unshare) is in the same session, so the whole group is addressed.
        if self.wrapper:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def log(self, lines=40):
        """The end of what the process wrote."""
        if not self.log_file.exists():
            return ""
        text = self.log_file.read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])


class Nodes:
    """Makes nodes in one temporary folder and ends them all."""

    def __init__(self, folder):
        self.folder = folder
        self.all = []

    def primary(self, *arguments, name="primary", start=True, **options):
        """A new primary; started and ready unless told otherwise."""
        return self._add(Node(self.folder, "primary", arguments, name=name, **options), start)

    def replica(self, primary, *arguments, name="replica", start=True, **options):
        """A new replica of `primary`; started and ready unless told otherwise."""
        node = Node(self.folder, "replica", arguments, primary=primary, name=name, **options)
        return self._add(node, start)

    def member(self, cluster, name, role="replica", *arguments, start=True, **options):
        """The node of a cluster that its file calls `name`; `role` is what it is at first."""
        node = Node(self.folder, role, arguments, name=name, cluster=cluster, **options)
        self._add(node, start)
        return node.wait_writing() if start and role == "primary" else node

    def cluster(self, cluster, *arguments, prepare=lambda node: None):
        """All nodes of a cluster, the first as its primary; prepared, started and ready."""
        names = [node["name"] for node in cluster.nodes]
        made = [self.member(cluster, name, "replica" if index else "primary", *arguments,
                            start=False) for index, name in enumerate(names)]
        for node in made:
            prepare(node)
            node.start(ready=False)
        for node in made:
            node.wait_ready()
        made[0].wait_writing()
        return made

    def _add(self, node, start):
        self.all.append(node)
        return node.start() if start else node

    def end(self):
        """Kills what still runs."""
        for node in self.all:
            node.kill()
            if node in Node.started:
                Node.started.remove(node)
