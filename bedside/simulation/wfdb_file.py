"""Reads WFDB records: a .hea file and the signal files it names, in one piece or in several segments.

    numbers   signals called SpO2, PULSE, RESP, … of a slow record; 0 and an invalid sample are missing (MIMIC II)
    cuff      NBPSys, NBPDias, NBPMean: each stands until the next one; a change is a reading
    waves     PLETH, RESP and an ECG lead in mV of a faster record; an invalid sample is missing

Nothing is held in memory but the columns that are played, and no size is believed before the file has it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.errors import BrokenFileError
from bedside.simulation import recording
from bedside.simulation.recording import Numbers, Recording, Samples
from bedside.simulation.wfdb_layout import Format, Header, Signal, format_of, plain, read_header
from bedside.vitals.parameters import Parameter

_SLOW_HZ: Final = 2.0  # up to this a record holds numbers
_PIECE_SAMPLES: Final = 1 << 20  # decoded at a time
_MOST_UNITS: Final = 1e9  # nothing a monitor measures is larger in its unit

Column = NDArray[np.float32]
Chosen = Mapping[Parameter, str]  # the signal's name of each


def read(file: Path) -> Recording:
    """A record.

    Args:
        file: its .hea file.

    Raises:
        BrokenFileError: it cannot be read or holds nothing that can be played; says where and what to do.
    """
    header = read_header(file)
    parts = _parts(header)
    slow = header.rate_hz <= _SLOW_HZ
    chosen = _chosen([part for part, _, _ in parts if part is not None], slow)
    if not chosen:
        raise BrokenFileError(
            f"{file} holds no SpO2, PULSE, RESP, NBP or PLETH: choose a record with values of an oximeter or a cuff."
        )
    frames = sum(count for _, _, count in parts)
    recording.check_length(file, frames / header.rate_hz)
    columns: dict[Parameter, Column] = {}
    per_frame: dict[Parameter, int] = {}
    for part, first, count in parts:
        if part is None:
            continue
        for name in dict.fromkeys(signal.file for signal in part.signals):
            group = [signal for signal in part.signals if signal.file == name]
            for parameter, (each, values) in _group(part, group, chosen, count).items():
                wide = per_frame.setdefault(parameter, each)
                if wide != each:
                    raise BrokenFileError(
                        f"{part.file}: {chosen[parameter]} has another rate than in the segments before: play the "
                        "segments one by one."
                    )
                if parameter not in columns:
                    recording.check_length(file, frames / header.rate_hz, frames * wide)
                    columns[parameter] = np.full(frames * wide, np.nan, dtype=np.float32)
                columns[parameter][first * wide : first * wide + len(values)] = values
    return _made(file, header.rate_hz, frames, columns, per_frame)


def _parts(header: Header) -> list[tuple[Header | None, int, int]]:
    """Each segment's header (None: a gap), its first frame and its number of frames."""
    if not header.segments:
        return [(header, 0, _frames(header))]
    parts: list[tuple[Header | None, int, int]] = []
    first = 0
    for name, count in header.segments:
        if count < 0:
            raise BrokenFileError(f"{header.file}: segment {name} has a negative length: copy it again.")
        recording.check_length(header.file, (first + count) / header.rate_hz if first + count else 1.0)
        if name == "~":
            parts.append((None, first, count))
        elif count:  # one of length 0 only describes the signals
            part = read_header(header.file.with_name(f"{plain(header.file, name)}.hea"))
            if part.segments or part.rate_hz != header.rate_hz:
                raise BrokenFileError(
                    f"{part.file} is no segment of {header.file.name}: its rate differs or it has segments itself; "
                    "copy the record again."
                )
            parts.append((part, first, count))
        first += count
    return parts


def _frames(header: Header) -> int:
    """How long a record is, by what it says or by its first file."""
    if header.frames is not None:
        return header.frames
    first = next((signal for signal in header.signals if signal.file != "~"), None)
    if first is None:
        return 0
    group = [signal for signal in header.signals if signal.file == first.file]
    form = format_of(header.file, first.format)
    size = max(0, _size(header, first.file) - first.offset)
    return size * 8 // (form.bytes_of(8) * sum(signal.per_frame for signal in group))


def _chosen(parts: list[Header], slow: bool) -> Chosen:
    """Which signal is played as what: the first of its kind."""
    chosen: dict[Parameter, str] = {}
    for part in parts:
        for signal in part.signals:
            number, wave = recording.number_of(signal.name), recording.wave_of(signal.name)
            meant = number if slow or (number is not None and number is not Parameter.RR) else wave
            if meant is Parameter.WAVE_ECG and signal.unit.lower() != "mv":
                continue
            if meant is not None and signal.file != "~":
                chosen.setdefault(meant, signal.name)
    return chosen


def _group(
    header: Header, group: list[Signal], chosen: Chosen, frames: int
) -> dict[Parameter, tuple[int, Column]]:
    """Samples per frame and values of the chosen signals that lie together in one file."""
    wanted = {name: parameter for parameter, name in chosen.items()}
    if group[0].file == "~" or not any(signal.name in wanted for signal in group):
        return {}
    if len({signal.format for signal in group}) > 1:
        raise BrokenFileError(f"{header.file} gives {group[0].file} several formats: copy the record again.")
    form, wide = format_of(header.file, group[0].format), sum(signal.per_frame for signal in group)
    need, size = group[0].offset + form.bytes_of(frames * wide), _size(header, group[0].file)
    if size < need:
        raise BrokenFileError(
            f"{header.file.with_name(group[0].file)} ends after {size} of {need} bytes: it was cut off; copy it again."
        )
    raw = _decoded(header, group, form, frames, [signal.name in wanted for signal in group])
    found: dict[Parameter, tuple[int, Column]] = {}
    for signal, column in zip(group, raw, strict=True):
        parameter = wanted.get(signal.name)
        if column is not None and parameter is not None and parameter not in found:
            skew = min(signal.skew * signal.per_frame, len(column))
            found[parameter] = signal.per_frame, column[skew:]
    return found


def _decoded(
    header: Header, group: list[Signal], form: Format, frames: int, wanted: list[bool]
) -> list[Column | None]:
    """The wanted signals of a file in their units, NaN where a sample is invalid."""
    wide = sum(signal.per_frame for signal in group)
    columns: list[Column | None] = [
        np.full(frames * signal.per_frame, np.nan, dtype=np.float32) if want else None
        for signal, want in zip(group, wanted, strict=True)
    ]
    step = max(2, _PIECE_SAMPLES // wide // 2 * 2)  # even: samples of format 212 lie in pairs
    try:
        with header.file.with_name(group[0].file).open("rb") as stream:
            stream.seek(group[0].offset)
            for first in range(0, frames, step):
                count = min(step, frames - first)
                data = stream.read(form.bytes_of(count * wide))
                if len(data) < form.bytes_of(count * wide):
                    raise BrokenFileError(
                        f"{header.file.with_name(group[0].file)} became shorter while it was read: try again."
                    )
                samples = form.decode(data, count * wide).reshape(count, wide)
                left = 0
                for signal, column in zip(group, columns, strict=True):
                    if column is not None:
                        own = samples[:, left : left + signal.per_frame].reshape(-1)
                        values = (own.astype(np.float64) - signal.baseline) / signal.gain
                        values[(own == form.invalid) | (np.abs(values) > _MOST_UNITS)] = math.nan
                        begin = first * signal.per_frame
                        column[begin : begin + len(own)] = values
                    left += signal.per_frame
    except OSError as error:
        raise BrokenFileError(
            f"{header.file.with_name(group[0].file)} cannot be read ({error.strerror}): check the path."
        ) from error
    return columns


def _size(header: Header, name: str) -> int:
    """Bytes of a file beside the header."""
    file = header.file.with_name(plain(header.file, name))
    if not file.is_file():
        raise BrokenFileError(
            f"{header.file} needs {name}, which is not beside it: put it into the same folder."
        )
    return file.stat().st_size


def _made(
    file: Path,
    rate_hz: float,
    frames: int,
    columns: Mapping[Parameter, Column],
    per_frame: Mapping[Parameter, int],
) -> Recording:
    numbers: dict[Parameter, Numbers] = {}
    waves: dict[Parameter, Samples] = {}
    cuff: dict[Parameter, list[float]] = {}
    times = [frame / rate_hz for frame in range(0, frames, _thin(rate_hz))]
    for parameter, column in columns.items():
        rate = rate_hz * per_frame[parameter]
        if parameter in (Parameter.PLETH, Parameter.WAVE_RESP):
            waves[parameter] = Samples(rate_hz=rate, y=column).scaled()
            continue
        if parameter is Parameter.WAVE_ECG:
            waves[parameter] = Samples(rate_hz=rate, y=column)
            continue
        thinned = column[:: per_frame[parameter] * _thin(rate_hz)].astype(np.float64)
        # steps of a tenth come back as they were; 0 is no value
        values = np.where(thinned == 0, math.nan, np.round(thinned, 3)).tolist()
        if parameter in (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP):
            cuff[parameter] = values
        else:
            numbers[parameter] = Numbers(parameter, times, values)
    return Recording(
        title=file.stem,
        duration_s=frames / rate_hz,
        numbers=numbers,
        waves=waves,
        determinations=recording.changed(times, cuff),
    )


def _thin(rate_hz: float) -> int:
    """Every how many-th frame of a number is taken, so that there is about one a second."""
    return max(1, round(rate_hz)) if rate_hz > _SLOW_HZ else 1
