"""Renew requirements.lock and requirements-fuzz.lock from pyproject.toml: `make lock`.

Every package the program, its tests and its own build need (and in the second file what `make fuzz` needs beside
them), at one version, with the hashes of all of the index's files for it, so that the lock serves every platform. It
names no address: whatever index pip is set up for is used. Extra folders and extra indexes of this machine's pip are
left out, since their files may be other builds.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, FUZZ_LOCK = ROOT / "requirements.lock", ROOT / "requirements-fuzz.lock"
HEADER = """\
# Made by `make lock` from pyproject.toml; not edited by hand. No address stands here: any index that serves the
# same files will do. Install with: pip install --require-hashes -r requirements.lock
"""


def plain_pip() -> dict[str, str]:
    """The environment for a pip that knows this machine's main index and certificates, and nothing else of it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    for option in ("index-url", "cert", "proxy", "client-cert"):
        variable = f"PIP_{option.upper().replace('-', '_')}"
        asked = [sys.executable, "-m", "pip", "config", "get", f"global.{option}"]
        configured = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        if value := os.environ.get(variable) or configured:
            environment[variable] = value
    return environment | {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def main() -> int:
    """Resolve in a throw-away environment and write the lock files."""
    environment = plain_pip()
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        tools = Path(folder, "Scripts" if os.name == "nt" else "bin")
        subprocess.run([tools / "pip", "install", "--quiet", "pip-tools"], env=environment, check=True)
        fuzz = Path(folder, "fuzz.in")
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        fuzz.write_text("\n".join(project["optional-dependencies"]["fuzz"]) + "\n", encoding="utf-8")
        for lock, asked in (
            (LOCK, ("--extra", "dev", "--all-build-deps", "pyproject.toml")),
            (FUZZ_LOCK, (fuzz,)),
        ):
            fresh = Path(folder, lock.name)
            subprocess.run(
                [
                    *(tools / "pip-compile", "--quiet", "--no-config", "--generate-hashes", "--allow-unsafe"),
                    *("--strip-extras", "--no-annotate", "--no-header"),
                    *("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"),
                    *("--output-file", fresh, *asked),
                ],
                cwd=ROOT,
                env=environment,
                check=True,
            )
            pins = re.sub(r"^\s*#.*\n", "", fresh.read_text(encoding="utf-8"), flags=re.MULTILINE)
            if "://" in pins:
                print(f"{lock.name} was not written: an address stands in it.", file=sys.stderr)
                return 1
            lock.write_text(HEADER + pins.lstrip(), encoding="utf-8")
            print(f"{lock.name}: {pins.count('==')} packages, {pins.count('--hash=')} hashes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
