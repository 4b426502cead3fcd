"""Detection on a real port: opens it as `bedside.link.detection` says, until there is a verdict."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from bedside.clock import Clock
from bedside.driver_api import PortSettings, Signature
from bedside.link.detection import Detection, Found, Heard, NotFound
from bedside.link.serial_port import open_serial
from bedside.link.transport import Transport

Open = Callable[[str, PortSettings], Transport]
Told = Callable[[tuple[Heard, ...], PortSettings | None], None]


def detect(
    port: str,
    candidates: Sequence[tuple[str, Signature]],
    clock: Clock,
    *,
    may_probe: bool = False,
    stop: threading.Event | None = None,
    open_line: Open = open_serial,
    told: Told | None = None,
    known_silent: bool = False,
) -> Found | NotFound:
    """Find out what hangs on `port`; takes up to 40 s, with asking. The port must not be in use.

    Args:
        port: a serial port, a pty too.
        candidates: as `bedside.link.detection.candidates_of` gives them.
        clock: station time.
        may_probe: a person allowed to send read-only requests where the line is silent.
        stop: set to give up; what was heard so far is the verdict.
        open_line: opens the port with line settings.
        told: hears what came so far and which line setting is tried now; at the end with None.
        known_silent: a detection of a moment ago found this line silent and a person now allowed to ask: it is not
            listened to for 2 s again, only made sure of.
    Raises:
        PortError: the port cannot be opened, or went away meanwhile; the sentence says how.
    """
    detection = Detection(candidates, may_probe=may_probe, known_silent=known_silent)
    transport: Transport | None = None
    data = b""
    try:
        while True:
            action = detection.step(data, clock.now())
            if action.verdict is not None:
                if told is not None:
                    told(detection.so_far().heard, None)
                return action.verdict
            if stop is not None and stop.is_set():
                return detection.so_far()
            if action.open is not None:
                if transport is not None:
                    transport.close()
                transport = open_line(port, action.open)
                if told is not None:
                    told(detection.so_far().heard, action.open)
            if transport is None:
                raise RuntimeError("a detection begins with an opening")
            if action.send:
                transport.write(action.send)
            wait_s = None if action.at is None else max(0.0, action.at - clock.now())
            data = transport.read(clock.real_s(wait_s))
    finally:
        if transport is not None:
            transport.close()
