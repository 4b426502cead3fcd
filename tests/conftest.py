"""What holds for every test: no screen, no real home, no unexpected log line, no thread left running."""

from __future__ import annotations

import gc
import itertools
import logging
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).resolve().parent.parent
THREAD_ENDS_WITHIN_S = 5.0

# A full house has the machine for itself; so has a test whose sound is captured to the millisecond, which says so
# itself (@pytest.mark.alone).
ALONE = frozenset(("test_many_devices",))
# Processes that sound, are killed or hang: they wait more than they compute; one more of them may run beside each.
WAITS = frozenset(
    (
        *("test_watchdog", "test_survival_kill", "test_survival_line", "test_simulated_clinic"),
        *("test_app_run", "test_recorder_kill", "test_sound_captured", "test_window_hangs"),
    )
)

# Begun first, so that no worker is left alone with one of them at the end of a pass. The longest are first.
LONGEST = (
    *("test_conformance", "test_faults", "test_alarm_brute_force", "test_long_patients", "test_a_day"),
    *("test_cli_record", "test_two_hour_rehearsal", "test_rehearse", "test_appearance"),
    *("test_rehearse_cut_short", "test_fast_clinic", "test_cli_rehearse", "test_gaps_recorded"),
    *("test_session_survive", "test_driver_kit", "test_a_day_on_screen", "test_device_comes_back"),
    *("test_chosen_numbers", "test_keys_of_a_session", "test_settings_screen", "test_panels_whole"),
    *("test_course", "test_protocol_editor", "test_accessible", "test_live_window"),
    *("test_session_survive_clock_forms", "test_session_survive_kill"),
    *("test_sound_captured", "test_watchdog", "test_app_run", "test_survival_line", "test_window_hangs"),
)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# These machines are noisy, so no example is timed; in CI the examples are the same in every run.
settings.register_profile("bedside", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("bedside"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "bedside")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For the passes of those tests the other files need not even be loaded."""
    elsewhere = collection_path.stem.startswith("test_") and collection_path.stem not in ALONE | WAITS
    return True if elsewhere and str(config.option.markexpr).startswith(("alone ", "waits ")) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that nothing may compute beside, and begin with the longest modules."""
    for item in items:
        if item.path.stem in ALONE:
            item.add_marker(pytest.mark.alone)
        elif item.path.stem in WAITS and item.get_closest_marker("alone") is None:
            item.add_marker(pytest.mark.waits)
    place = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no collection of garbage goes through all of it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Widgets are destroyed between tests, never by a collection inside a paintEvent (see bedside.ui.tidying).

    Once the protocol is over nothing holds the test's arguments any more, and its windows are the youngest garbage.
    """
    if "qapp" not in getattr(item, "fixturenames", ()):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect(1)
        gc.enable()


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


@pytest.fixture(scope="session", autouse=True)
def _new_records_are_copied() -> Iterator[None]:
    """Hundreds of tests begin with an empty record: it is made once (see tests/helpers/quick_records.py)."""
    from tests.helpers.quick_records import quick_upgrade

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bedside.store.recorder.upgrade", quick_upgrade)
        yield


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Fresh folders: thousands of numbered ones beside each other would be searched for every new one."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home directory of this test, empty; settings, store and log lie under it unless told otherwise."""
    folder = next(_homes)
    _move_home(folder, monkeypatch.setenv)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


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
def _windows_go_with_their_test(expect_log: Callable[[str], None]) -> Iterator[None]:
    """What was closed is destroyed: outside an event loop Qt keeps every deleteLater() for the next loop.

    Else the windows of all earlier tests live on, are painted anew with every theme, and fill the memory.
    """
    yield
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


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
