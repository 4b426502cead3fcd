"""A virtual N-560: a line every 2 s from its first moment on, a header in front of each page.

When the finger leaves it says so (SO). While it searches (PS) it goes on with the last numbers for a while, without
a pulse height, and prints zeros where it has none; a pulse that stays away is lost (LP, with motion LM). Motion alone
marks the numbers (MO). Its limits stand at SpO2 85 % and PR 40–170 /min. It honours XON and XOFF.

Source: as `layout`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bedside.driver_api import Device, Patient
from drivers.display import MANNERS, Display, Shown
from drivers.nellcor import layout
from drivers.nellcor.protocol import RATE_HZ

_CLOCK = datetime(2026, 1, 1)  # at the first line
_MODEL, _VERSION = "N-560", "1.56.00"
_LOW_SPO2 = 85  # %
_LOW_PR, _HIGH_PR = 40, 170  # /min
_PA_PER_PI = 12.0  # pulse height for each percent of perfusion: of the model's own making
_XON, _XOFF = 0x11, 0x13


class NellcorDevice(Device):
    """A virtual monitor that needs no command."""

    step_s = 0.1

    def __init__(self) -> None:
        self._started_t: float | None = None
        self._ticks = 0  # of 2 s
        self._sent = 0  # lines
        self._stopped = False
        self._display = Display(MANNERS["nellcor"])

    def feed(self, data: bytes, t: float) -> None:
        """XON and XOFF; it takes nothing else here."""
        for byte in data:
            if byte in (_XON, _XOFF):
                self._stopped = byte == _XOFF

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every line whose time has come; those that fall into a stop are lost."""
        if self._started_t is None:
            self._started_t = t
        lines: list[bytes] = []
        while (at := self._started_t + self._ticks / RATE_HZ) <= t:
            shown = self._display.follow(patient, at)
            if not self._stopped:
                if self._sent % layout.PAGE_LINES == 0:
                    lines.append(layout.encode_header(_MODEL, _VERSION))
                lines.append(self._line(shown))
                self._sent += 1
            self._ticks += 1
        return b"".join(lines)

    def _line(self, shown: Shown) -> bytes:
        stamp = f"{_CLOCK + timedelta(seconds=self._ticks / RATE_HZ):%d-%b-%y %H:%M:%S}"
        if shown.off:
            return layout.encode(layout.Line(stamp, None, None, None, frozenset((layout.SENSOR_OFF,))))
        if shown.spo2 is None or shown.pr is None:
            if shown.no_pulse:
                code = layout.LOSS_WITH_INTERFERENCE if shown.artefact else layout.LOSS_OF_PULSE
                return layout.encode(layout.Line(stamp, None, None, None, frozenset((code,))))
            # it prints zeros, not dashes, while it searches
            return layout.encode(layout.Line(stamp, 0, 0, None, frozenset((layout.PULSE_SEARCH,))))
        spo2 = max(1, min(100, round(shown.spo2)))
        pr = max(20, min(250, round(shown.pr)))
        codes: set[str] = set()
        if shown.searching:
            codes.add(layout.PULSE_SEARCH)
        elif shown.artefact:
            codes.add(layout.INTERFERENCE)
        if spo2 < _LOW_SPO2:
            codes.add(layout.SPO2_LOW)
        if pr < _LOW_PR:
            codes.add(layout.PR_LOW)
        if pr > _HIGH_PR:
            codes.add(layout.PR_HIGH)
        return layout.encode(
            layout.Line(
                stamp=stamp,
                spo2=spo2,
                pr=pr,
                pa=None if shown.searching else max(0, min(254, round((shown.pi or 0.0) * _PA_PER_PI))),
                codes=frozenset(codes),
                spo2_marked=spo2 < _LOW_SPO2,
                pr_marked=not _LOW_PR <= pr <= _HIGH_PR,
            )
        )
