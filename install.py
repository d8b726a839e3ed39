"""Makes `.venv` and installs the packages of a locked requirements file into it; does nothing where that is done.

    python3 install.py requirements.txt

Run again, it repairs what was interrupted; two at once wait for each other. It runs before anything is installed, on
whatever Python there is, so it keeps to the standard library.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}. "
        "Where a newer one goes by another name, say so: make run PYTHON=python3.12"
    )

import fcntl
import hashlib
import subprocess
from pathlib import Path

BASE = Path(__file__).resolve().parent
HOME = BASE / ".venv"
PYTHON = HOME / "bin" / "python"
#: Stands while packages are being installed: what an interruption leaves behind is not to be trusted.
UNFINISHED = HOME / "unfinished"
#: The locks whose packages are there, as hashes.
INSTALLED = HOME / "installed"
#: The packages of one lock are among those of the other.
WITHIN = {"requirements-dev.txt": ["requirements-dev.txt", "requirements.txt"]}


def main(lock: str) -> None:
    with (BASE / ".venv.lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        wanted = [_hash(name) for name in WITHIN.get(lock, [lock])]
        usable = not UNFINISHED.exists() and _runs()
        if usable and INSTALLED.exists() and set(wanted) <= set(INSTALLED.read_text().split()):
            return
        if not usable:
            print("Making the virtual environment .venv ...", flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", HOME], check=True)
        UNFINISHED.touch()
        print(f"Installing the packages of {lock} ...", flush=True)
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "--require-hashes", "-r", BASE / lock], check=True)
        INSTALLED.write_text("\n".join(wanted))
        UNFINISHED.unlink()


def _hash(name: str) -> str:
    return hashlib.sha256((BASE / name).read_bytes()).hexdigest()


def _runs() -> bool:
    """Whether there is an environment whose Python starts: the one it was made from may be gone."""
    asked = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return PYTHON.exists() and subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except subprocess.CalledProcessError as error:
        sys.exit(f"The packages could not be installed (exit status {error.returncode}); see above, and run again.")
    except OSError as error:
        sys.exit(f".venv could not be made: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
