"""Runs measurements and writes what they found: `Benchmarks/run` calls it."""

import argparse
import datetime
import os
import shutil
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ["HELIOGRAPH_BENCH_BINARIES"]).resolve()
os.environ["HELIOGRAPH_BINARY"] = str(BINARIES / "heliograph")
sys.path.insert(0, str(REPOSITORY / "Tests/System"))

import machine  # noqa: E402
import measurements  # noqa: E402
import report  # noqa: E402
from bench import Bench  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure; all, left out")
    parser.add_argument("--quick", action="store_true", help="small, to see that it works")
    parser.add_argument("--sizes", help="events of the logs, separated by commas")
    parser.add_argument("--folder", default=str(REPOSITORY / ".build/benchmarks"),
                        help="where logs are made: on the disk that is measured")
    parser.add_argument("--publish", action="store_true",
                        help="copy the results into Benchmarks/results")
    parser.add_argument("--list", action="store_true", help="say what there is")
    chosen = parser.parse_args()
    for name in chosen.names:
        if name not in measurements.ALL:
            parser.error(f"{name} is not one of {', '.join(measurements.ALL)}")
    return chosen


def main():
    chosen = arguments()
    if chosen.list:
        for name, measure in measurements.ALL.items():
            print(f"{name:20} {measure.__doc__.splitlines()[0]}")
        return
    names = chosen.names or list(measurements.ALL)
    sizes = [1000, 3000] if chosen.quick else [1000, 10_000, 100_000, 1_000_000]
    if chosen.sizes:
        sizes = [int(size) for size in chosen.sizes.split(",")]
    top = Path(chosen.folder)
    top.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=top))
    results = REPOSITORY / "Benchmarks/results" if chosen.publish else top / "results"
    figures = {
        "machine": machine.description(folder), "loadBefore": os.getloadavg()[0],
        "command": "Benchmarks/run " + " ".join(sys.argv[1:]),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(), "rows": []}
    try:
        for size in sizes:
            with Bench(BINARIES, folder / f"{size}", size, chosen.quick) as bench:
                for name in names:
                    if not measurements.applies(name, size, sizes):
                        continue
                    print(f"==> {name}, {size} events", file=sys.stderr, flush=True)
                    for row in measurements.ALL[name](bench):
                        figures["rows"].append({"name": name, "size": size, **row})
                        print(f"    {report.line(row)}", file=sys.stderr, flush=True)
                    # What was measured stays, whatever happens to the next.
                    figures["loadAfter"] = os.getloadavg()[0]
                    report.write(figures, results)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"==> results: {results}", file=sys.stderr)


main()
