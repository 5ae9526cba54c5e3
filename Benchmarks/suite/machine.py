"""What the measurements were made on."""

import os
import platform
import subprocess
from pathlib import Path


def description(folder):
    """One line: system, processor, memory, disk of `folder`, compiler."""
    return ", ".join(filter(None, [
        _system(), f"{os.cpu_count()} processors ({_processor()})", _memory(),
        _disk(folder), f"kernel {platform.release()}"]))


def _system():
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.split("=", 1)[1].strip('"')
    return platform.system()


def _processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory():
    kib = int(Path("/proc/meminfo").read_text().split()[1])
    return f"{kib / 2**20:.0f} GiB"


def _disk(folder):
    done = subprocess.run(
        ["df", "--output=fstype", folder], capture_output=True, text=True, check=False)
    return done.stdout.split()[-1] if done.stdout else ""
