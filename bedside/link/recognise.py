"""Whether what a port sends is one driver's device, by listening alone: nothing is ever sent to find out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bedside.clock import Clock
from bedside.driver_api import Driver, PortSettings, Signature
from bedside.link.transport import Transport

_KEPT_BYTES: Final = 16_384  # of what was heard
_SLICE_S: Final = 0.1  # of listening, between two looks at whether to stop


class Recognition:
    """Bytes and times in; a driver that accepts the same bytes makes it none."""

    def __init__(self, driver: Driver, rivals: Sequence[tuple[str, Signature]]) -> None:
        """Begin.

        Args:
            driver: whose device it should be, with the line settings it is opened at.
            rivals: every way to recognise every driver, its own too.
        """
        info = driver.info
        listening = [signature for signature in info.signatures if not signature.probe]
        self._own = [each for each in listening if _same_line(each.port, info.port)] or listening
        self._rivals = [
            signature
            for key, signature in rivals
            if key != info.key and not signature.probe and _same_line(signature.port, info.port)
        ]
        self._heard = bytearray()
        self.listen_s: Final = max((signature.listen_s for signature in self._own), default=0.0)
        """How long it is worth listening, s; 0: this driver's devices are not recognised by listening."""

    def heard(self, data: bytes, seconds: float) -> bool:
        """Whether it is the device, `seconds` after listening began; `data` came since the last call."""
        self._heard += data[: _KEPT_BYTES - len(self._heard)]
        if not self._heard:
            return False
        heard = bytes(self._heard)
        return _any(self._own, heard, seconds) and not _any(self._rivals, heard, seconds)


def listened(
    transport: Transport, recognition: Recognition, clock: Clock, stopping: Callable[[], bool]
) -> bool:
    """Whether the device was recognised on an open port; waits as long as that is worth it.

    Raises:
        PortError: the port went away.
    """
    began = clock.now()
    while clock.now() - began < recognition.listen_s and not stopping():
        if recognition.heard(transport.read(clock.real_s(_SLICE_S)), clock.now() - began):
            return True
    return False


def _any(signatures: Sequence[Signature], heard: bytes, seconds: float) -> bool:
    return any(signature.recognise(heard, seconds) is not None for signature in signatures)


def _same_line(one: PortSettings, other: PortSettings) -> bool:
    return (one.baud, one.bits, one.parity) == (other.baud, other.bits, other.parity)
