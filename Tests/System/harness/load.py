"""Clients that write, or read, all at once, and remember what they were told."""

import threading
import time

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


class ClusterWriters:
    """Threads that post components to whichever node of a cluster takes them.

    `acknowledged` holds (name, level of durability) of every write that was answered 201; a node
    that does not write now, or is gone, is none of their `failures`.
    """

    def __init__(self, nodes, count=2):
        self.nodes = nodes
        self.acknowledged, self.failures = [], []
        self.pause_max = 0.0
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
        self._ending.set()
        for thread in self._threads:
            thread.join(timeout=60)
            assert not thread.is_alive(), "a writing client hangs"

    @property
    def names(self):
        return {name for name, _ in self.acknowledged}

    def mark(self):
        """From here on `since_mark` counts."""
        self._marked = len(self.acknowledged)

    def since_mark(self):
        """How many writes were acknowledged since the mark."""
        return len(self.acknowledged) - self._marked

    def _write(self, number):
        at, turn = 0, 0
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {self.nodes[0].api.token}"
            while not self._ending.is_set():
                turn += 1
                name = f"Writer {number}, turn {turn}"
                at = self._post(session, at, name)

    def _post(self, session, at, name):
        """The index of the node to ask next."""
        node = self.nodes[at]
        try:
            answer = session.post(node.url + "/api/v1/components", json={"displayName": name},
                                  timeout=10)
        except requests.RequestException:
            self._ending.wait(0.02)
            return (at + 1) % len(self.nodes)
        if answer.status_code == 201:
            now = time.monotonic()
            self.pause_max = max(self.pause_max, now - self._last)
            self._last = now
            self.acknowledged.append((name, answer.headers.get("Heliograph-Durability")))
            return at
        if answer.status_code != 503:
            self.failures.append((answer.status_code, answer.text))
        self._ending.wait(0.02)
        primary = answer.json().get("primary")
        known = [index for index, other in enumerate(self.nodes) if other.url == primary]
        return known[0] if known and known[0] != at else (at + 1) % len(self.nodes)


class Readers:
    """Threads that read `paths` of a node over and over; every failure is in `failed`."""

    def __init__(self, node, paths, count=2):
        self.node, self.paths = node, paths
        self.failed, self.answered = [], 0
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
                    try:
                        answer = session.get(self.node.url + path, timeout=15)
                        if answer.status_code != 200 or not answer.content:
                            self.failed.append((path, answer.status_code, answer.text[:300]))
                    except requests.RequestException as fault:
                        self.failed.append((path, repr(fault)))
                    self.answered += 1
                    self._ending.wait(0.01)


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
