from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.errors import BrokenFileError
from bedside.simulation import wfdb_file
from bedside.simulation.wfdb_layout import format_of
from bedside.vitals.parameters import Parameter
from tests.helpers.recordings import FOLDER

P = Parameter
FORMATS = {16: 16, 24: 24, 32: 32, 61: 16, 80: 8, 160: 16, 212: 12}  # and bits of a sample
MINUTES = "{name} 4 0.0166666666667/125 {n} 31:25.894 10/10/2896\n"


def encoded(form: int, samples: list[int]) -> bytes:
    """Samples as the format's description lays them out."""
    match form:
        case 16:
            return b"".join(each.to_bytes(2, "little", signed=True) for each in samples)
        case 61:
            return b"".join(each.to_bytes(2, "big", signed=True) for each in samples)
        case 24 | 32:
            return b"".join(each.to_bytes(form // 8, "little", signed=True) for each in samples)
        case 80:
            return bytes(each + 128 for each in samples)
        case 160:
            return b"".join((each + 32768).to_bytes(2, "little") for each in samples)
    out = bytearray()
    for first, second in zip(samples[::2], samples[1::2], strict=False):
        a, b = first & 0xFFF, second & 0xFFF
        out += bytes((a & 0xFF, a >> 8 | b >> 8 << 4, b & 0xFF))
    if len(samples) % 2:
        out += bytes((samples[-1] & 0xFF, samples[-1] >> 8 & 0x0F))
    return bytes(out)


def record(folder: Path, head: str, data: bytes = b"", name: str = "r") -> Path:
    (folder / f"{name}.dat").write_bytes(data)
    header = folder / f"{name}.hea"
    header.write_text(head)
    return header


def numerics(folder: Path, rows: list[tuple[int, int, int, int]]) -> Path:
    """PULSE in tenths, SpO2 in tenths, a systolic and a diastolic pressure, once a minute."""
    head = MINUTES.format(name="r", n=len(rows))
    head += "r.dat 16 10/bpm 16 0 0 0 0 PULSE\nr.dat 16 10/% 16 0 0 0 0 SpO2\n"
    head += "r.dat 16 1/mmHg 16 0 0 0 0 NBPSys\nr.dat 16 1/mmHg 16 0 0 0 0 NBPDias\n# <age>: 60\n"
    return record(folder, head, encoded(16, [value for row in rows for value in row]))


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=40)
@given(data=st.data())
def test_every_format_gives_back_its_samples(form: int, data: st.DataObject) -> None:
    most = (1 << FORMATS[form] - 1) - 1
    samples = data.draw(st.lists(st.integers(-most - 1, most), min_size=1, max_size=50))
    layout, raw = format_of(Path("x.hea"), form), encoded(form, samples)
    assert len(raw) == layout.bytes_of(len(samples))
    assert layout.decode(raw, len(samples)).tolist() == samples
    assert layout.invalid == -most - 1


def test_numbers_once_a_minute_with_zero_and_invalid_as_missing(tmp_path: Path) -> None:
    none = -32768
    file = numerics(
        tmp_path,
        [(720, 975, none, none), (0, 0, 120, 70), (730, 980, 120, 70), (735, none, 131, 74)],
    )
    found = wfdb_file.read(file)
    assert found.duration_s == 240.0
    pr, spo2 = found.numbers[P.PR], found.numbers[P.SPO2]
    assert [pr.at(t * 60.0) for t in range(4)] == [72.0, None, 73.0, 73.5]
    assert [spo2.at(t * 60.0) for t in range(4)] == [97.5, None, 98.0, None]
    assert [(d.t, d.sys, d.dia) for d in found.determinations] == [(60.0, 120.0, 70.0), (180.0, 131.0, 74.0)]


def test_waves_with_gain_baseline_and_several_samples_in_a_frame(tmp_path: Path) -> None:
    # each frame: one sample of the breathing, two of the ECG lead (200 steps per mV, 0 mV at 100), one of the pleth
    rows = [(n % 7, 100 + 20 * n % 400, 110, n % 50) for n in range(500)]
    head = "r 3 62.5 500\nr.dat 212 10/NU 12 0 0 0 0 RESP\nr.dat 212x2 200(100)/mV 12 0 0 0 0 II\n"
    head += "r.dat 212 50/NU 12 0 0 0 0 PLETH\n"
    found = wfdb_file.read(record(tmp_path, head, encoded(212, [v for row in rows for v in row])))
    assert {p: w.rate_hz for p, w in found.waves.items()} == {
        P.WAVE_RESP: 62.5,
        P.WAVE_ECG: 125.0,
        P.PLETH: 62.5,
    }
    ecg = found.waves[P.WAVE_ECG].y
    assert ecg[:4].tolist() == pytest.approx([0.0, 0.05, 0.1, 0.05])
    pleth = found.waves[P.PLETH].y
    assert np.corrcoef(pleth, [row[3] for row in rows])[0, 1] > 0.999
    assert found.duration_s == 8.0


def test_an_invalid_sample_of_a_wave_is_missing(tmp_path: Path) -> None:
    samples = [100, 200, -2048, 300] * 50
    file = record(tmp_path, "r 1 100 200\nr.dat 212 100/NU 12 0 0 0 0 PLETH\n", encoded(212, samples))
    y = wfdb_file.read(file).waves[P.PLETH].y
    assert [bool(math.isnan(v)) for v in y[:5]] == [False, False, True, False, False]


def test_a_header_without_a_length_takes_what_the_file_has(tmp_path: Path) -> None:
    file = record(tmp_path, "r 1 100\nr.dat 80 100/NU 8 0 0 0 0 PLETH\n", encoded(80, list(range(100)) * 3))
    assert wfdb_file.read(file).duration_s == 3.0


def test_segments_are_laid_end_to_end_with_their_gaps(tmp_path: Path) -> None:
    wave = [round(100 * math.sin(n / 8)) for n in range(200)]
    for name in ("a", "b"):
        head = f"{name} 1 100 200\n{name}.dat 16 100/NU 16 0 0 0 0 PLETH\n"
        record(tmp_path, head, encoded(16, wave), name)
    record(tmp_path, "layout 1 100 0\n~ 0 100/NU 16 0 0 0 0 PLETH\n", name="layout")
    file = tmp_path / "whole.hea"
    file.write_text("whole/4 1 100 500\nlayout 0\na 200\n~ 100\nb 200\n")
    found = wfdb_file.read(file)
    y = found.waves[P.PLETH].y
    assert (found.duration_s, len(y)) == (5.0, 500)
    assert np.isnan(y).nonzero()[0].tolist() == list(range(200, 300))
    assert y[:200] == pytest.approx(y[300:])


BROKEN = {
    "": "is empty",
    "r\n": "line 1: the number of signals is ''",
    "r 1 ninety 5\nr.dat 16\n": "line 1: the sampling frequency is 'ninety'",
    "r 1 0 5\nr.dat 16\n": "is no sampling frequency",
    "r 1 125 many\nr.dat 16\n": "line 1: the number of samples is 'many'",
    "r 2 125 5\nr.dat 16 100/NU 16 0 0 0 0 PLETH\n": "has 2 signals or segments",
    "r 99999999999 125 5\n": "not a whole number of up to 256",
    "r 1 125 5\nr.dat sixteen\n": "line 2: no signal format",
    "r 1 125 5\nr.dat 16 much/NU 16 0 0 0 0 PLETH\n": "line 2: 'much/NU' is no gain",
    "r 1 125 5\nr.dat 310 100/NU 16 0 0 0 0 PLETH\n": "signal format 310 is not read here",
    "r 1 125 5\n../r.dat 16 100/NU 16 0 0 0 0 PLETH\n": "no plain file name",
    "r 1 125 5\n/etc/passwd 16 100/NU 16 0 0 0 0 PLETH\n": "no plain file name",
    "r 1 125 5\nother.dat 16 100/NU 16 0 0 0 0 PLETH\n": "put it into the same folder",
    "r 1 125 5\nr.dat 16 100/NU 16 0 0 0 0 HR\n": "holds no SpO2, PULSE",
    "r 1 125 100\nr.dat 16 100/NU 16 0 0 0 0 PLETH\n": "ends after 20 of 200 bytes",
    "r 1 125 100\nr.dat 16x9999 100/NU 16 0 0 0 0 PLETH\n": "samples in a frame are too many",
    "r 1 125 999999999999999999\nr.dat 16 100/NU 16 0 0 0 0 PLETH\n": "cut a piece",
    "r 1 125 -7\nr.dat 16 100/NU 16 0 0 0 0 PLETH\n": "is empty",
    "r 1 0.01 99999999999\nr.dat 16 10/% 16 0 0 0 0 SpO2\n": "cut a piece",
    "r 1 125 5\nr.dat 16+999999999999 100/NU 16 0 0 0 0 PLETH\n": "it was cut off",
    "r/2 1 125 9\nr 5\nr 4\n": "is no segment",
    "r/99999999 1 125 9\n": "the number of segments",
    "r/1 1 125 9\nnot_there 9\n": "cannot be read",
    "r/1 1 125 9\na -9\n": "negative length",
    "x" * 5000: "the line does not end",
}


@pytest.mark.parametrize(("head", "words"), BROKEN.items(), ids=list(BROKEN.values()))
def test_a_broken_record_is_refused_in_a_sentence_that_names_the_file(
    tmp_path: Path, head: str, words: str
) -> None:
    file = record(tmp_path, head, bytes(20))
    with pytest.raises(BrokenFileError) as refusal:
        wfdb_file.read(file)
    assert words in str(refusal.value)
    assert str(tmp_path) in str(refusal.value)
    assert str(refusal.value).endswith(".")


WORDS = (
    "r / 3 1 125 0.01 -1 1e400 nan 212 16x2 r.dat 10/% 200(5)/mV 0 SpO2 PLETH NBPSys ~ 99999999999999999999 #"
)


@settings(max_examples=60)
@given(
    words=st.lists(st.sampled_from([*WORDS.split(), "\n", "\n", "\n"]), max_size=40),
    data=st.binary(max_size=200),
)
def test_whatever_a_header_says_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("header")
    file = record(folder, "r 2 125\n" + " ".join(words), data)
    try:
        wfdb_file.read(file)
    except BrokenFileError as refusal:
        assert str(refusal).endswith(".")


def real(name: str) -> Path:
    if not (FOLDER / name).exists():
        pytest.skip(f"the recording {name} is not beside this checkout")
    return FOLDER / name


def test_a_real_record_decodes_to_its_headers_first_values_and_checksums() -> None:
    header = real("wfdb_v102s/v102s.hea")
    raw = header.with_suffix(".dat").read_bytes()
    samples = format_of(header, 212).decode(raw, 4 * 75000).reshape(75000, 4)
    assert samples[0].tolist() == [-26, 340, -46, 339]
    sums = samples.astype(np.int64).sum(axis=0)
    assert ((sums + 32768) % 65536 - 32768).tolist() == [-9286, 2647, -11021, 12236]
    found = wfdb_file.read(header)
    assert (found.duration_s, set(found.waves)) == (300.0, {P.PLETH, P.WAVE_RESP, P.WAVE_ECG})
    assert found.waves[P.WAVE_ECG].at(0.0) == pytest.approx(-26 / 2281, abs=1e-6)


def test_real_numerics_of_a_whole_day_hold_what_their_index_says() -> None:
    [header] = real("wfdb_mimic2_numerics").glob("*.hea")
    found = wfdb_file.read(header)
    assert found.duration_s == 1936 * 60.0
    every = [t * 60.0 for t in range(1936)]
    pulse = [v for t in every if (v := found.numbers[P.PR].at(t)) is not None]
    spo2 = [v for t in every if (v := found.numbers[P.SPO2].at(t)) is not None]
    assert (round(min(pulse)), round(max(pulse))) == (47, 94)
    assert (round(min(spo2)), round(max(spo2))) == (92, 100)
    assert len(pulse) < 1936, "long stretches without the oximeter"
    assert len(found.determinations) == 152
    assert {(min(c), max(c)) for c in [[d.sys for d in found.determinations]]} == {(108.0, 167.0)}
