"""Requests to one node's API, with a token or without one."""

import json as encoding
import re
import threading

import requests

ZERO = "00000000-0000-0000-0000-000000000000"
ABSENT = "0190f3a0-1111-7222-8333-444455556666"
LONG_AGO, FAR_AHEAD = "1990-01-01T00:00:00Z", "2100-01-01T00:00:00Z"


class API:
    """`base` is the node's address without path. Safe to use from several threads."""

    def __init__(self, base, token, timeout=30):
        self.base = base
        self.token = token
        self.timeout = timeout
        self._local = threading.local()

    def with_token(self, token):
        """The same node, asked with another token, or with none."""
        return API(self.base, token, self.timeout)

    @property
    def _session(self):
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        return self._local.session

    def send(self, method, path, json=None, data=None, headers=None, params=None):
        """One request below /api/v1. `json` is encoded; `data` is sent as it is."""
        sent = {}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        if json is not None:
            data = encoding.dumps(json).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        for name, value in (headers or {}).items():
            sent[name] = value
        # A value of None takes a header out again.
        sent = {k: v for k, v in sent.items() if v is not None}
        return self._session.request(
            method, self.base + "/api/v1" + path, data=data, headers=sent, params=params,
            timeout=self.timeout, allow_redirects=False)

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, json=None, **more):
        return self.send("POST", path, json=json, **more)

    def patch(self, path, json=None, **more):
        return self.send("PATCH", path, json=json, **more)

    def delete(self, path, **more):
        return self.send("DELETE", path, **more)

    def data(self, path, **more):
        """The `data` of a GET that must succeed."""
        answer = self.get(path, **more)
        assert answer.status_code == 200, explain(answer)
        return answer.json()["data"]

    def make(self, path, member="id", **body):
        """POSTs `body`, which must be accepted, and returns `member` of the answer."""
        answer = self.post(path, json=body)
        assert answer.status_code == 201, explain(answer)
        return answer.json()[member]

    def component(self, name="Object storage", **more):
        return self.make("/components", displayName=name, **more)

    def impact_type(self, name="Degraded", **more):
        return self.make("/impacttypes", displayName=name, **more)

    def incident(self, name="Slow disks", **more):
        return self.make("/incidents", displayName=name, **more)

    def update(self, incident, text="We are looking into it.", **more):
        return self.make(
            f"/incidents/{incident}/updates", member="order", description=text, **more)

    def severity(self, name, value):
        answer = self.post("/severities", json={"displayName": name, "value": value})
        assert answer.status_code == 204, explain(answer)

    def phases(self, *names):
        return self.make("/phases", member="generation", phases=list(names))

    def incidents(self, start=LONG_AGO, end=FAR_AHEAD):
        return self.data("/incidents", params={"start": start, "end": end})


def explain(answer):
    """What was asked and what came, for the message of a failed assertion."""
    request = answer.request
    body = request.body if request.body is None else request.body[:300]
    return (f"{request.method} {request.url} {body!r}\n -> {answer.status_code} "
            f"{dict(answer.headers)}\n{answer.text[:800]}")


def assert_status(answer, status):
    """The answer has this status (or one of these)."""
    wanted = status if isinstance(status, tuple) else (status,)
    assert answer.status_code in wanted, f"wanted {status}: {explain(answer)}"
    return answer


def assert_problem(answer, status, *names):
    """The answer is a problem of this status that names every one of `names`."""
    assert_status(answer, status)
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip()
    assert kind == "application/problem+json", explain(answer)
    if answer.request.method == "HEAD":
        return None
    problem = answer.json()
    for member in ("type", "title", "detail", "message"):
        assert isinstance(problem.get(member), str) and problem[member], explain(answer)
    assert problem["status"] == answer.status_code, explain(answer)
    said = " ".join(str(problem.get(m, "")) for m in ("field", "detail", "message", "errors"))
    for name in names:
        pattern = r"(?<![A-Za-z])" + re.escape(name) + r"(?![A-Za-z])"
        assert re.search(pattern, said), f"{name!r} is not named: {explain(answer)}"
    return problem


def position(answer):
    """(epoch, position) that an answer carries."""
    text = answer.headers.get("Heliograph-Position", "")
    assert re.fullmatch(r"[0-9]+:[0-9]+", text), explain(answer)
    epoch, number = text.split(":")
    return int(epoch), int(number)
