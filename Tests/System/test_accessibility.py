"""The page in a real browser: WCAG 2.2 AA as axe-core checks it, the keyboard, life without a
script, and what a first request needs."""

import re

import pytest

from harness.browser import chromium, faults
from harness.moments import ago, ahead

pytestmark = pytest.mark.page


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def cloud(module_nodes):
    """A primary with a board of thirty components in two places, and something of everything."""
    node = module_nodes.primary()
    api = node.api
    for name, value in (("Degraded", 30), ("Partial outage", 60), ("Outage", 100)):
        api.severity(name, value)
    impact = api.impact_type("Performance")
    made = [
        api.component(service, labels={"location": place, "zone": f"{place}-1", "service": service})
        for place in ("north", "south") for service in (
            "Compute", "Networking", "Volumes", "Objects", "Databases", "Registry", "Names",
            "Identity", "Images", "Balancers", "Backups", "Console", "Metrics", "Logs", "Queues")]

    def affects(*severities):
        return [{"reference": made[place], "type": impact, "severity": severity}
                for place, severity in enumerate(severities)]
    incident = api.incident("Servers cannot be reached", beganAt=ago(hours=2),
                            description="A switch failed.", affects=affects(90, 50, 20))
    api.update(incident, "We are looking into it.", displayName="Investigating")
    api.incident("New firmware", beganAt=ahead(days=1), endedAt=ahead(days=2), affects=affects(0))
    api.incident("Slow names", beganAt=ago(days=40), endedAt=ago(days=39), affects=affects(10, 40))
    return node, incident


def opened(browser, url, **options):
    context = browser.new_context(**{"timezone_id": "Asia/Tokyo", "locale": "en-GB", **options})
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("language, width, scheme", [
    ("en", 1280, "light"), ("de", 1280, "dark"), ("de", 390, "light"), ("en", 390, "dark"),
    ("de", 320, "dark")])
def test_axe_finds_nothing(browser, cloud, language, width, scheme):
    node, incident = cloud
    month = "/history/" + ago(hours=2)[:7]
    for path in ("/", f"/incidents/{incident}", month, "/incidents/none"):
        page = opened(browser, f"{node.url}{path}?lang={language}", color_scheme=scheme,
                      viewport={"width": width, "height": 800})
        assert faults(page) == [], path
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        assert faults(page) == [], f"{path}, all unfolded"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.context.close()


def test_a_first_request_loads_nothing_from_elsewhere(browser, cloud):
    node, _ = cloud
    context = browser.new_context()
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(node.url + "/")
    assert all(url.startswith((node.url, "data:")) for url in requests), requests
    assert complaints == []
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_days_before_a_component_was_known_are_not_drawn_as_good_ones(browser, cloud, width):
    node, _ = cloud
    page = opened(browser, node.url + "/", viewport={"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    shares = page.eval_on_selector_all(
        ".bars i.none.n89", "all => all.map((i) => i.offsetWidth / i.parentElement.offsetWidth)")
    assert shares and all(share > 0.95 for share in shares), shares[:3]
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_keyboard_reaches_what_a_bar_tells(browser, cloud, width):
    node, _ = cloud
    page = opened(browser, node.url + "/", viewport={"width": width, "height": 800})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    bar = page.locator(".bars [aria-label*='Slow names']").first
    bar.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert "Slow names" in page.evaluate("document.activeElement.ariaLabel")
    shown = "getComputedStyle(document.activeElement, '::after').display"
    assert page.evaluate(shown) == "block"
    page.keyboard.press("Escape")
    assert page.evaluate(shown) == "none", "Escape puts it away"
    listed = page.locator(".row", has=page.locator(".bars [aria-label*='Slow names']"))
    button = listed.locator("button.share").first
    assert button.bounding_box()["width"] >= 24 and button.bounding_box()["height"] >= 24
    button.focus()
    page.keyboard.press("Enter")
    tip = page.locator(".tip:popover-open")
    assert tip.locator("a", has_text="Slow names").is_visible()
    page.keyboard.press("Escape")
    assert tip.count() == 0
    page.context.close()


def test_each_day_that_something_touched_tells_of_itself(browser, cloud):
    node, _ = cloud
    page = opened(browser, node.url + "/", viewport={"width": 390, "height": 800}, has_touch=True,
                  java_script_enabled=False)
    for row in page.locator(".row:has(.bars [tabindex])").all():
        days = row.locator(".bars i:not(.none)").all()
        names = [day.get_attribute("aria-label") for day in days]
        assert len(set(names)) == len(days) >= 1
        for name in names:
            assert re.match(r"(Compute|Networking|Volumes), \d+ [A-Z][a-z]+: [A-Z]\w+", name), name
        assert len({name.split(",")[0] for name in names}) == 1
    for day in page.locator(".bars [tabindex]:visible").all()[:5]:
        day.tap()
        assert page.locator(".bars [tabindex]:focus").get_attribute(
            "aria-label") == day.get_attribute("aria-label")
    page.context.close()


@pytest.mark.parametrize("width", [1200, 390])
def test_very_long_names_are_cut_to_some_lines_and_never_too_wide(browser, nodes, width):
    node = nodes.primary()
    api = node.api
    api.severity("Outage", 100)
    long = "W" * 1000
    component = api.component(long, labels={"group": "g" * 900})
    affects = [{"reference": component, "type": api.impact_type(long), "severity": 90}]
    incident = api.incident(long, beganAt=ago(hours=2), affects=affects)
    for path in ("/", f"/incidents/{incident}"):
        page = opened(browser, node.url + path, viewport={"width": width, "height": 800})
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert faults(page) == [], path
        if path == "/":
            for name in page.locator(".long:visible, summary .name bdi").all():
                assert name.bounding_box()["height"] < 100
                assert len(name.inner_text()) >= 900
        page.context.close()


def test_without_a_script_everything_but_the_local_time_is_there(browser, cloud):
    node, _ = cloud
    with_script = opened(browser, node.url + "/")
    assert "JST" in with_script.locator(".card").first.inner_text().replace("GMT+9", "JST")
    page = opened(browser, node.url + "/", java_script_enabled=False)
    assert "GMT" not in page.locator("main").inner_text()
    # The groups in which something is wrong are unfolded, others unfold.
    assert page.locator("text=north-1").first.is_visible()
    closed = page.locator("details:not([open]) > summary").first
    closed.click()
    assert page.locator(".bars [tabindex]").first.is_visible()
    page.locator("button.share").first.click()
    assert page.locator(".tip:popover-open a").first.is_visible()
    page.context.close()
    with_script.context.close()


def test_paper_gets_what_the_screen_shows(browser, cloud):
    node, _ = cloud
    page = opened(browser, node.url + "/")
    page.emulate_media(media="print")
    assert not page.locator(".jump").is_visible() and not page.locator(".skip").is_visible()
    assert page.locator("h1").is_visible()
    assert page.pdf().startswith(b"%PDF")
    page.context.close()
