"""Incident updates: their orders, their times, their changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.api import assert_problem, assert_status
from harness.moments import ago, ahead, parsed

pytestmark = pytest.mark.api


@pytest.fixture
def incident(api):
    return api.incident("Slow disks")


def orders(api, incident):
    listed = [u["order"] for u in api.data(f"/incidents/{incident}/updates")]
    assert listed == api.data(f"/incidents/{incident}")["updates"]
    return listed


def test_an_update_shows_what_it_was_given(api, incident):
    order = api.update(incident, "Found it", displayName="Found",
                       createdAt="2026-03-01T12:00:00+02:00")
    assert order == 0
    assert api.data(f"/incidents/{incident}/updates/0") == {
        "order": 0, "displayName": "Found", "description": "Found it",
        "createdAt": "2026-03-01T10:00:00Z"}


def test_the_time_of_an_update_is_now_unless_given(api, incident):
    api.update(incident)
    api.update(incident, createdAt=None)
    for update in api.data(f"/incidents/{incident}/updates"):
        assert parsed(ago(seconds=5)) <= parsed(update["createdAt"]) <= parsed(ahead(seconds=5))


def test_name_or_description_is_needed(api, incident):
    path = f"/incidents/{incident}/updates"
    assert_problem(api.post(path, json={"createdAt": ago(days=1)}), 400)
    assert_problem(api.post(path, json={"displayName": None, "description": None}), 400)
    assert_status(api.post(path, json={"displayName": "Only a name"}), 201)
    assert_status(api.post(path, json={"description": "Only a text"}), 201)
    shown = api.data(path)
    assert "description" not in shown[0] and "displayName" not in shown[1]


def test_one_of_name_and_description_remains(api, incident):
    api.update(incident, "Text", displayName="Name")
    path = f"/incidents/{incident}/updates/0"
    assert_status(api.patch(path, json={"displayName": None}), 204)
    assert "displayName" not in api.data(path)
    assert_problem(api.patch(path, json={"description": None}), 400)
    assert_status(api.patch(path, json={"displayName": "Name", "description": None}), 204)
    assert "description" not in api.data(path)


def test_a_changed_update_keeps_its_order_and_time(api, incident):
    api.update(incident, createdAt="2026-03-01T10:00:00Z")
    path = f"/incidents/{incident}/updates/0"
    assert_status(api.patch(path, json={"description": "Better"}), 204)
    assert api.data(path) == {
        "order": 0, "description": "Better", "createdAt": "2026-03-01T10:00:00Z"}
    assert_status(api.patch(path, json={"createdAt": "2026-03-02T10:00:00Z"}), 204)
    assert api.data(path)["createdAt"] == "2026-03-02T10:00:00Z"


def test_orders_are_never_used_again(api, incident):
    assert [api.update(incident) for _ in range(3)] == [0, 1, 2]
    assert_status(api.delete(f"/incidents/{incident}/updates/2"), 204)
    assert_status(api.delete(f"/incidents/{incident}/updates/0"), 204)
    assert orders(api, incident) == [1]
    assert api.update(incident) == 3
    assert orders(api, incident) == [1, 3]
    for order in (0, 2):
        path = f"/incidents/{incident}/updates/{order}"
        assert_problem(api.get(path), 404)
        assert_problem(api.patch(path, json={"displayName": "x"}), 404)
        assert_problem(api.delete(path), 404)


def test_updates_are_listed_by_order_whatever_their_times(api, incident):
    for day in (3, 1, 2):
        api.update(incident, createdAt=f"2026-03-0{day}T00:00:00Z")
    assert orders(api, incident) == [0, 1, 2]


def test_forty_updates_at_once_get_forty_orders(api, incident):
    with ThreadPoolExecutor(40) as pool:
        got = list(pool.map(lambda i: api.update(incident, f"Nr {i}"), range(40)))
    assert sorted(got) == list(range(40))
    texts = {u["order"]: u["description"] for u in api.data(f"/incidents/{incident}/updates")}
    assert texts == {order: f"Nr {i}" for i, order in enumerate(got)}
