"""Nodes for the tests, and their logs in the report of a test that failed."""

import signal
import subprocess

import pytest

from harness.binary import BINARY, SHARED
from harness.network import REQUIRED, Network, obstacle
from harness.node import Node, Nodes
from harness.proxy import SlowNetwork


def _interrupt(*_):
    raise KeyboardInterrupt


def pytest_sessionstart(session):
    # Who ends the tests has their nodes and namespaces taken away, too.
    signal.signal(signal.SIGTERM, _interrupt)
    if not session.config.option.collectonly and not BINARY.exists():
        pytest.exit(f"{BINARY} is not there; `ops/test` builds it", returncode=3)


@pytest.fixture
def nodes(tmp_path):
    """Makes nodes for one test."""
    made = Nodes(tmp_path)
    yield made
    made.end()


@pytest.fixture
def network(nodes):
    """Namespaces for three nodes of one test; whatever happens, nothing of them is left."""
    if (reason := obstacle()) is not None:
        (pytest.fail if REQUIRED else pytest.skip)(f"NO NETWORK NAMESPACES HERE: {reason}")
    made = Network(3)
    try:
        yield made.build()
    finally:
        nodes.end()
        made.remove()


@pytest.fixture
def slow_network(nodes):
    """What carries the connections of one test's nodes, at first at once."""
    made = SlowNetwork()
    try:
        yield made
    finally:
        nodes.end()
        made.end()


@pytest.fixture
def figures(capsys):
    """Tells what a test has measured."""
    def tell(text):
        with capsys.disabled():
            print(f" [{text}]", end="", flush=True)
    return tell


@pytest.fixture(scope="module")
def module_nodes(tmp_path_factory, request):
    """Makes nodes for all tests of a file."""
    made = Nodes(tmp_path_factory.mktemp(request.module.__name__))
    yield made
    made.end()


@pytest.fixture(scope="module")
def primary(module_nodes):
    """A primary for all tests of a file, fresh at its beginning."""
    return module_nodes.primary()


@pytest.fixture
def api(primary):
    """The file's primary, asked by an administrator."""
    assert primary.process.poll() is None, f"the primary has ended; log:\n{primary.log()}"
    return primary.api


@pytest.fixture
def shared():
    """The folder of shared material, where it is given."""
    if SHARED is None:
        pytest.skip("HELIOGRAPH_SHARED is not set: no shared material here")
    from pathlib import Path
    return Path(SHARED)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed:
        for node in Node.started:
            state = "running" if node.process.poll() is None else node.process.poll()
            report.sections.append((f"{node.name} ({state})", node.log()))


def pytest_report_header(config):
    if not BINARY.exists():
        return f"heliograph: {BINARY} (not there)"
    done = subprocess.run([str(BINARY), "--version"], capture_output=True, text=True)
    lines = [f"heliograph: {BINARY} {done.stdout.strip()}"]
    if (reason := obstacle()) is not None:
        lines.append(f"NO NETWORK NAMESPACES HERE, faults of networks are not tested: {reason}")
    return lines
