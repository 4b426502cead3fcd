"""Philips IntelliVue: from answers to readings. Needs no association: a recorded stream is read as well.

Numbers are told with every poll. A number that the monitor no longer gives at all (its module was taken
out) is told as missing from the second poll without it on. While the SpO2 has no value the pleth is told as
it comes, but flagged: as NO_FINGER where it is a flat line (so a real monitor sends it with the probe off),
else as SEARCHING.
"""

from __future__ import annotations

from datetime import timedelta

from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Identity, Numeric, Quality, Reading, Wave
from drivers.intellivue import ids
from drivers.intellivue.messages import Answer, Created, Observation
from drivers.intellivue.nibp import IDS as NIBP_IDS
from drivers.intellivue.nibp import Results
from drivers.intellivue.values import (
    Form,
    Number,
    arrays_of,
    clock_of,
    form_of,
    numbers_of,
    samples_of,
    text_of,
)

_FROM_THE_FINGER = frozenset((Parameter.SPO2, Parameter.PR))
_MISSED = 2  # polls without a number after which it is told as missing
_OBJECTS = 64  # more waves than any monitor has
_DEMO = "The monitor shows demo or test data, not a patient: switch its demo mode off."
_UNITS = "The monitor shows {name} in a unit that bedside does not read: set {unit} on the monitor."


class Reader:
    """Everything a monitor says becomes readings here."""

    def __init__(self) -> None:
        self._results = Results()
        self._forms: dict[int, Form] = {}  # of the waves, by handle
        self._created: Created | None = None
        self._seen: set[Parameter] = set()  # in the poll that is being answered
        self._missed: dict[Parameter, int] = {}  # polls since a number was seen
        self._spo2_missing = False
        self._wave_runs = False
        self._causes: set[str] = set()  # notices whose cause was there in this poll
        self._told: set[str] = set()  # notices told whose cause has not gone
        self._notices: list[str] = []

    def introduce(self, created: Created, t: float) -> list[Reading]:
        """What a monitor calls itself."""
        known, self._created = self._created, created
        name = text_of(created.attributes.get(ids.MODEL, b""))
        return [Identity(t=t, text=name)] if name and known is None else []

    def take_notices(self) -> list[str]:
        """See `Protocol.take_notices`."""
        notices, self._notices = self._notices, []
        return notices

    def read(self, answer: Answer, t: float) -> list[Reading]:
        """The readings of one message of an answer."""
        readings: list[Reading] = []
        if answer.kind == ids.SAMPLES:
            for observation in answer.observations:
                readings += self._waves(observation, t)
        elif answer.kind == ids.NUMERIC:
            for observation in answer.observations:
                readings += self._numbers(observation, answer, t)
            if answer.last:
                readings += self._poll_ends(t)
        return readings

    def _numbers(self, observation: Observation, answer: Answer, t: float) -> list[Reading]:
        numbers = numbers_of(observation.attributes)
        pressures = {number.what: number for number in numbers if number.what in NIBP_IDS}
        readings: list[Reading] = []
        for number in numbers:
            if number.what in ids.NUMERICS:
                readings += self._numeric(number, t)
        for number in pressures.values():
            self._note(number, Parameter.NIBP_SYS, frozenset((ids.MMHG,)))
        if pressures:
            stamp = observation.attributes.get(ids.MEASURED_AT, b"")
            readings += self._results.read(pressures, stamp, self._age_s(stamp, answer), t)
        return readings

    def _numeric(self, number: Number, t: float) -> list[Reading]:
        parameter, units = ids.NUMERICS[number.what]
        if parameter in self._seen:  # a second object of the same kind: the first one counts
            return []
        self._seen.add(parameter)
        self._missed[parameter] = 0
        self._note(number, parameter, units)
        info = PARAMETERS[parameter]
        value = number.value
        if value is not None and not (number.unit in units and info.low <= value <= info.high):
            value = None
        if parameter is Parameter.SPO2:
            self._spo2_missing = value is None
        quality = Quality.NONE
        if value is None:
            quality = self._why_missing(parameter)
        elif number.state & ids.QUESTIONABLE:
            quality = Quality.ARTEFACT
        return [Numeric(parameter=parameter, t=t, value=value, quality=quality)]

    def _why_missing(self, parameter: Parameter) -> Quality:
        if parameter not in _FROM_THE_FINGER:
            return Quality.NONE
        return Quality.SEARCHING if self._wave_runs else Quality.NO_FINGER

    def _poll_ends(self, t: float) -> list[Reading]:
        readings: list[Reading] = []
        for parameter in self._missed:
            if parameter not in self._seen:
                self._missed[parameter] += 1
                if self._missed[parameter] >= _MISSED:
                    if parameter is Parameter.SPO2:
                        self._spo2_missing = True
                    quality = Quality.NO_FINGER if parameter in _FROM_THE_FINGER else Quality.NONE
                    readings.append(Numeric(parameter=parameter, t=t, value=None, quality=quality))
        self._seen.clear()
        self._told &= self._causes
        self._causes.clear()
        return readings

    def _waves(self, observation: Observation, t: float) -> list[Reading]:
        handle, attributes = observation
        form = form_of(attributes, self._forms.get(handle, Form()))
        if handle in self._forms or len(self._forms) < _OBJECTS:
            self._forms[handle] = form
        readings: list[Reading] = []
        for what, state, data in arrays_of(attributes):
            samples = samples_of(data, form)
            if what != ids.PLETH or not samples:
                continue
            flat = min(samples) == max(samples)
            self._wave_runs = not flat and not state & ids.NO_VALUE
            quality = Quality.NONE
            if state & ids.NO_VALUE or (self._spo2_missing and flat):
                quality = Quality.NO_FINGER
            elif self._spo2_missing:
                quality = Quality.SEARCHING
            elif state & ids.QUESTIONABLE:
                quality = Quality.ARTEFACT
            count = len(samples)
            readings.append(
                Wave(
                    parameter=Parameter.PLETH,
                    t=t - count / form.rate_hz,  # it was measured before it was sent
                    rate_hz=form.rate_hz,
                    samples=(None,) * count if state & ids.NO_VALUE else samples,
                    quality=(quality,) * count,
                )
            )
        return readings

    def _age_s(self, stamp: bytes, answer: Answer) -> float | None:
        """How long ago a time of the monitor's clock was, by that clock, s."""
        then, now = clock_of(stamp), clock_of(answer.time)
        if now is None and self._created is not None:
            now = clock_of(self._created.attributes.get(ids.CLOCK, b""))
            begin = int.from_bytes(self._created.attributes.get(ids.TICKS, b""), "big")
            ticks = answer.ticks - begin & 0xFFFFFFFF
            if now is not None:
                now += timedelta(seconds=ticks / ids.TICKS_PER_S)
        return None if then is None or now is None else (now - then).total_seconds()

    def _note(self, number: Number, parameter: Parameter, units: frozenset[int]) -> None:
        """Remember what a person must hear of."""
        if number.state & ids.NOT_A_PATIENT:
            self._notice(_DEMO)
        elif number.value is not None and number.unit not in units:
            info = PARAMETERS[parameter]
            self._notice(_UNITS.format(name=info.name, unit=info.unit))

    def _notice(self, text: str) -> None:
        self._causes.add(text)
        if text not in self._told:
            self._told.add(text)
            self._notices.append(text)
