"""The page for people: HTML that needs nobody else, with every text as text."""

import html.parser
import re

import pytest
import requests

from harness.api import assert_problem
from harness.moments import ago, ahead
from harness.resources import lay_out
from harness.waiting import until

pytestmark = pytest.mark.page

EVIL = "<script>alert('x')</script><img src=x onerror=y>\"'&amp; ]]>"


class Page(html.parser.HTMLParser):
    """What a browser would make of a page: its elements, its text, its references."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.references, self.words, self.handlers = [], [], [], []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "action", "srcset", "data", "poster"):
                self.references.append((tag, value))
            if name.startswith("on"):
                self.handlers.append((tag, name))

    def handle_data(self, data):
        self.words.append(data)


def assert_only_our_script(page):
    """One script, ours, of which nothing depends; none within the page."""
    assert page.elements.count("script") == 1 and page.handlers == []
    sources = [reference for tag, reference in page.references if tag == "script"]
    assert len(sources) == 1 and sources[0].startswith("/page.js?v=")


def fetched(node, path="/"):
    """A page and what is in it; whatever the page is, these things hold for it."""
    answer = requests.get(node.url + path, timeout=30)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["Content-Type"].replace(" ", "").lower() == "text/html;charset=utf-8"
    page = Page(answer.text)
    assert answer.text.lstrip().lower().startswith("<!doctype html>")
    assert_only_our_script(page)
    for tag, reference in page.references:
        # A link may lead to another node; nothing may be loaded from elsewhere.
        elsewhere = "javascript:|data:" if tag == "a" else "https?:|//|javascript:|data:(?!image/)"
        assert not re.match(rf"(?i)\s*({elsewhere})", reference), (tag, reference)
    assert not re.search(r"(?i)url\(\s*['\"]?(https?:)?//", answer.text)
    assert "@import" not in answer.text
    return page


@pytest.fixture(scope="module")
def told(module_nodes):
    """A primary that has something to tell, and a replica of it."""
    primary = module_nodes.primary()
    api = primary.api
    sample = lay_out(api)
    api.component("Quiet component", labels={"region": "south"})
    api.component(EVIL, labels={EVIL[:20]: EVIL})
    api.patch(f"/incidents/{sample.incident}", json={"description": EVIL})
    api.update(sample.incident, EVIL, displayName=EVIL)
    api.update(sample.incident, "The newest words about it")
    api.incident("Planned works", beganAt=ahead(days=1), endedAt=ahead(days=2), affects=[
        {"reference": sample.component, "type": sample.impact_type, "severity": 0}])
    api.incident("Over and done " + EVIL, beganAt=ago(days=3), endedAt=ago(days=2), affects=[
        {"reference": sample.component, "type": sample.impact_type, "severity": 80}])
    api.incident("Too long ago", beganAt=ago(days=60), endedAt=ago(days=59))
    replica = module_nodes.replica(primary)
    replica.wait_position(primary.position())
    return primary, replica, sample


@pytest.mark.parametrize("which", [0, 1], ids=["primary", "replica"])
def test_the_page_tells_what_is_going_on(told, which):
    page = fetched(told[which])
    for words in ("Volumes", "Quiet component", "Volumes are slow", "The newest words about it",
                  "Planned works", "Over and done"):
        assert words in page.text, words
    assert "Too long ago" not in page.text


def test_texts_are_escaped(told):
    for path in ("/", f"/incidents/{told[2].incident}"):
        page = fetched(told[0], path)
        assert "<script>alert('x')</script>" in page.text, "it is shown as a text"
        assert "img" not in page.elements


def test_a_timeline_is_newest_first(told):
    for path in ("/", f"/incidents/{told[2].incident}"):
        text = fetched(told[0], path).text
        newest, oldest = (text.find(words) for words in (
            "The newest words about it", "We are looking into it."))
        assert 0 <= newest < oldest, path


@pytest.mark.parametrize("which", [0, 1], ids=["primary", "replica"])
def test_an_incident_has_a_page_of_its_own(told, which):
    page = fetched(told[which], f"/incidents/{told[2].incident}")
    for words in ("Volumes are slow", "Volumes", "The newest words about it"):
        assert words in page.text, words
    link = f"/incidents/{told[2].incident}"
    assert any(link in (r or "") for _, r in fetched(told[which]).references)


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def assert_html_problem(answer):
    """A page for people that says why there is no other."""
    assert answer.status_code == 404, answer.text[:300]
    assert answer.headers["Content-Type"].replace(" ", "").lower() == "text/html;charset=utf-8"
    assert answer.text.lstrip().lower().startswith("<!doctype html>")
    assert_only_our_script(Page(answer.text))


@pytest.mark.parametrize("accept", [BROWSER, "*/*", "application/json"])
@pytest.mark.parametrize("which", [0, 1], ids=["primary", "replica"])
def test_an_incident_that_is_not_there_has_a_page_that_says_so(told, which, accept):
    for name in ("0190f3a0-1111-7222-8333-444455556666", "not-a-uuid", "%FF"):
        answer = requests.get(
            f"{told[which].url}/incidents/{name}", headers={"Accept": accept}, timeout=30)
        assert_html_problem(answer)


def test_an_unknown_path_answers_as_its_reader_prefers(told):
    def asked(path, accept):
        return requests.get(told[0].url + path, headers={"Accept": accept}, timeout=30)
    assert_html_problem(asked("/nothing", BROWSER))
    for path, accept in (("/nothing", "*/*"), ("/nothing", "application/json"),
                         ("/api/v1/nothing", BROWSER), ("/api/nothing", BROWSER)):
        assert_problem(asked(path, accept), 404)


def test_an_incident_that_was_deleted_has_no_page(told):
    incident = told[0].api.incident("Will be deleted")
    fetched(told[0], f"/incidents/{incident}")
    told[0].api.delete(f"/incidents/{incident}")
    gone = requests.get(told[0].url + f"/incidents/{incident}", timeout=30)
    assert_html_problem(gone)
    assert "Will be deleted" not in gone.text
    assert "Will be deleted" not in fetched(told[0]).text


def test_the_page_knows_light_and_dark_and_small_screens(told):
    answer = requests.get(told[0].url + "/", timeout=30)
    styles = answer.text
    for tag, reference in Page(answer.text).references:
        if tag == "link" and "css" in reference:
            sheet = requests.get(told[0].url + reference, timeout=30)
            assert sheet.status_code == 200
            assert sheet.headers["Content-Type"].startswith("text/css")
            styles += sheet.text
    assert "prefers-color-scheme" in styles and "viewport" in answer.text


def test_head_and_an_empty_log(nodes):
    node = nodes.primary()
    fetched(node)
    head = requests.head(node.url + "/", timeout=30)
    assert head.status_code == 200 and head.content == b""


def test_a_replica_says_on_its_page_how_old_it_is(nodes):
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary)
    replica.wait_position(primary.position())
    fresh = fetched(replica).text
    primary.kill()
    until(lambda: fetched(replica).text != fresh, "a line about its age", 60)
    assert "Volumes are slow" in fetched(replica).text
