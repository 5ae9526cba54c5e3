"""The metrics of a node, as a collector reads them."""

import re
import subprocess

import requests


class Metrics:
    """One reading of a node's /metrics: the value of a metric, by name and labels."""

    def __init__(self, node):
        self.answer = requests.get(node.url + "/metrics", timeout=10)
        assert self.answer.status_code == 200, self.answer.text
        self.text = self.answer.text
        self.values = dict(self._read(self.text))

    @staticmethod
    def _read(text):
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
            pairs = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")
            yield (name, frozenset(pairs)), float(value)

    def get(self, name, **labels):
        """The value of the series with exactly these labels; 0 if there is none yet."""
        return self.values.get((name, frozenset(labels.items())), 0.0)

    def requests(self, method, route, status):
        """How many requests were answered so, whoever answered."""
        wanted = {("method", method), ("route", route), ("status", str(status))}
        return sum(
            value for (name, labels), value in self.values.items()
            if name == "heliograph_http_requests_total" and wanted <= labels)

    def faults(self):
        """What Prometheus' own tool says against the text; nothing if it is as it should be."""
        done = subprocess.run(
            ["promtool", "check", "metrics"], input=self.text, capture_output=True, text=True,
            timeout=30)
        return done.stdout + done.stderr + ("" if done.returncode == 0 else "refused")


def faults_of_rules(path):
    """What Prometheus' own tool says against a file of rules; nothing if it is as it should be."""
    done = subprocess.run(
        ["promtool", "check", "rules", path], capture_output=True, text=True, timeout=30)
    return "" if done.returncode == 0 else done.stdout + done.stderr
