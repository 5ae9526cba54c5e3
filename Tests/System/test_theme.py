"""Themes: a folder changes how the pages look and what they say, and can do nothing else."""

import pathlib
import re

import html5lib
import pytest
import requests

from harness.binary import refused, run
from harness.resources import lay_out

pytestmark = pytest.mark.page

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "ops" / "themes" / "example"
FOREVER = "public, max-age=31536000, immutable"
EVIL = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "--><svg onload=alert(1)>", "--!><b>", "</title><script>", "</textarea><b>", "javascript:alert(1)",
    "{{{name}}} {{>layout}}", "\u0600<b \u0301\" \u0301' x=y>", "]]><b>", "<!-- <b>", "&lt;b&gt;",
]


def theme(*arguments):
    """Runs `heliograph theme`; its exit code and what it said."""
    ended = run("theme", *arguments, seconds=120)
    return ended.returncode, ended.stdout + ended.stderr


def folder(path, yaml="title: Try\n", **files):
    """A theme's folder; a `__` in a name stands for its point."""
    path.mkdir()
    (path / "theme.yaml").write_text(yaml)
    for name, text in files.items():
        (path / name.replace("__", ".")).write_text(text)
    return path


def structure(text):
    """Every element with the names of its attributes, as a browser's parser sees them."""
    tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    return [(str(e.tag), sorted(map(str, e.attrib))) for e in tree.iter()]


@pytest.fixture(scope="module")
def themed(module_nodes):
    """A primary and a replica, each with the example theme."""
    primary = module_nodes.primary("--theme", str(EXAMPLE))
    lay_out(primary.api)
    replica = module_nodes.replica(primary, "--theme", str(EXAMPLE))
    replica.wait_position(primary.position())
    return primary, replica


def test_the_example_is_without_faults_and_makes_every_page(tmp_path):
    code, said = theme("check", EXAMPLE, "--write", tmp_path / "pages")
    assert (code, said.count("\n")) == (0, 1), said
    assert "no faults" in said
    pages = {page.name for page in (tmp_path / "pages").iterdir()}
    for name in ("home", "home-empty", "home-stale", "incident", "problem", "about", "privacy"):
        assert {f"{name}.en.html", f"{name}.de.html"} <= pages, name
    assert {"badge.en.svg", "badge.de.svg", "badge-component.en.svg"} <= pages
    home = (tmp_path / "pages" / "home.en.html").read_text()
    for reference in re.findall(r'(?:src|srcset|href)="((?:theme/|style)[^"]*)"', home):
        assert (tmp_path / "pages" / reference).is_file(), reference


def test_a_new_theme_is_without_faults_and_overwrites_nothing(tmp_path):
    new = tmp_path / "new"
    assert theme("new", new)[0] == 0
    assert (new / "ours" / "home.mustache").is_file()
    code, said = theme("check", new)
    assert code == 0, said
    before = (new / "theme.yaml").read_bytes()
    code, said = theme("new", new)
    assert code != 0 and "is not empty" in said
    assert (new / "theme.yaml").read_bytes() == before


def test_faults_are_named_a_line_each_and_no_node_starts_with_one(nodes, tmp_path):
    bad = folder(
        tmp_path / "bad", "tilte: x\nicon: no.svg\ncolours: { quiet: '#999' }\n",
        home__mustache="<h1>{{{heading}}}</h1>", words__en="hame = x\n")
    code, said = theme("check", bad)
    assert code == 1
    for line in (
        "theme.yaml:1:1: fault: a theme has no \"tilte\"; did you mean title?",
        "theme.yaml:2:7: fault: no.svg: there is no such file in the folder",
        "theme.yaml:3:19: fault: quiet #999999 on ",
        "home.mustache:1:5: fault: ",
        "words.en:1:1: fault: no word of the pages is called \"hame\"; did you mean home?",
    ):
        assert any(said_line.startswith(line) for said_line in said.splitlines()), (line, said)
    node = nodes.primary("--theme", str(bad), start=False)
    said = refused(*node.arguments)
    assert "theme.yaml:1:1" in said and "heliograph theme check" in said
    assert not node.data.exists(), "a log was made before the theme was looked at"
    missing = nodes.primary("--theme", str(tmp_path / "no"), start=False, name="x")
    assert "there is no such folder" in refused(*missing.arguments)


def test_what_would_show_or_run_nothing_is_warned_of(tmp_path):
    odd = folder(
        tmp_path / "odd", home__mustache="",
        text__mustache="<script>alert(1)</script>\n{{#text}}<a href=\"javascript:x()\">x</a>{{/text}}")
    code, said = theme("check", odd)
    lines = said.splitlines()
    assert code == 0 and len(lines) == 4, said
    assert "home.mustache: warning: this page shows nothing" in lines
    assert any("warning: <script> runs nothing" in line for line in lines), said
    assert any("warning: javascript: in href= runs nothing" in line for line in lines), said


@pytest.mark.parametrize("which", [0, 1], ids=["primary", "replica"])
def test_every_page_carries_the_theme(themed, which):
    url = themed[which].url
    for path in ("/", "/about", "/privacy", "/nothing"):
        answer = requests.get(url + path, headers={"Accept": "text/html"}, timeout=30)
        assert answer.status_code == (404 if path == "/nothing" else 200)
        assert "Kiln Cloud status" in answer.text and "/theme/kiln.svg?v=" in answer.text
        assert "https://console.kiln.example/health" in answer.text
        assert 'href="/about' in answer.text and 'href="/imprint' in answer.text
        assert "script-src" not in answer.headers["Content-Security-Policy"].replace(
            "script-src 'self'", "")
    german = requests.get(url + "/?lang=de", timeout=30).text
    assert "Meine Ressourcen" in german and "Kiln Cloud Status" in german
    assert "Impressum" in german and '<html lang="de"' in german
    about = requests.get(url + "/about", headers={"Accept-Language": "de"}, timeout=30)
    assert "eine erfundene Cloud" in about.text
    # A text in one language only is shown in it, and says so.
    assert 'lang="de"' in requests.get(url + "/imprint?lang=en", timeout=30).text


@pytest.mark.parametrize("which", [0, 1], ids=["primary", "replica"])
def test_files_are_kept_for_ever_by_their_versions(themed, which):
    url = themed[which].url
    home = requests.get(url + "/", timeout=30).text
    picture = re.search(r'/theme/kiln\.svg\?v=[0-9a-f]+', home).group()
    answer = requests.get(url + picture, timeout=30)
    assert answer.content == (EXAMPLE / "kiln.svg").read_bytes()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = requests.get(
        url + picture, headers={"If-None-Match": answer.headers["ETag"]}, timeout=30)
    assert again.status_code == 304
    for path in ("/theme/kiln.svg", "/theme/kiln.svg?v=1"):
        assert requests.get(url + path, timeout=30).headers["Cache-Control"] == "no-cache"
    style = re.search(r'/style\.css\?v=[0-9a-f]+', home).group()
    answer = requests.get(url + style, timeout=30)
    assert answer.headers["Cache-Control"] == FOREVER and "--paper: #fbf3ea" in answer.text
    assert ".pill {" in answer.text


def test_nothing_else_of_the_folder_or_beyond_is_served(themed):
    url = themed[0].url
    for name in (
        "theme.yaml", "state.mustache", "words.en", "style.css", "..%2Ftheme.yaml",
        "%2e%2e/x", "kiln.svg%00", "%2Fetc%2Fpasswd", "kiln.svg%2F..",
    ):
        assert requests.get(f"{url}/theme/{name}", timeout=30).status_code in (400, 404), name


def test_without_a_theme_there_are_no_such_pages(nodes):
    plain = nodes.primary()
    for path in ("/about", "/imprint", "/privacy", "/theme/kiln.svg"):
        assert requests.get(plain.url + path, timeout=30).status_code == 404
        assert path not in requests.get(plain.url + "/", timeout=30).text


def test_no_text_gets_out_of_its_place_in_a_replaced_template(nodes, tmp_path):
    """Hostile texts of operators and of the theme, in every place that a template may put them."""
    template = (
        "<b title=\"{{text}}\" data-a='{{text}}' class=\"a {{text}}\">{{text}}</b>"
        "<!-- {{text}} --><a href=\"/x?{{text}}#{{text}}\">{{text}}</a>"
        "<textarea>{{text}}</textarea>")
    yaml = (
        "title: %s\nlinks: [{ label: %s, url: /x }]\nabout: %s\n"
        "logo: { file: a.svg, alt: %s }\n")
    shapes = []
    for name, texts in (("harmless", [f"plain {i}" for i in range(len(EVIL))]), ("hostile", EVIL)):
        quoted = ["'" + text.replace("'", "''") + "'" for text in texts]
        path = folder(
            tmp_path / name, yaml % (quoted[0], quoted[1], quoted[3], quoted[2]),
            a__svg="<svg xmlns='http://www.w3.org/2000/svg'/>", text__mustache=template)
        node = nodes.primary("--theme", str(path), name=name)
        sample = lay_out(node.api)
        for text in texts:
            node.api.component(text, labels={"zone": "z"})
            node.api.update(sample.incident, text, displayName=text)
        node.api.patch(f"/incidents/{sample.incident}", json={"description": texts[3]})
        shape = []
        for page in ("/", f"/incidents/{sample.incident}", "/about"):
            answer = requests.get(node.url + page, timeout=30)
            assert answer.status_code == 200
            shape.append(sorted(map(str, structure(answer.text))))
        shapes.append(shape)
    assert shapes[0] == shapes[1]
