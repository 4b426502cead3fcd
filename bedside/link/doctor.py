"""The connection doctor: what is wrong with a port or what hangs on it, in one sentence, and what to try. Pure."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bedside.driver_api import DriverInfo
from bedside.errors import PortError
from bedside.link.detection import Found, NotFound
from bedside.link.transport import PortDeniedError

PERMISSION_HELP: Final = (
    'Type in a terminal: sudo usermod -aG dialout "$USER", then log out and in again. Or, for whoever sits at this '
    "computer, in the folder bedside was unpacked to: sudo install -m 644 packaging/linux/60-bedside-serial.rules "
    "/etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=tty, then plug the "
    "cable in again."
)
"""The commands of packaging/README.md for a Linux that lets nobody open serial ports."""

CONTEC_HID: Final = ("28E9", "028A")  # vendor and product of Contec's oximeters without a serial port


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What the doctor says of one port."""

    port: str
    sentence: str  # what there is, or what is wrong
    advice: str  # what to try; "" = nothing is wrong
    driver: str = ""  # key, where a device was found
    line: str = ""  # line settings it was found at
    seconds: float | None = None  # how long finding it took at that setting
    heard: tuple[str, ...] = ()  # per line setting, for a technician

    @property
    def healthy(self) -> bool:
        """Whether a device was found."""
        return bool(self.driver)


def diagnose(port: str, verdict: Found | NotFound | PortError, infos: Mapping[str, DriverInfo]) -> Diagnosis:
    """Words for the end of a detection.

    Args:
        port: as the person knows it.
        verdict: of the detection, or why it could not be done.
        infos: of every driver, by key.
    """
    match verdict:
        case Found():
            return Diagnosis(
                port=port,
                sentence=f"On {port} there is {verdict.words}, at {verdict.settings}.",
                advice="",
                driver=verdict.driver,
                line=str(verdict.settings),
                seconds=verdict.seconds,
            )
        case NotFound():
            return _not_found(port, verdict, infos)
        case PortError():
            sentence, _, advice = str(verdict).partition(": ")
            if isinstance(verdict, PortDeniedError) and sys.platform == "linux":
                advice = f"{advice} {PERMISSION_HELP}"
            return Diagnosis(port=port, sentence=f"{sentence}.".replace("..", "."), advice=advice)


def _not_found(port: str, verdict: NotFound, infos: Mapping[str, DriverInfo]) -> Diagnosis:
    heard = tuple(
        f"{each.settings}: {each.count} bytes in {each.seconds:.1f} s"
        + (f", beginning {each.begin[:16].hex(' ').upper()}" if each.begin else "")
        for each in verdict.heard
    )
    if verdict.between:
        names = " or ".join(infos[key].title for key in verdict.between)
        return Diagnosis(
            port=port,
            sentence=f"What comes on {port} may be {names}: both read these bytes.",
            advice="choose the driver by hand, by what is printed on the device.",
            heard=heard,
        )
    if not verdict.silent:
        return Diagnosis(
            port=port,
            sentence=f"Bytes come on {port}, but at no line setting are they those of a known device.",
            advice="look in the device's menu for the output format and the speed, and compare with its page in "
            "docs/devices; a bad cable or adapter sends such bytes too.",
            heard=heard,
        )
    if verdict.probed:
        return Diagnosis(
            port=port,
            sentence=f"{port} is silent, and nothing on it answered.",
            advice="check that the device is switched on and that its cable is in; some have to be told in their menu "
            "to send, and cables differ (null modem, 3.3 V).",
            heard=heard,
        )
    push = _names(info for info in infos.values() if info.push_only)
    asked = _names(info for info in infos.values() if any(one.probe for one in info.signatures))
    may_be = "; ".join(
        words
        for words in (
            f"one that waits to be asked ({asked})" if asked else "",
            f"one that speaks only after a measurement ({push})" if push else "",
        )
        if words
    )
    return Diagnosis(
        port=port,
        sentence=f"{port} is silent; it may be {may_be}." if may_be else f"{port} is silent.",
        advice="switch the device on and put a finger in or start a measurement; or allow bedside to ask: it sends "
        "nothing that changes a device, but do so only where no pump or ventilator hangs on this port.",
        heard=heard,
    )


def no_serial_port(usb: Sequence[tuple[str, str]]) -> str:
    """What to say of USB devices that are oximeters without a serial port; "" = there is none.

    Args:
        usb: vendor and product number of every USB device, four capital hexadecimal digits each.
    """
    if CONTEC_HID in usb:
        return (
            "A Contec oximeter is plugged in that is a USB-HID device and no serial port: bedside cannot read it. "
            "Use a model with the serial cable (CMS50D+, CMS50E, CMS60C …)."
        )
    return ""


def _names(infos: Iterable[DriverInfo]) -> str:
    return ", ".join(info.title for info in infos)
