"""The window is there before anything heavy is loaded, and nothing ever asks for OpenGL."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.helpers.processes import CHECKOUT

# Started as `bedside run` starts it; looks at what is loaded when the first paint is over, before anything follows it.
LOOK = """
import json, sys
from bedside import __main__ as bedside
from bedside.ui import app
from PySide6.QtCore import QCoreApplication

def looked(self):
    handle = self.window.windowHandle()
    print(json.dumps({"modules": sorted(sys.modules), "surface": handle.surfaceType().name}))
    QCoreApplication.exit(0)

app.ClinicWindow._start = looked
raise SystemExit(bedside.main(["run"]))
"""
# The same with everything loaded: simulated beds, the bed screen, then the modules again.
WHOLE = """
import json, sys
from bedside import __main__ as bedside
from bedside.ui import app

stop = app.ClinicWindow.stop

def stopped(self):
    for screen in ("devices", "review", "settings", "station"):
        self.window.show_screen(screen)
    self.window.open_bed(1)
    import pyqtgraph
    print(json.dumps({"modules": sorted(sys.modules), "gl": pyqtgraph.getConfigOption("useOpenGL")}))
    stop(self)

app.ClinicWindow.stop = stopped
raise SystemExit(bedside.main(["run", "--for", "1s"]))
"""
HEAVY = (
    "numpy",
    "pyqtgraph",
    "sqlalchemy",
    "serial",
    "PySide6.QtMultimedia",
    "bedside.store",
    "bedside.link",
)


def told(code: str, home: Path) -> dict[str, object]:
    env = {
        **os.environ,
        "BEDSIDE_HOME": str(home),
        "PYTHONPATH": str(CHECKOUT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        (sys.executable, "-c", code), env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("{"))
    answer: dict[str, object] = json.loads(line)
    return answer


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    answer = told(LOOK, tmp_path)
    modules = set(answer["modules"])  # type: ignore[call-overload]
    assert "bedside.ui.main_window" in modules
    assert sorted(modules.intersection(HEAVY)) == []
    assert not [
        name for name in modules if name.startswith(("bedside.store.", "bedside.simulation", "drivers"))
    ]
    assert answer["surface"] == "RasterSurface"


def test_no_part_of_bedside_asks_for_opengl(tmp_path: Path) -> None:
    answer = told(WHOLE, tmp_path)
    modules = set(answer["modules"])  # type: ignore[call-overload]
    assert "pyqtgraph" in modules
    assert answer["gl"] is False
    asks = re.compile(r"QOpenGL|QtOpenGL|useOpenGL\s*=\s*True")
    ours = [
        path for path in (CHECKOUT / "bedside").rglob("*.py") if asks.search(path.read_text(encoding="utf-8"))
    ]
    assert ours == []


# What is loaded when the first window of all is painted, and what is still there when the station's own is.
FIRST = """
import json, sys
from bedside import __main__ as bedside
from bedside.ui import first_window
opened = first_window.open_first

def looked():
    window = opened()
    print(json.dumps({"modules": sorted(sys.modules), "painted": window.painted, "words": window.accessibleName()}))
    return window

first_window.open_first = looked

from bedside import composition
def followed(words, first):
    from bedside.ui import app
    def started(self):
        start(self)
        print(json.dumps({"gone": first.isHidden(), "station": self.window.isVisible()}))
    start, app.ClinicWindow._start = app.ClinicWindow._start, started
    return compose(words, first)
compose, composition.main = composition.main, followed
raise SystemExit(bedside.main(["run", "--for", "1s"]))
"""


def test_the_very_first_window_says_that_nothing_is_monitored_yet_and_goes_with_the_stations_own(
    tmp_path: Path,
) -> None:
    env = {
        **os.environ,
        "BEDSIDE_HOME": str(tmp_path),
        "PYTHONPATH": str(CHECKOUT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        (sys.executable, "-c", FIRST), env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    first, later = (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))
    assert first["painted"]
    assert "Nothing is monitored yet." in first["words"]
    assert later == {"gone": True, "station": True}


def test_nothing_but_qt_is_loaded_for_the_very_first_window(tmp_path: Path) -> None:
    code = """
import json, sys
from bedside.ui import first_window
def looked():
    print(json.dumps({"modules": sorted(sys.modules)}))
    raise SystemExit(0)
first_window.open_first = looked
from bedside import __main__ as bedside
bedside.main(["run"])
"""
    modules = set(told(code, tmp_path)["modules"])  # type: ignore[call-overload]
    ours = {name for name in modules if name.startswith("bedside")}
    assert ours == {
        *("bedside", "bedside.__main__", "bedside.errors", "bedside.resources", "bedside.ui"),
        "bedside.ui.first_window",
    }
