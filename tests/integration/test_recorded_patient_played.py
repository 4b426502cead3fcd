"""A recorded patient through the virtual devices of real drivers, and what bedside reads from them."""

from __future__ import annotations

import io
import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from bedside import registry
from bedside.cli.parser import parser
from bedside.cli.simulate import run_simulate
from bedside.driver_api import CuffOrder
from bedside.errors import BrokenFileError, RefusedError
from bedside.simulation import recorded_play
from bedside.simulation.recorded_patient import RecordedPatient
from bedside.simulation.recording import Numbers, Recording
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Wave
from tests.drivers.wire import Wire, of_type, samples
from tests.helpers.recordings import FOLDER

P = Parameter
NO_STORE = Path("no.sqlite")
SECONDS = 150
DELAY_S = 2.5  # a device's packet, its own averaging, and the recording's grid


def bidmc(number: str) -> Recording:
    file = FOLDER / "bidmc" / f"bidmc_{number}_Numerics.csv"
    if not file.exists():
        pytest.skip(f"{file.name} is not beside this checkout")
    return recorded_play.load(str(file), NO_STORE)


def played(key: str, recording: Recording, seconds: float, *, skip_s: float = 0.0) -> Wire:
    driver = registry.load(key)
    wire = Wire(driver.protocol(), driver.device(), RecordedPatient(recording, skip_s=skip_s))
    wire.run(seconds)
    return wire


def around(recording: Recording, parameter: Parameter, t: float) -> set[float | None]:
    """What was recorded from `DELAY_S` before `t` up to then."""
    numbers = recording.numbers[parameter]
    return {numbers.at(max(0.0, t - DELAY_S * part / 10)) for part in range(11)}


@pytest.mark.parametrize("key", ["nonin", "contec_v7"])
@pytest.mark.parametrize("number", ["01", "19"])
def test_the_recorded_numbers_come_back_through_an_oximeter(key: str, number: str) -> None:
    recording = bidmc(number)
    wire = played(key, recording, SECONDS)
    for parameter in (P.SPO2, P.PR):
        told = [r for r in wire.readings if isinstance(r, Numeric) and r.parameter is parameter and r.t > 4]
        assert len(told) >= SECONDS - 10
        for reading in told:
            assert reading.value in around(recording, parameter, reading.t), reading
        assert {r.value for r in told if r.value is not None}, "not only missing ones"
    assert wire.protocol.counters.bad_frames == 0


@pytest.mark.parametrize("key", ["nonin", "contec_v7"])
def test_the_drop_outs_of_a_real_patient_come_back_as_no_finger_without_a_number(key: str) -> None:
    recording = bidmc("19")  # begins without the oximeter and loses it again and again
    wire = played(key, recording, SECONDS)
    told = [r for r in wire.readings if isinstance(r, Numeric) and r.parameter is P.SPO2 and r.t > 1]
    off = [r for r in told if all(v is None for v in around(recording, P.SPO2, r.t))]
    assert len(off) > 20
    assert all(r.value is None and r.quality & Quality.NO_FINGER for r in off)


@pytest.mark.parametrize(("key", "rate_hz", "full"), [("nonin", 75.0, 255), ("contec_v7", 60.0, 127)])
def test_the_recorded_pleth_comes_back_with_its_pulses(key: str, rate_hz: float, full: int) -> None:
    recording = bidmc("22")
    wire = played(key, recording, 60.0)
    y = np.array([np.nan if sample is None else sample for sample in samples(wire.readings)], dtype=float)
    assert len(y) == pytest.approx(60 * rate_hz, abs=rate_hz)
    pleth = recording.waves[P.PLETH]
    recorded = np.array([pleth.at(n / rate_hz) for n in range(len(y) + 200)])
    assert np.isfinite(y).all()
    # the stream begins when the host has asked for it, up to two seconds after the patient
    best = max(np.corrcoef(y[:3000], recorded[lag : lag + 3000])[0, 1] for lag in range(round(2 * rate_hz)))
    assert best > 0.99
    assert max(y) <= full
    flags = [flag for wave in of_type(wire.readings, Wave) for flag in wave.quality]
    beats = sum(bool(flag & Quality.BEAT) for flag in flags)
    pulse = [v for t in range(60) if (v := recording.numbers[P.PR].at(t)) is not None]
    assert beats == pytest.approx(sum(pulse) / 60.0, rel=0.1)


def test_after_the_end_the_oximeter_says_no_finger() -> None:
    recording = bidmc("04")
    wire = played("nonin", recording, 40.0, skip_s=460.0)
    last = [r for r in wire.readings if isinstance(r, Numeric) and r.parameter is P.SPO2][-1]
    assert last.t > 35
    assert (last.value, bool(last.quality & Quality.NO_FINGER)) == (None, True)


def test_the_cuff_readings_of_a_day_come_back_through_a_cuff_monitor() -> None:
    headers = sorted((FOLDER / "wfdb_mimic2_numerics").glob("*.hea"))
    if not headers:
        pytest.skip("the recordings are not beside this checkout")
    recording = recorded_play.load(str(headers[0]), NO_STORE)
    first = recording.determinations[0]
    begin = max(0.0, first.t - 60.0)
    wire = played("dinamap", recording, 120.0, skip_s=begin)
    [told] = of_type(wire.readings, Determination)
    assert (told.sys, told.dia, told.map) == (first.sys, first.dia, first.map)
    assert told.t == pytest.approx(first.t - begin, abs=3.0)
    wire.request(CuffOrder.START)
    wire.run(60.0)
    again = of_type(wire.readings, Determination)[-1]
    nearest = min(recording.determinations, key=lambda each: abs(each.t - begin - 120.0))
    assert (again.sys, again.dia) == (nearest.sys, nearest.dia)
    assert again.t > 120.0


def test_every_driver_plays_a_recording_with_holes_to_its_end_and_beyond() -> None:
    spo2 = [math.nan, 97, 96, 95, math.nan] * 4
    recording = Recording(
        title="holes",
        duration_s=20.0,
        numbers={
            P.SPO2: Numbers(P.SPO2, range(20), spo2),
            P.PR: Numbers(P.PR, range(20), [math.nan, 61, math.nan, 62, 63] * 4),
        },
        determinations=(Determination(t=12.0, sys=131, dia=74, map=93, pr=None),),
    )
    for key in registry.keys():  # noqa: SIM118  a function of the module
        wire = played(key, recording, 30.0)
        assert wire.protocol.counters.bad_frames == 0, key


# the command


def simulate(*words: str) -> tuple[int, list[dict[str, object]]]:
    out = io.StringIO()
    code = run_simulate(parser().parse_args(["simulate", *words]), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def table(folder: Path) -> str:
    file = folder / "patient_Numerics.csv"
    rows = "".join(f"{t},94,93,25,97\n" for t in range(60))
    file.write_text("Time [s], HR, PULSE, RESP, SpO2\n" + rows)
    return str(file)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")
def test_the_command_says_what_it_plays_and_plays_it(tmp_path: Path) -> None:
    words = ("--from", table(tmp_path), "--device", "nonin", "--skip", "10s", "--repeat", "--for", "0.3s")
    code, lines = simulate(*words, "--json")
    assert code == 0
    assert set(lines[0]["ports"]) == {"nonin"}  # type: ignore[call-overload]
    [about] = lines[0]["recorded"]  # type: ignore[misc]
    assert about["duration_s"] == 60.0
    assert about["numbers"] == {"pr": 60, "rr": 60, "spo2": 60}
    assert "sent" in lines[-1]


@pytest.mark.parametrize(
    ("words", "refusal", "says"),
    [
        (("--from", "nothing.hea"), BrokenFileError, "cannot be read"),
        (("--repeat",), RefusedError, "name it with --from"),
        (("--from", "TABLE", "--skip", "2h"), BrokenFileError, "skip less"),
        (("--from", "TABLE", "--scenario", "probe_off"), BrokenFileError, "brings its own"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], refusal: type[Exception], says: str
) -> None:
    with pytest.raises(refusal, match=says):
        simulate(*(table(tmp_path) if word == "TABLE" else word for word in words))
