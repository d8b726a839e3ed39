"""All benchmarks, one after the other; the exit status is 1 when one of them misses what must hold."""

import subprocess
import sys

BENCHMARKS = ["starting", "rendering", "history", "exchange", "finding", "comments", "serving"]

if __name__ == "__main__":
    line = [sys.executable, "-m"]
    sys.exit(max(subprocess.run([*line, f"bench.{name}"], check=False).returncode for name in BENCHMARKS))  # noqa: S603
