"""What holds for every test: no screen, no real home, no unexpected log line, no thread left running."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parent.parent
THREAD_ENDS_WITHIN_S = 5.0

# Sounds that are captured, processes that are killed or hang, a full house: these have the machine for themselves.
ALONE = frozenset(
    (
        *("test_sound_captured", "test_sound_pulse_server", "test_watchdog", "test_window_hangs"),
        *("test_survival_kill", "test_survival_line", "test_many_devices", "test_simulated_clinic"),
        *("test_app_run", "test_recorder_kill"),
    )
)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# These machines are noisy, so no example is timed; in CI the examples are the same in every run.
settings.register_profile("bedside", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("bedside"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "bedside")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that no other may run beside."""
    for item in items:
        if item.path.stem in ALONE:
            item.add_marker(pytest.mark.alone)


def _move_home(home: Path, set_variable: Callable[[str, str], object]) -> None:
    runtime = home / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    set_variable("HOME", str(home))
    set_variable("XDG_RUNTIME_DIR", str(runtime))
    for variable, folder in {"CONFIG": "config", "DATA": "data", "STATE": "state", "CACHE": "cache"}.items():
        set_variable(f"XDG_{variable}_HOME", str(home / folder))


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fixtures that outlive a test must not find the real home either."""
    os.environ.pop("BEDSIDE_HOME", None)
    _move_home(tmp_path_factory.mktemp("home"), os.environ.__setitem__)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home directory of this test, empty; settings, store and log lie under it unless told otherwise."""
    folder = tmp_path_factory.mktemp("home")
    _move_home(folder, monkeypatch.setenv)
    return folder


class _Witness(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[Callable[[str], None]]:
    """`expect_log(pattern)`: a warning or worse that matches must be logged. Any other fails the test."""
    expected: list[str] = []
    witness = _Witness()
    logger = logging.getLogger("bedside")
    logger.addHandler(witness)
    yield expected.append
    logger.removeHandler(witness)
    lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in witness.records]
    unexpected = [line for line in lines if not any(re.search(pattern, line) for pattern in expected)]
    unseen = [pattern for pattern in expected if not any(re.search(pattern, line) for line in lines)]
    assert not unexpected, "unexpected in the log:\n" + "\n".join(unexpected)
    assert not unseen, f"expected in the log and not there: {unseen}"


@pytest.fixture(autouse=True)
def _no_thread_left_running() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not _is_foreign(thread)]
    for thread in left:
        thread.join(THREAD_ENDS_WITHIN_S)
    running = [thread.name for thread in left if thread.is_alive()]
    assert not running, f"threads left running: {running}"


def _is_foreign(thread: threading.Thread) -> bool:
    """A thread that Python did not start (Qt's show up as dummies), or one of the test runner's own."""
    return isinstance(thread, threading._DummyThread) or thread.name.startswith(("pytest", "execnet"))


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Captures and recordings of real devices, which lie beside the checkout and are no part of it."""
    folder = CHECKOUT.parent / "shared"
    if not (folder / "captures").is_dir():
        pytest.skip("the captures of real devices do not lie beside this checkout (../shared/captures)")
    return folder
