"""Finding out what hangs on a line: listening, asking only where that is allowed, and never guessing."""

from __future__ import annotations

import pytest

from bedside.driver_api import PortSettings, Signature
from bedside.link.detection import FIRST, LONGEST_S, SILENT_S, Found, NotFound, settings_of
from drivers.ge_dinamap import DRIVER as DINAMAP
from drivers.ge_dinamap import layout
from drivers.patient import SimulatedPatient
from tests.helpers.lines import Line

SLOW = PortSettings(baud=9600)
FAST = PortSettings(baud=115200)


class Ticker:
    """Sends one line a second."""

    step_s = 1.0

    def __init__(self, line: bytes = b"TICK\r") -> None:
        self.line, self.t, self.heard = line, None, b""

    def feed(self, data: bytes, t: float) -> None:
        self.heard += data

    def emit(self, patient: object, t: float) -> bytes:
        self.t = t if self.t is None else self.t
        out = b""
        while self.t + 1.0 <= t:
            self.t += 1.0
            out += self.line
        return out


def says(text: bytes, port: PortSettings = SLOW, times: int = 2) -> Signature:
    return Signature(
        port=port, recognise=lambda data, _: f"{times} lines" if data.count(text) >= times else None
    )


def line(device: object | None, settings: PortSettings = SLOW) -> Line:
    return Line(device, SimulatedPatient(1), settings)  # type: ignore[arg-type]  # a device of the test


def test_a_device_that_streams_is_found_at_its_line_setting() -> None:
    wire = line(Ticker(), FAST)
    found = wire.detect([("slow", says(b"TOCK")), ("fast", says(b"TICK", FAST))])
    assert isinstance(found, Found)
    assert (found.driver, found.settings, found.words) == ("fast", FAST, "2 lines")
    assert found.seconds <= 3.0
    assert wire.opened == [SLOW, FAST]
    assert wire.written == []


def test_nothing_is_written_to_a_silent_line_that_nobody_allowed_to_ask() -> None:
    wire = line(None)
    verdict = wire.detect([("dinamap", DINAMAP.info.signatures[0]), ("slow", says(b"TICK"))])
    assert isinstance(verdict, NotFound)
    assert verdict.silent and not verdict.probed
    assert wire.written == []
    assert wire.t - 100.0 <= SILENT_S + 0.2, "a line that is silent at one setting is silent at all"


def test_a_silent_device_is_found_by_its_answer_where_a_person_allows_to_ask() -> None:
    wire = line(DINAMAP.device())
    began = wire.t
    found = wire.detect([("dinamap", DINAMAP.info.signatures[0]), ("slow", says(b"TICK"))], may_probe=True)
    assert isinstance(found, Found)
    assert found.driver == "dinamap"
    assert wire.written == [layout.seal(layout.READ)]
    assert wire.t - began <= SILENT_S + 5.0


def test_a_line_that_speaks_is_never_asked() -> None:
    wire = line(Ticker(b"what is this?\r"))
    verdict = wire.detect([("dinamap", DINAMAP.info.signatures[0]), ("slow", says(b"TICK"))], may_probe=True)
    assert isinstance(verdict, NotFound)
    assert not verdict.silent
    assert verdict.heard[0].begin.startswith(b"what is this?")
    assert wire.written == []


def test_a_line_that_has_fallen_silent_may_be_asked() -> None:
    class Parting(type(DINAMAP.device())):  # type: ignore[misc]  # a monitor that prints something first
        def emit(self, patient: object, t: float) -> bytes:
            out = super().emit(patient, t)
            return b"start\r" if 100.5 < t < 100.56 else out

    found = line(Parting()).detect(
        [
            ("dinamap", DINAMAP.info.signatures[0]),
            ("slow", says(b"TICK")),
            ("fast", says(b"T", FAST)),
            ("other", says(b"T", PortSettings(baud=19200))),
        ],
        may_probe=True,
    )
    assert isinstance(found, Found) and found.driver == "dinamap"


def test_what_two_drivers_recognise_is_neither() -> None:
    verdict = line(Ticker()).detect([("one", says(b"TICK")), ("other", says(b"TIC"))])
    assert isinstance(verdict, NotFound)
    assert verdict.between == ("one", "other")


def test_listening_ends_after_20_seconds_whatever_the_number_of_settings() -> None:
    ports = [PortSettings(baud=baud) for baud in range(1200, 1200 * 20, 1200)]
    wire = line(Ticker(b"????\r"), FAST)
    verdict = wire.detect([(str(port), says(b"TICK", port)) for port in ports])
    assert isinstance(verdict, NotFound)
    assert wire.t - 100.0 <= LONGEST_S + 0.5


def test_the_usual_settings_are_tried_first_and_each_once() -> None:
    odd = PortSettings(baud=38400)
    ports = [odd, *reversed(FIRST), odd]
    assert settings_of([("key", says(b"x", port)) for port in ports]) == [*FIRST, odd]


@pytest.mark.parametrize("garbage", [b"", b" NA", b" NF1101762127073078&<\r", b" NA!2\r", b"\xff" * 50])
def test_a_dinamap_is_not_recognised_by_anything_but_a_sealed_answer(garbage: bytes) -> None:
    assert DINAMAP.info.signatures[0].recognise(garbage, 1.0) is None


def test_an_answer_that_comes_after_the_next_request_is_still_taken() -> None:
    class Late(Ticker):
        def emit(self, patient: object, t: float) -> bytes:
            out = b"HELLO\r" if self.heard.count(b"two") and not getattr(self, "told", False) else b""
            self.told = bool(out) or getattr(self, "told", False)
            return out

    def asks(text: bytes, answer: bytes) -> Signature:
        return Signature(
            port=SLOW, recognise=lambda data, _: "it" if answer in data else None, probe=(text,), listen_s=1.0
        )

    found = line(Late()).detect(
        [("one", asks(b"one", b"HELLO")), ("two", asks(b"two", b"WORLD"))], may_probe=True
    )
    assert isinstance(found, Found)
    assert found.driver == "one"
