"""Detection on a real port: opens it as `bedside.link.detection` says, until there is a verdict."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from bedside.clock import Clock
from bedside.driver_api import PortSettings, Signature
from bedside.link.detection import Detection, Found, NotFound
from bedside.link.serial_port import open_serial
from bedside.link.transport import Transport

Open = Callable[[str, PortSettings], Transport]


def detect(
    port: str,
    candidates: Sequence[tuple[str, Signature]],
    clock: Clock,
    *,
    may_probe: bool = False,
    stop: threading.Event | None = None,
    open_line: Open = open_serial,
) -> Found | NotFound:
    """Find out what hangs on `port`; takes up to half a minute. The port must not be in use.

    Args:
        port: a serial port, a pty too.
        candidates: as `bedside.link.detection.candidates_of` gives them.
        clock: station time.
        may_probe: a person allowed to send read-only requests where the line is silent.
        stop: set to give up; what was heard so far is the verdict.
        open_line: opens the port with line settings.
    Raises:
        PortError: the port cannot be opened, or went away meanwhile; the sentence says how.
    """
    detection = Detection(candidates, may_probe=may_probe)
    transport: Transport | None = None
    data = b""
    try:
        while True:
            action = detection.step(data, clock.now())
            if action.verdict is not None:
                return action.verdict
            if stop is not None and stop.is_set():
                return detection.so_far()
            if action.open is not None:
                if transport is not None:
                    transport.close()
                transport = open_line(port, action.open)
            if transport is None:
                raise RuntimeError("a detection begins with an opening")
            if action.send:
                transport.write(action.send)
            data = transport.read(None if action.at is None else max(0.0, action.at - clock.now()))
    finally:
        if transport is not None:
            transport.close()
