from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.errors import BrokenFileError
from bedside.simulation import bidmc_file, pulses, recorded_play, scenario
from bedside.simulation.recorded_patient import RecordedPatient
from bedside.vitals.parameters import Parameter
from tests.helpers.recordings import FOLDER

P = Parameter
HEAD = "Time [s], HR, PULSE, RESP, SpO2\n"


def table(folder: Path, rows: str, head: str = HEAD) -> Path:
    file = folder / "bidmc_77_Numerics.csv"
    file.write_text(head + rows)
    return file


def test_names_lose_their_blanks_and_missing_is_nan_or_nothing(tmp_path: Path) -> None:
    found = bidmc_file.read(table(tmp_path, "0,94,93,25,97\n1,94,NaN,0,NaN\n2,94,,NaN,\n3,92,93,26,96\n"))
    assert [found.numbers[P.PR].at(t) for t in range(4)] == [93, None, None, 93]
    assert [found.numbers[P.SPO2].at(t) for t in range(4)] == [97, None, None, 96]
    assert [found.numbers[P.RR].at(t) for t in range(4)] == [25, 0, None, 26]
    assert (found.title, found.duration_s) == ("bidmc_77", 4.0)


def test_the_heart_rate_never_stands_in_for_the_pulse(tmp_path: Path) -> None:
    vitals = RecordedPatient(bidmc_file.read(table(tmp_path, "0,94,NaN,25,97\n1,94,NaN,25,97\n"))).at(0.5)
    assert (vitals.probe_on, vitals.pr) == (True, None)


@pytest.mark.parametrize("name", ["bidmc_77_Pleth125Hz.csv.gz", "bidmc_77_Pleth125Hz.csv"])
def test_the_pleth_beside_the_numbers_is_read(tmp_path: Path, name: str) -> None:
    text = "PLETH\n" + "".join(f"{0.5 + 0.4 * np.sin(n / 15):.5f}\n" for n in range(500))
    (tmp_path / name).write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    wave = bidmc_file.read(table(tmp_path, "0,94,93,25,97\n1,94,93,25,97\n")).waves[P.PLETH]
    assert (wave.rate_hz, len(wave.y)) == (125.0, 500)


def test_the_signals_beside_the_numbers_give_pleth_breathing_and_ecg(tmp_path: Path) -> None:
    rows = "".join(f"{n / 125},{n % 5 / 5},{n % 100 / 100},0.1,0.2,0.75\n" for n in range(500))
    (tmp_path / "bidmc_77_Signals.csv").write_text("Time [s], RESP, PLETH, V, AVR, II\n" + rows)
    waves = bidmc_file.read(table(tmp_path, "0,94,93,25,97\n")).waves
    assert set(waves) == {P.PLETH, P.WAVE_RESP, P.WAVE_ECG}
    assert waves[P.PLETH].rate_hz == pytest.approx(125.0)
    assert waves[P.WAVE_ECG].at(1.0) == pytest.approx(0.1), "the first lead in the file"


BROKEN = {
    "0,94,ninety,25,97\n": "line 2: PULSE is 'ninety', which is no number",
    "0,94,93,25,97\n1,94\n": "line 3: 2 values where the first line names 5",
    "0,94,93,25,97\n0,94,93,25,97\n": "line 3: the time '0' does not come after",
    "NaN,94,93,25,97\n": "line 2: the time 'NaN'",
    "0,94,93,25,97\n1e12,94,93,25,97\n": "cut a piece out of it",
    "": "has no rows",
    "9" * 10_000: "line 2: the line does not end",
}


@pytest.mark.parametrize(("rows", "words"), BROKEN.items(), ids=list(BROKEN.values()))
def test_a_broken_table_is_refused_with_its_line(tmp_path: Path, rows: str, words: str) -> None:
    file = table(tmp_path, rows)
    with pytest.raises(BrokenFileError) as refusal:
        bidmc_file.read(file)
    assert words in str(refusal.value)
    assert str(file) in str(refusal.value)


@pytest.mark.parametrize("head", ["a,b\n", "\x00\x01\n", "Time [s], HR\n", '"\n'])
def test_a_table_of_something_else_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(BrokenFileError, match="choose a"):
        bidmc_file.read(table(tmp_path, "0,1\n", head))


@pytest.mark.parametrize("data", [b"no gzip at all", gzip.compress(b"0.5\n" * 5000, mtime=0)[:60], b""])
def test_a_pleth_that_is_cut_off_is_refused_or_empty(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "bidmc_77_Pleth125Hz.csv.gz"
    file.write_bytes(data)
    numbers = table(tmp_path, "0,94,93,25,97\n")
    if data:
        with pytest.raises(BrokenFileError, match="copy it again"):
            bidmc_file.read(numbers)
    else:
        assert not bidmc_file.read(numbers).waves


def test_a_pleth_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bidmc_file, "MOST_SAMPLES", 1000)
    monkeypatch.setattr("bedside.simulation.recording.MOST_SAMPLES", 1000)
    (tmp_path / "bidmc_77_Pleth125Hz.csv.gz").write_bytes(gzip.compress(b"1\n" * 1_000_000))
    with pytest.raises(BrokenFileError, match="cut a piece"):
        bidmc_file.read(table(tmp_path, "0,94,93,25,97\n"))


@settings(max_examples=60)
@given(data=st.binary(max_size=300))
def test_whatever_a_table_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("table") / "x_Numerics.csv"
    file.write_bytes(HEAD.encode() + data)
    try:
        RecordedPatient(bidmc_file.read(file)).at(0.5)
    except BrokenFileError as refusal:
        assert str(file) in str(refusal)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x.edf", "is no recording"),
        ("x.dat", "give the .hea"),
        ("x.csv", "cannot be read"),
        ("x.hea", "cannot be read"),
    ],
)
def test_a_name_that_is_no_recording_says_what_is(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(BrokenFileError, match=words):
        recorded_play.load(str(tmp_path / name), tmp_path / "no.sqlite")


def test_a_scenario_may_spoil_the_line_of_a_recorded_patient_but_not_change_it(tmp_path: Path) -> None:
    source, store = str(table(tmp_path, "0,94,93,25,97\n1,94,93,25,97\n")), tmp_path / "no.sqlite"
    pulled = recorded_play.play(source, store, scenario.load("cable_pull"), repeat=True, skip_s=0.0)
    assert pulled.repeat_s == 600.0
    assert pulled.patient(1).at(1.5).spo2 == 97
    with pytest.raises(BrokenFileError, match="brings its own"):
        recorded_play.play(source, store, scenario.load("desaturation"), repeat=False, skip_s=0.0)
    with pytest.raises(BrokenFileError, match="skip less"):
        recorded_play.play(source, store, scenario.load("rest"), repeat=False, skip_s=5.0)


def real() -> list[Path]:
    return sorted((FOLDER / "bidmc").glob("*_Numerics.csv"))


@pytest.mark.skipif(not real(), reason="the recordings are not beside this checkout")
@pytest.mark.parametrize("file", real(), ids=lambda file: file.stem)
def test_a_real_patient_is_played_as_recorded(file: Path) -> None:
    found = bidmc_file.read(file)
    patient = RecordedPatient(found)
    rows = [line.split(",") for line in file.read_text().splitlines()[1:]]
    assert found.duration_s == pytest.approx(481.0)
    for row in rows[:480]:
        vitals = patient.at(float(row[0]) + 0.5)
        told = [None if cell in ("NaN", "") else float(cell) for cell in (row[2], row[4])]
        assert [vitals.pr, vitals.spo2] == told
        assert vitals.probe_on == (told != [None, None])


@pytest.mark.skipif(not real(), reason="the recordings are not beside this checkout")
@pytest.mark.parametrize("number", ["01", "19", "22", "48"])
def test_the_pulses_of_a_real_pleth_come_at_the_monitors_rate(number: str) -> None:
    found = bidmc_file.read(FOLDER / "bidmc" / f"bidmc_{number}_Numerics.csv")
    counted = pulses.counted_rate(pulses.find_pulses(found.waves[P.PLETH]), 480.0)
    pairs = [(found.numbers[P.PR].at(t), counted.at(t)) for t in range(10, 480)]
    apart = [abs(told - own) for told, own in pairs if told is not None and own is not None]
    assert len(apart) > 370
    assert float(np.median(apart)) < 2.0
