"""The program under test, and running one of its commands to the end."""

import os
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("HELIOGRAPH_BINARY", REPOSITORY / ".build/debug/heliograph"))
SHARED = os.environ.get("HELIOGRAPH_SHARED")
DOCUMENT = REPOSITORY / "Sources/HTTPAPI/Resources/openapi.yaml"


def clean_environment(**more):
    """The environment without any HELIOGRAPH_ variable, and with `more`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HELIOGRAPH_")}
    return kept | {k: str(v) for k, v in more.items()}


def run(*arguments, seconds=60, environment=None, stdin=None, within=()):
    """Runs `heliograph ARGUMENTS` to its end and returns the completed process, texts decoded.

    `within` is a command that it is given to.
    """
    return subprocess.run(
        [*map(str, within), str(BINARY), *map(str, arguments)],
        capture_output=True, text=True, errors="replace", timeout=seconds, input=stdin,
        env=clean_environment(**(environment or {})),
    )


def refused(*arguments, seconds=30, environment=None):
    """Runs a command that must fail by itself: not 0, no crash, a short reason. Returns that."""
    done = run(*arguments, seconds=seconds, environment=environment)
    said = done.stderr.strip()
    assert done.returncode > 0, f"exit {done.returncode}; stdout {done.stdout!r}; stderr {said!r}"
    assert said, "it said nothing on standard error"
    assert "Fatal error" not in said and "Stack dump" not in said, said
    return said
