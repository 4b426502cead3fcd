"""A search runs in a thread of its own, says how far it is and how it ended, and leaves its port when told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bedside import registry
from bedside.clock import ManualClock
from bedside.driver_api import Device, DriverInfo, PortSettings, Signature
from bedside.errors import PortError
from bedside.link import serial_port
from bedside.link.detection import Found, Heard, NotFound
from bedside.link.doctor import PERMISSION_HELP
from bedside.link.port_search import PortSearcher, SearchTold, _lines, _made_of, open_any
from bedside.link.transport import PortDeniedError, PortMissingError, Transport
from bedside.simulation import scenario

PATIENCE_S = 20.0
INFOS = {key: registry.load(key).info for key in ("nonin", "dinamap", "contec_5byte")}


class Line:
    """A line whose time goes on by what its host waits."""

    def __init__(self, clock: ManualClock, device: Device | None, held: threading.Event) -> None:
        self._clock = clock
        self._device = device
        self._patient = scenario.load("rest").patient(3)
        self._held = held
        self.closed = False
        self.written = b""

    def read(self, timeout_s: float | None) -> bytes:
        assert self._held.wait(PATIENCE_S)
        self._clock.advance(timeout_s or 0.1)
        return b"" if self._device is None else self._device.emit(self._patient, self._clock.now())

    def write(self, data: bytes) -> None:
        self.written += data

    def wake(self) -> None:
        """Nothing waits for long here."""

    def close(self) -> None:
        self.closed = True


class Bench:
    """A searcher on lines a test makes."""

    def __init__(self) -> None:
        self.clock = ManualClock(50.0)
        self.device: Device | None = None
        self.speaks_at = PortSettings(baud=9600)
        self.error: Exception | None = None
        self.lines: list[Line] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.opened = threading.Event()
        self.heard: list[SearchTold] = []
        self.takes = True
        self.infos: Callable[[], dict[str, DriverInfo]] = lambda: INFOS
        self._news = threading.Condition()
        self.searcher = PortSearcher(self._known, self.clock, self._hear, open_line=self._open)

    def _known(self) -> dict[str, DriverInfo]:
        return self.infos()

    def _open(self, port: str, settings: PortSettings) -> Transport:
        if self.error is not None:
            raise self.error
        assert all(line.closed for line in self.lines), "the port is still open"
        self.lines.append(Line(self.clock, self.device if settings == self.speaks_at else None, self.go_on))
        self.opened.set()
        return self.lines[-1]

    def _hear(self, told: SearchTold) -> bool:
        with self._news:
            taken = self.takes
            if taken:
                self.heard.append(told)
            self._news.notify_all()
        return taken

    def ended(self, number: int = 1) -> SearchTold:
        """Wait for the end of a search."""

        def is_over() -> bool:
            return any(told.number == number and told.diagnosis is not None for told in self.heard)

        with self._news:
            assert self._news.wait_for(is_over, PATIENCE_S), self.heard
        return self.heard[-1]


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.go_on.set()
    made.searcher.stop()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("search ")]


def test_a_device_that_streams_is_named_with_what_was_tried(bench: Bench) -> None:
    bench.device = registry.load("nonin").device()
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    end = bench.ended()
    assert end.diagnosis is not None
    assert (end.diagnosis.driver, end.title, end.diagnosis.line) == (
        "nonin",
        INFOS["nonin"].title,
        "9600 8N1",
    )
    assert end.tried[-1].verdict == INFOS["nonin"].title
    assert end.tried[-1].count > 0 and end.tried[-1].begin
    assert bench.heard[0].line == "9600 8N1" and bench.heard[0].diagnosis is None
    assert not b"".join(line.written for line in bench.lines)


def test_bytes_of_nobody_are_no_frame_and_a_silent_line_is_silent(bench: Bench) -> None:
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    silent = bench.ended()
    assert {line.verdict for line in silent.tried} == {"silent"} and silent.silent and silent.opened
    assert silent.diagnosis is not None and "it may be" in silent.diagnosis.sentence

    class Noise(Device):
        step_s = 0.1

        def feed(self, data: bytes, t: float) -> None:
            """Hears nothing."""

        def emit(self, patient: object, t: float) -> bytes:
            return b"\x55\xaa\x01"

    bench.device = Noise()
    bench.searcher.begin("/dev/x", 2, may_ask=False)
    noise = bench.ended(2)
    assert noise.tried[0].verdict == "no frame" and not noise.silent
    assert noise.diagnosis is not None and "at no line setting" in noise.diagnosis.sentence


def test_nothing_is_sent_unless_a_person_allowed_it(bench: Bench) -> None:
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    bench.ended()
    assert not any(line.written for line in bench.lines)
    bench.searcher.begin("/dev/x", 2, may_ask=True)
    bench.ended(2)
    assert any(line.written for line in bench.lines)


def test_a_line_that_was_silent_a_moment_ago_is_asked_without_another_two_seconds_of_listening(
    bench: Bench,
) -> None:
    began = bench.clock.now()
    bench.searcher.begin("/dev/x", 1, may_ask=True)
    bench.ended(1)
    first_s = bench.clock.now() - began
    began = bench.clock.now()
    bench.searcher.begin("/dev/x", 2, may_ask=True)
    bench.ended(2)
    assert bench.clock.now() - began < first_s - 1.5


def test_permission_denied_names_the_commands_that_help(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    bench.error = PortDeniedError("Permission denied for /dev/x: join the group dialout.")
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    end = bench.ended()
    assert end.diagnosis is not None and not end.opened
    assert end.diagnosis.sentence == "Permission denied for /dev/x."
    assert PERMISSION_HELP in end.diagnosis.advice
    assert "usermod -aG dialout" in PERMISSION_HELP and "udevadm" in PERMISSION_HELP


def test_the_commands_are_those_of_the_packaging_page() -> None:
    page = (Path(__file__).parents[3] / "packaging" / "README.md").read_text(encoding="utf-8")
    for command in (
        'sudo usermod -aG dialout "$USER"',
        "sudo install -m 644 packaging/linux/",
        "udevadm trigger",
    ):
        assert command in page and command in PERMISSION_HELP


def test_a_port_that_is_taken_or_gone_says_so(bench: Bench) -> None:
    for number, error in enumerate(
        (PortError("/dev/x is taken: close it."), PortMissingError("Gone: plug in."))
    ):
        bench.error = error
        bench.searcher.begin("/dev/x", number, may_ask=False)
        end = bench.ended(number)
        assert end.diagnosis is not None and end.diagnosis.advice and not end.opened


def test_a_search_that_is_ended_leaves_its_port_and_says_nothing_more(bench: Bench) -> None:
    bench.go_on.clear()
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    assert bench.opened.wait(PATIENCE_S)
    bench.searcher.end("/dev/x")
    assert not bench.searcher.wait_free("/dev/x", 0.05)
    assert bench.searcher.wait_free("/dev/y", 0.0)
    bench.go_on.set()
    assert bench.searcher.wait_free("/dev/x", PATIENCE_S)
    assert bench.lines[-1].closed
    bench.searcher.stop()
    assert not [told for told in bench.heard if told.diagnosis is not None]


def test_a_port_is_waited_for_under_every_name_it_has(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "port").touch()
    (tmp_path / "link").symlink_to(tmp_path / "port")
    bench.go_on.clear()
    bench.searcher.begin(str(tmp_path / "port"), 1, may_ask=False)
    assert bench.opened.wait(PATIENCE_S)
    assert not bench.searcher.wait_free(str(tmp_path / "link"), 0.0)


def test_a_new_search_waits_until_the_one_before_has_left(bench: Bench) -> None:
    bench.go_on.clear()
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    assert bench.opened.wait(PATIENCE_S)
    bench.searcher.begin("/dev/x", 2, may_ask=True)
    assert len(bench.lines) == 1
    bench.go_on.set()
    assert bench.ended(2).number == 2  # opening two at once would have failed in `_open`


def test_an_end_that_could_not_be_taken_is_told_again(bench: Bench) -> None:
    bench.takes = False
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    assert bench.searcher.wait_free("/dev/x", PATIENCE_S)
    bench.takes = True
    assert bench.ended().diagnosis is not None


def test_a_bug_in_a_recognition_costs_a_sentence(bench: Bench, expect_log: Callable[[str], None]) -> None:
    expect_log("the search on /dev/x")

    def recognise(heard: bytes, seconds: float) -> str | None:
        raise ZeroDivisionError("a bug in a driver")

    broken = Signature(port=PortSettings(baud=9600), recognise=recognise)
    bench.infos = lambda: {key: replace(info, signatures=(broken,)) for key, info in INFOS.items()}
    bench.device = registry.load("nonin").device()
    bench.searcher.begin("/dev/x", 1, may_ask=False)
    end = bench.ended()
    assert end.diagnosis is not None
    assert end.diagnosis.sentence == "An internal error ended the search on /dev/x, details are in the log."
    assert bench.lines[-1].closed


def test_every_kind_of_port_is_opened_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PortError, match="Nobody answers at socket"):
        open_any("socket://127.0.0.1:9", PortSettings(baud=9600))
    with pytest.raises(PortError, match="There is no port memory://none"):
        open_any("memory://none", PortSettings(baud=9600))
    monkeypatch.setattr(
        serial_port.serial, "Serial", lambda *_, **__: (_ for _ in ()).throw(PermissionError())
    )
    with pytest.raises(PortDeniedError):
        open_any("/dev/x", PortSettings(baud=9600))


def test_a_line_that_was_tried_twice_is_named_where_it_was_recognised() -> None:
    slow = PortSettings(baud=9600)
    heard = tuple(Heard(settings=slow, seconds=3.0, count=count, begin=b"x") for count in (5, 90))
    found = Found(driver="nonin", settings=slow, words="a Nonin", seconds=1.0)
    verdicts = [line.verdict for line in _lines(heard, _made_of(found, INFOS))]
    assert verdicts == ["no frame", INFOS["nonin"].title]


def test_what_two_drivers_read_names_both() -> None:
    heard = (Heard(settings=PortSettings(baud=9600), seconds=3.0, count=5, begin=b"x"),)
    both = NotFound(heard=heard, between=("nonin", "dinamap"))
    (line,) = _lines(heard, _made_of(both, INFOS))
    assert line.verdict == f"{INFOS['nonin'].title} or {INFOS['dinamap'].title}"
