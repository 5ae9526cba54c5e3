"""Languages, months, badges and the other parts of the page for people."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import requests

from harness.api import assert_problem
from harness.moments import ago
from harness.resources import lay_out

pytestmark = pytest.mark.page


@pytest.fixture(scope="module")
def told(module_nodes):
    primary = module_nodes.primary()
    sample = lay_out(primary.api)
    primary.api.incident("Long ago", beganAt=ago(days=70), endedAt=ago(days=69))
    return primary, sample


def get(node, path, **headers):
    return requests.get(node.url + path, headers=headers, timeout=30)


@pytest.mark.parametrize("wanted, language", [
    (None, "en"), ("de", "de"), ("de-AT,de;q=0.9,en;q=0.8", "de"), ("fr, en;q=0.5, de;q=0.7", "de"),
    ("fr", "en"), ("de;q=0", "en"), ("*", "en"), ("x" * 5000, "en")])
def test_the_browser_s_language_is_spoken(told, wanted, language):
    answer = get(told[0], "/", **({"Accept-Language": wanted} if wanted else {}))
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


def test_the_visitor_s_choice_is_kept_by_every_link(told):
    node, sample = told
    answer = get(node, "/?lang=de", **{"Accept-Language": "en"})
    assert '<html lang="de">' in answer.text and "Komponenten" in answer.text
    for path in re.findall(r'href="(/(?:incidents|history)?[^"]*)"', answer.text):
        if not path.startswith(("/style.css", "/api/")):
            assert "?lang=de" in path, path
    page = get(node, f"/incidents/{sample.incident}?lang=de").text
    assert "Mitteilungen" in page
    assert get(node, "/?lang=xx").headers["Content-Language"] == "en"
    missing = get(node, "/incidents/none?lang=de")
    assert missing.status_code == 404 and "Diese Seite gibt es nicht" in missing.text


def test_each_month_since_the_first_incident_has_a_page(told):
    node, _ = told
    first, now = ago(days=70)[:7], ago(days=0)[:7]
    path = f"/history/{now}"
    seen = []
    while path:
        page = get(node, path)
        assert page.status_code == 200
        seen.append(path[-7:])
        previous = re.search(r'href="(/history/[^"]*)" rel="prev"', page.text)
        path = previous.group(1) if previous else None
    assert seen[0] == now and seen[-1] == first
    assert "Long ago" in get(node, f"/history/{first}").text
    for none in ("1999-01", "9999-12", "2026-13", "nonsense", "%FF", "2026-1"):
        answer = get(node, f"/history/{none}")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")


def test_badges_are_pictures_for_other_sites(told):
    node, sample = told
    for name in ("all", sample.component):
        answer = get(node, f"/badge/{name}.svg")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("image/svg+xml")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        svg = ElementTree.fromstring(answer.content)
        assert svg.get("role") == "img"
        title = svg.find("{http://www.w3.org/2000/svg}title").text
        assert svg.get("aria-label") == title and ": " in title
        assert b"<script" not in answer.content and b"href" not in answer.content
        again = get(node, f"/badge/{name}.svg", **{"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    for name in ("0190f3a0-1111-7222-8333-444455556666.svg", "nonsense.svg", "all", "all.png"):
        assert_problem(get(node, f"/badge/{name}"), 404)


def test_a_badge_holds_any_name(told):
    node, _ = told
    name = "<b>&\"' \u0600\ufffe\x07 " + "w" * 150
    component = node.api.component(name)
    svg = ElementTree.fromstring(get(node, f"/badge/{component}.svg").content)
    assert svg.get("aria-label").startswith("<b>&\"' \u0600")


def test_the_stylesheet_and_the_script_can_be_kept_for_ever(told):
    node, _ = told
    page = get(node, "/")
    for path, kind in re.findall(r'(?:href|src)="(/(style\.css|page\.js)\?v=[0-9a-f]+)"', page.text):
        answer = get(node, path)
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
        assert "immutable" not in get(node, "/" + kind).headers["Cache-Control"]
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_a_preview_of_a_link_says_what_it_is_about(told):
    node, sample = told
    page = get(node, f"/incidents/{sample.incident}").text
    for name in ("og:title", "og:description", "og:site_name", "og:type"):
        assert re.search(rf'<meta property="{name}" content="[^"]+">', page), name
    assert 'rel="canonical"' not in page, "nobody said where the site is found"
