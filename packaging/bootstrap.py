"""Make this checkout ready to run, then become the program: `packaging/bootstrap.py [--for tests|fuzz] [command …]`.

Needs Python 3.11 and nothing else. Three things are made sure of, in this order:

1. `.venv` holds exactly the packages of requirements.lock, checked by their hashes, and bedside itself (for fuzzing
   those of requirements-fuzz.lock too);
2. the system libraries those packages need can be loaded. Loading is tried; what fails is looked up in `PACKAGES`
   and installed as root, else through sudo, else the line to type is printed and nothing more is done;
3. what was made sure of is noted in `.venv/ready/`, so that the next start looks at three small files and touches
   neither the network nor Qt.

This file is read by old Pythons too, which must get as far as the sentence that says so.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
READY = VENV / "ready"
OLDEST = (3, 11)

# Debian's package for a library that would not load. Newer releases that renamed one still answer to this name.
PACKAGES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libpulse.so.0": "libpulse0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
X11 = ("libX11", "libxcb", "libxkbcommon-x11")  # needed for windows on an X display only, ours or the tests'
# Programs tests run: a display, and a sound server with an ear.
PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth", "pulseaudio": "pulseaudio", "parec": "pulseaudio-utils"}

# Runs in .venv. Loads what bedside loads; only if that fails, every library of the table is tried, to name all at once.
PROBE = """
import ctypes, importlib, pathlib, sys
plugins, sonames = sys.argv[1].split(), sys.argv[2].split()
try:
    for module in ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtMultimedia"):
        qt = importlib.import_module("PySide6." + module)
    for plugin in plugins:
        ctypes.CDLL(str(pathlib.Path(qt.__file__).with_name("Qt") / "plugins" / "platforms" / plugin))
except (ImportError, OSError) as error:
    print(error)
    for soname in sonames:
        try:
            ctypes.CDLL(soname)
        except OSError as missing:
            print(missing)
"""


class SetupError(Exception):
    """A sentence for the person at the keyboard; nothing more can be done without them."""


class NotServedError(SetupError):
    """The system's package manager was allowed to install and could not."""


def say(words: str) -> None:
    """One line of progress."""
    print(f"bedside: {words}", file=sys.stderr, flush=True)


def run(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
    """Run to the end without a terminal; the output stays ours."""
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **more
    )


def digest(file: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def is_ready(name: str, state: str) -> bool:
    """True if `note_ready` was last told the same."""
    try:
        return (READY / name).read_text(encoding="utf-8") == state
    except OSError:
        return False


def note_ready(name: str, state: str) -> None:
    """Remember that this part is done, until its state changes."""
    READY.mkdir(exist_ok=True)
    (READY / name).write_text(state, encoding="utf-8")


# --- the Python packages ---------------------------------------------------------------------------------------


def identity() -> str:
    """What `.venv` is bound to: this place (scripts hold the path) and the interpreter behind its links."""
    return f"{ROOT}\n{os.path.realpath(PYTHON)}\n"


def make_environment() -> None:
    """Create `.venv`, with Python's own pip if it has one, else to be filled by the pip that is installed."""
    say(f"making .venv with Python {sys.version.split()[0]}")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in python3-venv
        if outer_pip_serves():
            command.insert(3, "--without-pip")
        else:
            install_packages(["python3-venv"])
    made = run(command)
    if made.returncode:
        raise SetupError(f".venv could not be made:\n{made.stdout}{made.stderr}")


def outer_pip_serves() -> bool:
    """True if this Python's pip can fill another environment (`--python`, since 22.3)."""
    version = re.match(r"pip (\d+)\.(\d+)", run([sys.executable, "-m", "pip", "--version"]).stdout)
    return version is not None and tuple(map(int, version.groups())) >= (22, 3)


def pip_install(*what: str) -> None:
    """Let pip install into `.venv`; it says itself what goes wrong."""
    if (VENV / "bin" / "pip").exists():
        pip = [str(PYTHON), "-m", "pip"]
    else:
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    # For bytecode that lies elsewhere (make test) what is really loaded is enough.
    compiling = ["--no-compile"] if sys.pycache_prefix else []
    done = subprocess.run(
        [*pip, "--disable-pip-version-check", "install", "--quiet", *compiling, *what],
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise SetupError(
            "pip could not install what is needed, see above. The first start needs a package index."
        )


def prepare_environment(for_fuzzing: bool = False) -> None:
    """`.venv` with the locked packages and this checkout in it."""
    lock, project = digest(ROOT / "requirements.lock"), digest(ROOT / "pyproject.toml")
    if not PYTHON.exists() or not is_ready("interpreter", identity()):
        make_environment()
        note_ready("interpreter", identity())
    if not is_ready("packages", lock):
        say("installing the packages of requirements.lock (some 250 MB the first time)")
        pip_install("--require-hashes", "-r", "requirements.lock")
        note_ready("packages", lock)
    if not is_ready("project", project):
        pip_install("--no-index", "--no-deps", "--no-build-isolation", "--editable", ".")
        note_ready("project", project)
    if for_fuzzing:
        fuzz = digest(ROOT / "requirements-fuzz.lock") + identity()
        if not is_ready("fuzz", fuzz):
            say("installing the fuzzer of requirements-fuzz.lock")
            pip_install("--require-hashes", "-r", "requirements-fuzz.lock")
            note_ready("fuzz", fuzz)


# --- the system's libraries ------------------------------------------------------------------------------------


def prepare_libraries(for_tests: bool) -> None:
    """Qt loads, and with it what a window needs: for tests an X server without a screen, else the display in use."""
    x11 = for_tests or bool(os.environ.get("DISPLAY"))
    name = "libraries-" + ("tests" if for_tests else "x11" if x11 else "offscreen")
    state = identity() + " ".join((*PACKAGES, *PROGRAMS))
    if is_ready(name, state):
        return
    installed: set[str] = set()
    while True:  # a library that loads at last may name the next one that does not
        sonames = missing_libraries(x11)
        unknown = [soname for soname in sonames if soname not in PACKAGES]
        if unknown:
            raise SetupError(
                f"no package is known for {' '.join(unknown)}: install what provides it, then try again."
            )
        needed = {PACKAGES[soname] for soname in sonames}
        if for_tests:
            needed |= {package for program, package in PROGRAMS.items() if shutil.which(program) is None}
        if not needed:
            break
        if needed <= installed:
            raise SetupError(f"still missing after they were installed: {' '.join(sorted(needed))}")
        if sonames:
            say(f"would not load: {' '.join(sonames)}")
        try:
            install_packages(sorted(needed))
        except NotServedError as error:
            if not for_tests or missing_libraries(x11=False):
                raise
            say(f"{error}\nTests that need a display, or hear the alarms, will be skipped.")
            return
        installed |= needed
    note_ready(name, state)


def missing_libraries(x11: bool) -> list[str]:
    """Names of the shared libraries whose loading fails; empty if Qt loads."""
    platforms = "libqoffscreen.so libqxcb.so" if x11 else "libqoffscreen.so"
    tried_too = [soname for soname in PACKAGES if x11 or not soname.startswith(X11)]
    probe = run([str(PYTHON), "-c", PROBE, platforms, " ".join(tried_too)], cwd=ROOT)
    if probe.returncode:
        raise SetupError(f"Qt could not be tried:\n{probe.stderr}")
    sonames = set(re.findall(r"^(\S+): cannot open shared object", probe.stdout, flags=re.MULTILINE))
    if probe.stdout and not sonames:
        raise SetupError(f"Qt cannot be loaded: {probe.stdout}")
    return sorted(sonames)


def install_packages(packages: list[str]) -> None:
    """Install Debian packages as root or through sudo, else say which line to type."""
    apt_get = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt_get, "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        raise SetupError(f"needed from this system's packages (Debian's names): {' '.join(packages)}")
    if os.geteuid() == 0:
        prefix: list[str] = []
    elif shutil.which("sudo") and run(["sudo", "-n", "true"]).returncode == 0:
        prefix = ["sudo", "-n"]
    else:
        line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
        root = "sudo sh -c" if shutil.which("sudo") else "su -c"
        raise SetupError(
            f"system packages are missing. Type this line, then try again:\n\n    {root} {shlex.quote(line)}\n"
        )
    say(f"installing system packages: {' '.join(packages)}")
    # dpkg calls ldconfig and others that a short PATH leaves out
    path = f"PATH={os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"
    prefix += ["env", path, "DEBIAN_FRONTEND=noninteractive"]
    if run([*prefix, *install]).returncode:  # no lists yet, or old ones
        run([*prefix, *apt_get, "update"])
        again = run([*prefix, *install])
        if again.returncode:
            raise NotServedError(f"system packages could not be installed:\n{again.stdout}{again.stderr}")


# --- the whole -------------------------------------------------------------------------------------------------


def prepare(for_tests: bool, for_fuzzing: bool = False) -> None:
    """Everything, one process at a time."""
    with Path(__file__).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        prepare_environment(for_fuzzing)
        if sys.platform == "linux":
            prepare_libraries(for_tests)


def newer_python() -> str | None:
    """A Python on PATH that is new enough, where `python3` is not."""
    found = (shutil.which(f"python3.{minor}") for minor in range(19, OLDEST[1] - 1, -1))
    return next((path for path in found if path), None)


def main() -> int:
    """Prepare, then become the command."""
    if sys.version_info < OLDEST:
        newer = newer_python()
        if newer:
            os.execv(newer, [newer, *sys.argv])
        say(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]} ({sys.executable}).")
        return 1
    parser = argparse.ArgumentParser(description="Make this checkout ready, then run the command.")
    parser.add_argument("--for", dest="purpose", choices=("window", "tests", "fuzz"), default="window")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    wanted = parser.parse_args()
    try:
        prepare(for_tests=wanted.purpose == "tests", for_fuzzing=wanted.purpose == "fuzz")
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(
            f"{error.filename or ROOT}: {error.strerror}. The checkout must be writable for who runs this first."
        )
        return 1
    except KeyboardInterrupt:
        return 130
    return become(wanted.command) if wanted.command else 0


def become(command: list[str]) -> int:
    """Go on as the command, in this very process: signals sent to us are its own. Returns only if it cannot start."""
    try:
        os.execv(command[0], command)
    except OSError as error:
        say(f"{command[0]} could not be started: {error.strerror}")
        return 127


if __name__ == "__main__":
    sys.exit(main())
