"""Reads a recorded session of bedside as a patient: what its oximeter, its cuff and its other devices said.

Only measured values are taken, neither the patient's name nor the timeline; stretches nobody recorded are missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from bedside.errors import BrokenFileError
from bedside.simulation import recording
from bedside.simulation.recording import Numbers, Recording, Samples
from bedside.store.library import Library
from bedside.store.recorded import RecordedSession
from bedside.vitals.parameters import Parameter

_NUMBERS: Final = (
    Parameter.SPO2,
    Parameter.PR,
    Parameter.PI,
    Parameter.RR,
    Parameter.ETCO2,
    Parameter.TEMP,
)
_WAVES: Final = (Parameter.PLETH, Parameter.WAVE_RESP)  # an ECG in a device's own units has no millivolts
_MOST_HZ: Final = 500.0
_HOLE_SAMPLES: Final = 1.5  # where the next sample is further away, there is none in between


def read(store: Path, session_id: str) -> Recording:
    """One session of a record.

    Args:
        store: the record's file.
        session_id: as `bedside sessions` lists it.

    Raises:
        StoreError: there is no such record or session, or it cannot be read.
        BrokenFileError: nothing in it can be played.
    """
    session = Library(store).open(session_id)
    duration_s = session.duration_s
    recording.check_length(store, duration_s)
    numbers = {}
    for parameter in _NUMBERS:
        t, y = session.numerics(parameter)
        if t.size:
            numbers[parameter] = Numbers(parameter, t.tolist(), y.tolist())
    waves = {}
    for parameter in _WAVES:
        wave = _wave(session, parameter, duration_s)
        if wave is not None:
            waves[parameter] = wave.scaled()
    readings = (recording.whole(d.t, d.sys, d.dia, d.map, d.pr) for d in session.determinations())
    cuff = sorted((d for d in readings if d is not None and 0.0 <= d.t < duration_s), key=lambda d: d.t)
    if not (numbers or waves or cuff):
        raise BrokenFileError(
            f"Session {session_id} in {store} holds no values of a patient: choose another; `bedside sessions` lists "
            "them."
        )
    return Recording(
        title=f"session {session_id}",
        duration_s=duration_s,
        numbers=numbers,
        waves=waves,
        determinations=tuple(cuff),
    )


def _wave(session: RecordedSession, parameter: Parameter, duration_s: float) -> Samples | None:
    """The session's wave at one rate from its beginning on; None: it has none."""
    t, y = session.wave(parameter)
    held = np.flatnonzero(np.isfinite(y))
    if held.size < 2:
        return None
    steps = np.diff(t)
    steps = steps[steps > 0]
    if not steps.size:
        return None
    rate_hz = min(_MOST_HZ, 1.0 / float(np.median(steps)))
    recording.check_length(Path(session.id), duration_s, duration_s * rate_hz)
    grid = np.arange(int(duration_s * rate_hz)) / rate_hz
    after = np.clip(np.searchsorted(t[held], grid), 1, held.size - 1)
    gap_s = t[held][after] - t[held][after - 1]
    values = np.interp(grid, t[held], y[held], left=np.nan, right=np.nan)
    values[gap_s > _HOLE_SAMPLES / rate_hz + 1e-6] = np.nan
    return Samples(rate_hz=rate_hz, y=values.astype(np.float32))
