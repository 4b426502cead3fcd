"""The doctor says in one sentence what there is or what is wrong, and then what to try."""

from __future__ import annotations

import pytest

from bedside import registry
from bedside.driver_api import PortSettings
from bedside.errors import PortError
from bedside.link.detection import Found, Heard, NotFound
from bedside.link.doctor import Diagnosis, diagnose, no_serial_port

INFOS = {key: registry.load(key).info for key in registry.keys()}  # noqa: SIM118
SLOW = PortSettings(baud=9600)


def heard(data: bytes = b"") -> tuple[Heard, ...]:
    return (Heard(settings=SLOW, seconds=3.0, count=len(data), begin=data[:64]),)


def of(verdict: Found | NotFound | PortError) -> Diagnosis:
    return diagnose("/dev/ttyUSB0", verdict, INFOS)


def test_a_device_that_was_found_is_named_with_its_line_settings() -> None:
    found = of(Found(driver="nonin", settings=SLOW, words="a Nonin that streams", seconds=1.5))
    assert found.sentence == "On /dev/ttyUSB0 there is a Nonin that streams, at 9600 8N1."
    assert (found.driver, found.line, found.advice, found.healthy) == ("nonin", "9600 8N1", "", True)


def test_a_silent_port_may_be_what_waits_to_be_asked() -> None:
    silent = of(NotFound(heard=heard()))
    assert "is silent; it may be one that waits to be asked" in silent.sentence
    assert "GE DINAMAP" in silent.sentence
    assert "allow bedside to ask" in silent.advice
    assert "pump" in silent.advice


def test_a_port_that_was_asked_and_gave_no_answer_gets_other_advice() -> None:
    asked = of(NotFound(heard=heard(), probed=True))
    assert "nothing on it answered" in asked.sentence
    assert "cable" in asked.advice


def test_bytes_that_nobody_knows_are_shown_to_the_technician() -> None:
    garbled = of(NotFound(heard=heard(b"\x55\xaa\x01")))
    assert "at no line setting" in garbled.sentence
    assert garbled.heard == ("9600 8N1: 3 bytes in 3.0 s, beginning 55 AA 01",)


def test_what_two_drivers_read_is_left_to_the_person() -> None:
    both = of(NotFound(heard=heard(b"x"), between=("nonin", "contec_v7")))
    assert "may be Nonin" in both.sentence and "by hand" in both.advice


@pytest.mark.parametrize(
    "error",
    [
        "Permission denied for /dev/ttyUSB0: add this user to the group dialout and log in again.",
        "There is no port /dev/ttyUSB0: plug the device in or choose another port.",
    ],
)
def test_a_port_that_cannot_be_opened_says_why_and_what_to_do(error: str) -> None:
    refused = of(PortError(error))
    assert f"{refused.sentence[:-1]}: {refused.advice}" == error
    assert not refused.healthy


def test_an_oximeter_without_a_serial_port_is_recognised_by_what_it_is() -> None:
    assert "no serial port" in no_serial_port([("1D6B", "0002"), ("28E9", "028A")])
    assert no_serial_port([("10C4", "EA60")]) == ""
