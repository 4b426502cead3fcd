"""Fetches what a device has stored in itself, over a real port."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bedside.clock import Clock
from bedside.driver_api import Download
from bedside.link.transport import Transport


def fetch(
    transport: Transport,
    download: Download,
    clock: Clock,
    *,
    told: Callable[[float], None] = lambda _part: None,
    stop: threading.Event | None = None,
) -> None:
    """Carry the conversation to its end; `download` has the result or the refusal. Closes the transport.

    Args:
        transport: open, nobody else's.
        download: fresh.
        clock: station time.
        told: hears after each step which part has arrived, 0…1.
        stop: set to give up; what has arrived by then is the result.
    Raises:
        PortError: the port went away; the sentence says how.
    """
    try:
        while True:
            due = download.due(clock.now())
            if due.send:
                transport.write(due.send)
            if download.done:
                return
            if stop is not None and stop.is_set():
                download.finish(clock.now())
                return
            download.feed(
                transport.read(None if due.at is None else max(0.0, due.at - clock.now())), clock.now()
            )
            told(download.progress)
    finally:
        transport.close()
