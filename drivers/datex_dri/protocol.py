"""DRI, the host's end: subscribes to the displayed values and the pleth wave, and reads them. Nothing else is ever
asked for, so nothing on the patient or in the monitor's settings can change.

A subscription is asked for again when nothing of it has come for a while: the monitor may have been off. Of the
displayed values the basic class is enough and keeps the line free; the next try asks for all classes, as the
examples of the maker's document do, should a monitor want that.

Survives: any cut of the stream; lost, inserted and flipped bytes (sum and length of a record must be right);
records, subrecords and groups of other kinds.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Reading, Wave
from drivers.datex_dri import layout
from drivers.datex_dri.results import Results
from drivers.framing import ResyncBuffer

INTERVAL_S = 5  # the shortest a monitor accepts
_APART_S = 0.3  # between two requests
_ANSWER_S = 7.0  # the first record of values after a request
_MISSING_S = 12.0  # two records of values did not come
_NO_PLETH_S = 30.0  # no monitor has to have an oximeter


class DatexDriProtocol(Protocol):
    """Subscribes and reads. `counters.frames` counts records with displayed values or waveforms."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._records = ResyncBuffer(layout.next_record, self.counters)
        self._results = Results()
        self._has_temp = False
        self._ask_values_at: float | None = None  # None: not yet opened
        self._ask_pleth_at = 0.0
        self._all_classes = False  # in the next request

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`. The t of a wave is the arrival of its last sample."""
        readings: list[Reading] = []
        for frame in self._records.take(data, t):
            plain = layout.unseal(frame.body[1:-1])
            record = None if plain is None else layout.parse(plain)
            if record is not None and (read := self._read(record, frame.t)) is not None:
                self.counters.frames += 1
                readings += read
        return readings

    def finish(self, t: float) -> list[Reading]:
        """Nothing is held back."""
        self._records.finish()
        return []

    def due(self, t: float) -> Due:
        """A subscription, when it is time for one."""
        if self._ask_values_at is None:
            self._ask_values_at, self._ask_pleth_at = t, t + _APART_S
        send = b""
        if t >= self._ask_values_at:
            mask = layout.ALL_CLASSES if self._all_classes else layout.BASIC_CLASS
            send = layout.request_values(INTERVAL_S, mask)
            self._all_classes = not self._all_classes
            self._ask_values_at = t + _ANSWER_S
            self._ask_pleth_at = max(self._ask_pleth_at, t + _APART_S)
        elif t >= self._ask_pleth_at:
            send = layout.request_pleth(start=True)
            self._ask_pleth_at = t + _NO_PLETH_S
        return Due(send, min(self._ask_values_at, self._ask_pleth_at))

    def goodbye(self) -> bytes:
        """End both subscriptions."""
        return layout.request_pleth(start=False) + layout.request_values(0)

    def _read(self, record: layout.Record, t: float) -> list[Reading] | None:
        """Readings of a record; None: there is nothing in it that is read."""
        if record.main_type == layout.VALUES:
            for kind, part in record.parts:
                displayed = layout.decode_displayed(part) if kind == layout.DISPLAYED else None
                if displayed is not None:
                    if self._ask_values_at is not None:
                        self._ask_values_at = t + _MISSING_S
                    return self._read_displayed(displayed, t)
        elif record.main_type == layout.WAVES:
            for kind, part in record.parts:
                samples = layout.decode_wave(part) if kind == layout.PLETH else None
                if samples is not None:
                    self._ask_pleth_at = t + _MISSING_S
                    return _pleth(samples, t)
        return None

    def _read_displayed(self, displayed: layout.Displayed, t: float) -> list[Reading]:
        readings: list[Reading] = []
        oximeter = ((Parameter.SPO2, displayed.spo2), (Parameter.PR, displayed.pr))
        for parameter, value in oximeter:
            quality = Quality.NONE
            if not displayed.probe_on:
                quality = Quality.NO_FINGER
            elif value is None:
                quality = Quality.SEARCHING
            readings.append(Numeric(parameter=parameter, t=t, value=value, quality=quality))
        readings.append(Numeric(parameter=Parameter.HR, t=t, value=displayed.hr))
        self._has_temp = self._has_temp or displayed.temp is not None
        if self._has_temp:
            readings.append(Numeric(parameter=Parameter.TEMP, t=t, value=displayed.temp))
        return readings + self._results.step(displayed.nibp, t)


def _pleth(samples: tuple[int | None, ...], t: float) -> list[Reading]:
    if not samples:
        return []
    quality = tuple(Quality.NO_FINGER if sample is None else Quality.NONE for sample in samples)
    return [Wave(parameter=Parameter.PLETH, t=t, rate_hz=layout.PLETH_HZ, samples=samples, quality=quality)]
