"""Clients that write, or read, all at once, and remember what they were told."""

import threading
import time
from dataclasses import dataclass

import requests


class Writers:
    """Threads that post components, incidents and updates until they are told to end.

    `acknowledged` holds (path of the resource, its name) of every write that was answered 201.
    Whatever else comes is in `refused`; a connection that breaks is neither.
    """

    def __init__(self, api, count):
        self.api = api
        self.acknowledged = []
        self.refused = []
        self.broken = 0
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(number,), daemon=True)
            for number in range(count)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Waits for the writes under way."""
        self._ending.set()
        for thread in self._threads:
            thread.join(timeout=60)
            assert not thread.is_alive(), "a writing client hangs"

    def _write(self, number):
        turn = 0
        incident = None
        while not self._ending.is_set():
            turn += 1
            name = f"Writer {number}, turn {turn}"
            path = "/components" if turn % 3 == 0 else "/incidents"
            if turn % 3 == 2 and incident is not None:
                path = incident + "/updates"
            try:
                answer = self.api.post(path, json={"displayName": name})
            except requests.RequestException:
                self.broken += 1
                self._ending.wait(0.05)
                continue
            if answer.status_code != 201:
                self.refused.append((answer.status_code, answer.text))
                continue
            made = answer.json()
            where = f"{path}/{made['order'] if 'order' in made else made['id']}"
            if path == "/incidents":
                incident = where
            self.acknowledged.append((where, name))


@dataclass(frozen=True)
class Receipt:
    """A write that was answered 201: by whom, between which moments, at which level."""

    name: str
    level: str | None
    component: str
    node: str
    asked: float
    answered: float


class ClusterWriters:
    """Threads that post components to whichever of the nodes takes them.

    `receipts` holds every write that was answered 201, `acknowledged` its (name, level of
    durability); a node that does not write now, or is gone, is none of their `failures`.
    `label` begins the names, `timeout` is how long a client waits for an answer, `pause` how long
    it does nothing after each.
    """

    def __init__(self, nodes, count=2, label="Writer", timeout=10, pause=0.0):
        self.nodes = nodes
        self.receipts, self.failures = [], []
        self.pause_max = 0.0
        self._label, self._timeout, self._pause = label, timeout, pause
        self._marked = 0
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(number,), daemon=True)
                         for number in range(count)]

    def __enter__(self):
        self._last = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Waits for the writes under way."""
        self._ending.set()
        for thread in self._threads:
            thread.join(timeout=self._timeout + 60)
            assert not thread.is_alive(), "a writing client hangs"

    @property
    def acknowledged(self):
        return [(receipt.name, receipt.level) for receipt in self.receipts]

    @property
    def names(self):
        return {receipt.name for receipt in self.receipts}

    def mark(self):
        """From here on `since_mark` counts."""
        self._marked = len(self.receipts)

    def since_mark(self):
        """How many writes were acknowledged since the mark."""
        return len(self.receipts) - self._marked

    def _write(self, number):
        at, turn = 0, 0
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {self.nodes[0].api.token}"
            while not self._ending.is_set():
                turn += 1
                name = f"{self._label} {number}, turn {turn}"
                at = self._post(session, at, name)

    def _post(self, session, at, name):
        """The index of the node to ask next."""
        node = self.nodes[at]
        asked = time.monotonic()
        try:
            answer = session.post(node.url + "/api/v1/components", json={"displayName": name},
                                  timeout=self._timeout)
        except requests.RequestException:
            self._ending.wait(max(self._pause, 0.02))
            return (at + 1) % len(self.nodes)
        if answer.status_code == 201:
            now = time.monotonic()
            self.pause_max = max(self.pause_max, now - self._last)
            self._last = now
            self.receipts.append(Receipt(
                name, answer.headers.get("Heliograph-Durability"), answer.json()["id"], node.name,
                asked, now))
            self._ending.wait(self._pause)
            return at
        if answer.status_code != 503:
            self.failures.append((answer.status_code, answer.text))
        self._ending.wait(max(self._pause, 0.02))
        primary = answer.json().get("primary")
        known = [index for index, other in enumerate(self.nodes) if other.url == primary]
        return known[0] if known and known[0] != at else (at + 1) % len(self.nodes)


class Readers:
    """Threads that read `paths` of a node over and over; every failure is in `failed`.

    `life` names the life that the node is in, or is None while it has none: what fails is a failure
    if the node was in one life from before the question until after. `pause` is between two reads.
    """

    def __init__(self, node, paths, count=2, life=lambda: True, pause=0.01):
        self.node, self.paths = node, paths
        self.failed, self.answered = [], 0
        self._life, self._pause = life, pause
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._read, daemon=True) for _ in range(count)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _read(self):
        with requests.Session() as session:
            while not self._ending.is_set():
                for path in self.paths:
                    life = self._life()
                    if life is not None:
                        self._ask(session, path, life)
                    self._ending.wait(self._pause)

    def _ask(self, session, path, life):
        try:
            answer = session.get(self.node.url + path, timeout=15)
            if answer.status_code == 200 and answer.content:
                self.answered += 1
                return
            failure = (path, answer.status_code, answer.text[:300])
        except requests.RequestException as fault:
            failure = (path, repr(fault))
        if self._life() == life:
            self.failed.append(failure)


def missing(api, acknowledged):
    """Those of the acknowledged writes that the node does not show."""
    names = {f"/components/{c['id']}": c["displayName"] for c in api.data("/components")}
    updates = {}
    for incident in api.incidents():
        path = f"/incidents/{incident['id']}"
        names[path] = incident["displayName"]
        updates[path] = incident["updates"]
    lost = []
    for where, name in acknowledged:
        if "/updates/" in where:
            incident, order = where.split("/updates/")
            if int(order) not in updates.get(incident, []):
                lost.append((where, name))
        elif names.get(where) != name:
            lost.append((where, name))
    return lost
