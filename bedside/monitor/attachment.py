"""One device that is attached to a bed, and one that was and whose port is not free yet."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from bedside.driver_api import Driver
from bedside.link.reader import Reader
from bedside.link.whereabouts import said_of
from bedside.monitor.link_rates import LinkRates
from bedside.vitals.devices import DeviceRow, LinkCounters, LinkState
from bedside.vitals.parameters import Parameter


@dataclass(slots=True)
class Attachment:
    """One attached device and what is known of its link."""

    device: str  # id
    driver: Driver
    port: str  # as it was attached
    bed: int
    simulated: bool
    reader: Reader
    state: LinkState = LinkState.OPENING
    sentence: str = ""
    since_t: float = 0.0  # of that state, station time, s
    counters: LinkCounters = field(default_factory=LinkCounters)
    identity: str = ""
    rates: LinkRates = field(default_factory=LinkRates)
    port_now: str = ""  # where it came back, if not on `port`

    @property
    def parameters(self) -> frozenset[Parameter]:
        """What it measures."""
        return frozenset(self.driver.info.parameters)

    def row(self, now: float, port_now: str) -> DeviceRow:
        """What may be shown of it at station time `now`, s, while it hangs on `port_now` ("" = on its own)."""
        info, rates = self.driver.info, self.rates
        return DeviceRow(
            device=self.device,
            driver=info.key,
            title=info.title,
            port=self.port,
            line=str(info.port),
            bed=self.bed,
            parameters=info.parameters,
            simulated=self.simulated,
            state=self.state,
            sentence=said_of(self.sentence, self.port, port_now),
            port_now=port_now,
            since_t=self.since_t,
            counters=self.counters,
            frames_per_s=rates.frames_per_s,
            identity=self.identity,
            loss=rates.loss,
            delay_s=rates.delay_s(now),
            bytes_per_s=rates.bytes_per_s,
            capture=self.reader.capture_file,
        )


class Leaving:
    """A device that was detached: it says goodbye, and deflates a running cuff, in a thread of its own."""

    def __init__(self, attachment: Attachment) -> None:
        """It begins to leave now; nothing here waits for its port."""
        self.port = attachment.port
        self._thread = threading.Thread(target=attachment.reader.stop, name="stopping a reader", daemon=True)
        self._thread.start()

    @property
    def gone(self) -> bool:
        """Whether its port is free."""
        return not self._thread.is_alive()

    def wait(self, timeout_s: float) -> None:
        """Until it is gone, or for `timeout_s` at most."""
        self._thread.join(timeout_s)
