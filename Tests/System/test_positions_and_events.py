"""Positions on every answer, reads that wait for one, and the page of recorded events."""

import time

import pytest

from harness.api import ABSENT, assert_problem, assert_status, explain, position
from harness.resources import lay_out

pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def sample(primary):
    return lay_out(primary.api)


def test_every_answer_carries_a_position(api, sample):
    nobody = api.with_token(None)
    answers = [api.get("/components"), api.get(f"/components/{ABSENT}"), nobody.get("/nothing"),
        nobody.send("PUT", "/components"), nobody.post("/components", json={"displayName": "x"}),
        api.post("/components", json={}), api.post("/components", data=b"x", headers={
            "Content-Type": "text/plain"}), api.get("/incidents"), api.get("/openapi.yaml"),
        api.send("HEAD", "/components"), api.get("/tokens"), api.get("/events")]
    for answer in answers:
        position(answer)


def test_the_position_grows_with_each_change_and_reads_see_it(api):
    last = position(api.get("/components"))
    for number in range(20):
        answer = api.post("/components", json={"displayName": f"Nr {number}"})
        at = position(answer)
        assert at > last, explain(answer)
        seen = api.with_token(None).get(f"/components/{answer.json()['id']}")
        assert_status(seen, 200)
        assert position(seen) >= at
        last = at


def test_a_read_gets_at_least_the_position_it_asks_for(api):
    epoch, number = position(api.post("/components", json={"displayName": "x"}))
    for asked in (f"{epoch}:{number}", f"{epoch}:1", "1:0"):
        answer = api.get("/components", headers={"Heliograph-Min-Position": asked})
        assert_status(answer, 200)
        assert position(answer) >= (epoch, number)


def test_a_position_that_does_not_come_is_503_after_a_bounded_time(api):
    epoch, number = position(api.get("/components"))
    begun = time.monotonic()
    answer = api.get(
        "/components", headers={"Heliograph-Min-Position": f"{epoch}:{number + 1000}"})
    assert_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) >= 0
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("bad", ["7", "1:", ":1", "1:x", "-1:1", "1:-1", "1:2:3", "1.0:1",
                                 "1:99999999999999999999"])
def test_a_malformed_position_is_400_and_named(api, bad):
    answer = api.get("/components", headers={"Heliograph-Min-Position": bad})
    assert_problem(answer, 400, "Heliograph-Min-Position")


def pages(api, limit, after=None):
    """All events, page by page."""
    events = []
    while True:
        params = {"limit": limit} | ({"after": after} if after else {})
        page = assert_status(api.get("/events", params=params), 200).json()
        assert len(page["data"]) <= limit
        if not page["data"] and page["next"] == after:
            return events
        events += page["data"]
        after = page["next"]


def test_the_pages_of_events_hold_every_public_event_once(api, sample):
    nobody = api.with_token(None)
    whole, small = pages(nobody, 500), pages(nobody, 3)
    assert whole == small
    numbers = [e["position"] for e in whole]
    assert numbers == sorted(set(numbers)) and numbers[0] >= 1
    assert {"log.epoch_opened"} <= {e["type"] for e in whole}
    opened = [e for e in whole if sample.incident in e["stream"]]
    assert [e["version"] for e in opened] == list(range(1, len(opened) + 1))
    for event in whole:
        assert event["epoch"] == 1 and isinstance(event["data"], dict)
        assert event["recordedAt"].endswith("Z") and "texts" in event
    recorded = [e["recordedAt"] for e in whole]
    assert recorded == sorted(recorded), "I14: recorded times never go backwards"


def test_events_go_on_after_a_position(api):
    before = "{}:{}".format(*position(api.get("/components")))
    component = api.component("The newest")
    page = api.get("/events", params={"after": before}).json()
    assert page["data"] and all(component in e["stream"] for e in page["data"])
    assert pages(api, 10, after=page["next"]) == []
    assert page["data"][-1]["actor"] and "The newest" in str(page["data"][-1]["texts"])


@pytest.mark.parametrize("query,name", [("after=x", "after"), ("after=", "after"),
    ("after=1", "after"), ("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"),
    ("limit=", "limit"), ("limit=-1", "limit")])
def test_a_malformed_page_is_400_and_named(api, query, name):
    assert_problem(api.get(f"/events?{query}"), 400, name)


def test_an_after_of_another_epoch_is_refused(api):
    answer = api.get("/events?after=9:1")
    assert_problem(answer, 400)
    assert answer.json()["field"] == "after"
