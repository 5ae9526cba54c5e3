"""schemathesis sends what our document allows, and what it forbids, to a live node."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.node import ADMIN_TOKEN
from harness.resources import lay_out

pytestmark = [pytest.mark.document, pytest.mark.timeout(600)]

EXAMPLES = os.environ.get("HELIOGRAPH_TEST_EXAMPLES", "25")
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,"
          "response_schema_conformance,response_headers_conformance")


def fuzz(node, folder, *arguments):
    """Runs schemathesis along the document that the node serves."""
    settings = folder / "schemathesis.toml"
    # A position that is always there: any other would make the node wait, and then say 503.
    settings.write_text('[parameters]\n"header.Heliograph-Min-Position" = "1:1"\n')
    command = [
        Path(sys.executable).parent / "schemathesis", "--config-file", settings, "run",
        node.url + "/api/v1/openapi.yaml", "--url", node.url + "/api/v1", "--checks", CHECKS,
        "--header", f"Authorization: Bearer {ADMIN_TOKEN}", "--seed", "7",
        "--generation-database", "none", "--max-examples", EXAMPLES, "--request-timeout", "20",
        "--continue-on-failure", "--no-color", *arguments]
    done = subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, cwd=folder, timeout=590)
    assert node.process.poll() is None, f"the node has ended:\n{node.log()}"
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
    return done.stdout


def test_a_live_node_keeps_to_its_document(nodes, tmp_path):
    node = nodes.primary()
    lay_out(node.api)
    # A token that was revoked on the way would turn everything behind it into 401.
    fuzz(node, tmp_path, "--exclude-operation-id", "deleteToken", "--mode", "all")
    assert node.probe("/readyz")[0] == 200


def test_revoking_tokens_keeps_to_the_document(nodes, tmp_path):
    fuzz(nodes.primary(), tmp_path, "--include-operation-id", "deleteToken",
         "--phases", "examples,coverage,fuzzing")


def test_a_replica_keeps_to_the_document_when_reading(nodes, tmp_path):
    primary = nodes.primary()
    lay_out(primary.api)
    replica = nodes.replica(primary)
    replica.wait_position(primary.position())
    fuzz(replica, tmp_path, "--include-method", "GET", "--max-examples", "10",
         "--exclude-operation-id", "getTokens", "--phases", "examples,coverage,fuzzing")
