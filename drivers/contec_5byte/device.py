"""Contec five-byte packets, the device's end: streams what the simulated patient has.

As the real one it streams by itself once "USB" is on in its menu, or once it is asked for live data; says "no
finger" with the probe error bit, FF and 7F; hints that SpO2 is dropping; and sends what it has stored, one
record per second since it was switched on, when it is asked for that. It has no flag for motion or low perfusion: the
signal strength tells of both.

Source: as `layout`. How fast the stored records come is not documented.
"""

from __future__ import annotations

from bedside.driver_api import Device, Patient, Vitals
from drivers.contec_5byte import layout
from drivers.contec_5byte.protocol import RATE_HZ
from drivers.display import MANNERS, Display, Shown
from drivers.kept_seconds import KeptSeconds

_BEAT_PACKETS = 2
_GAIN = 1.3  # an oximeter's own gain makes the wave fill its scale
_STORED_BYTES_PER_S = 1200.0
_STORED_AT_MOST_S = 24 * 3600


class ContecFiveByteDevice(Device):
    """A virtual oximeter without a name: the protocol has none.

    Args:
        usb_on: its menu has switched the output on; False: it waits for the host's request.
    """

    step_s = 1 / RATE_HZ

    def __init__(self, *, usb_on: bool = True) -> None:
        self._live = usb_on
        self._started_t: float | None = None  # time of packet 0 of the running stream
        self._sent = 0  # packets of the running stream
        self._run = (0, 0)  # the last byte of the host and how often in a row
        self._stored = KeptSeconds(columns=2, most=_STORED_AT_MOST_S)  # PR, SpO2
        self._stored_from_t: float | None = None
        self._download_asked = False
        self._download = b""  # what is still to be sent
        self._download_t = 0.0  # up to when it has been sent
        self._display = Display(MANNERS["contec"])
        self._spo2: int | None = None
        self._dropping = False
        self._was_beat = False
        self._beat_left = 0  # packets that still carry the beat bit

    def feed(self, data: bytes, t: float) -> None:
        """Requests of the host."""
        for byte in data:
            self._run = (byte, self._run[1] + 1 if byte == self._run[0] else 1)
            if self._run == (layout.LIVE_BYTE, 3):
                self._download, self._download_asked = b"", False
                if not self._live:
                    self._live, self._started_t = True, None
            elif self._run == (layout.STORED_BYTE, 2):
                self._live, self._download_asked = False, True

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every packet or stored record whose time has come."""
        if self._live and self._started_t is None:
            self._started_t, self._sent = t, 0
        out = bytearray()
        while self._live and self._started_t is not None:
            at = self._started_t + self._sent / RATE_HZ
            if at > t:
                break
            self._store(patient, at)
            out += layout.encode_live(self._packet(*self._display.sample(patient, at)))
            self._sent += 1
        self._store(patient, t)
        if self._download_asked and self._stored:
            self._download_asked = False
            stored = [layout.Stored(pr=pr, spo2=spo2) for pr, spo2 in self._stored.rows()]
            self._download, self._download_t = layout.encode_stored(stored), t
        if self._download:
            count = int((t - self._download_t) * _STORED_BYTES_PER_S)
            out += self._download[:count]
            self._download = self._download[count:]
            self._download_t += count / _STORED_BYTES_PER_S
        return bytes(out)

    def _store(self, patient: Patient, t: float) -> None:
        """Record every second up to `t`."""
        if self._stored_from_t is None:
            self._stored_from_t = t
        while (at := self._stored_from_t + len(self._stored)) <= t and not self._stored.full:
            shown = self._display.follow(patient, at)
            self._stored.append(_pr_of(shown), _spo2_of(shown))

    def _packet(self, vitals: Vitals, shown: Shown) -> layout.Live:
        if vitals.beat and not self._was_beat:
            self._beat_left = _BEAT_PACKETS
        self._was_beat = vitals.beat
        beat = self._beat_left > 0 and not shown.off
        self._beat_left = max(0, self._beat_left - 1)
        spo2 = _spo2_of(shown)
        if spo2 != self._spo2:
            self._dropping = spo2 is not None and self._spo2 is not None and spo2 < self._spo2
            self._spo2 = spo2
        pleth = 0 if vitals.pleth is None else max(0, min(127, round(vitals.pleth * _GAIN * 127)))
        return layout.Live(
            signal=0 if shown.off else shown.strength,
            beat=beat,
            dropping=self._dropping,
            search_long=shown.off or shown.search_long,
            pleth=pleth,
            bar=pleth >> 3,
            probe_error=shown.off,
            searching=shown.searching,
            pr=_pr_of(shown),
            spo2=spo2,
        )


def _pr_of(shown: Shown) -> int | None:
    return None if shown.pr is None else max(1, min(254, round(shown.pr)))


def _spo2_of(shown: Shown) -> int | None:
    return None if shown.spo2 is None else max(1, min(100, round(shown.spo2)))
