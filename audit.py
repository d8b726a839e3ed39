"""Compares what is pinned with the holes that are known: `python audit.py requirements.txt ...`.

`advisories.txt` says how that list is renewed. Ends with 1 when a pin is older than the version that mends one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

ADVISORIES = Path(__file__).with_name("advisories.txt")
PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def advisories(text: str) -> Iterator[tuple[str, Version, str]]:
    """Each package with the version that mends something in it, and what that is called."""
    for line in text.splitlines():
        if line and not line.startswith(("#", "as of ")):
            package, mended, *names = line.split()
            yield canonicalize_name(package), Version(mended), ", ".join(names)


def holes(requirements: str, known: str) -> Iterator[str]:
    """A sentence for each hole in what is pinned."""
    pins = {canonicalize_name(name): Version(version) for name, version in PIN.findall(requirements)}
    for package, mended, names in advisories(known):
        if package in pins and pins[package] < mended:
            yield f"{package} {pins[package]} has holes that {mended} mends: {names}."


def main(paths: list[str]) -> int:
    known = ADVISORIES.read_text()
    found = [f"{path}: {hole}" for path in paths for hole in holes(Path(path).read_text(), known)]
    for hole in found:
        print(hole)
    if not found:
        print(f"No pin has a hole that was known {re.search(r'^as of .+$', known, re.MULTILINE)[0]}.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
