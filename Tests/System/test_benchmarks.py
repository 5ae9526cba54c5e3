"""The benchmarks run: everything once, tiny. What they measure here means nothing."""

import json
import os
import subprocess
import sys

import pytest

from harness.binary import BINARY, REPOSITORY, clean_environment

pytestmark = pytest.mark.benchmarks

# All but those that need nginx and wrk.
MEASURED = ["size", "start", "fold", "append", "http-writes", "replica", "catch-up", "lag",
            "stopped-replica", "handover", "failover-by-command"]


def test_every_measurement_can_be_made_and_is_reported(tmp_path):
    if not (BINARY.parent / "Bench").exists():
        pytest.skip(f"no Bench beside {BINARY}")
    environment = clean_environment(
        HELIOGRAPH_BENCH_BINARIES=BINARY.parent, HELIOGRAPH_BENCH_PYTHON=sys.executable)
    done = subprocess.run(
        [REPOSITORY / "Benchmarks/run", "--quick", "--sizes", "400,500", "--folder", tmp_path,
         *MEASURED], capture_output=True, text=True, env=environment, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads((tmp_path / "results/figures.json").read_text())
    assert {row["name"] for row in figures["rows"]} == set(MEASURED)
    for row in figures["rows"]:
        rates = [value for key, value in row.items() if key.lower().endswith("persecond")]
        assert all(rate > 0 for rate in rates), row
    tables = (tmp_path / "results/tables.md").read_text()
    for column in ("syncsOver", "timesOver", "syncsGrowing", "timesGrowing"):
        assert column in tables
    assert "visibleBeyondCommitP50" in tables
    assert (tmp_path / "results/growth.svg").read_text().count("<polyline") > 5
    assert os.listdir(tmp_path) == ["results"]
