"""What doctor and raw view say of a row beside its sentence: who it is, its numbers, what to check. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from bedside.ui import device_words, formats
from bedside.ui.device_tried import grouped
from bedside.ui.device_words import Row
from bedside.ui.spoken import decimal
from bedside.vitals.devices import DeviceRow, LinkState, PortSearch
from bedside.vitals.parameters import Parameter


def _tr(text: str) -> str:
    return QCoreApplication.translate("device_facts", text)


def advice_of(row: DeviceRow) -> str:
    """What to check; "" = nothing is wrong with the line."""
    if row.loss is not None and device_words.lossy(row):
        return _tr(
            "{loss} % of the bytes of the last minute had to be thrown away: check the plugs, the adapter and the "
            "length of the cable."
        ).format(loss=decimal(100 * row.loss, 1))
    if row.state is LinkState.GARBLED:
        return _tr(
            "Compare speed and output format in the device's menu with {line}; a loose plug does the same."
        ).format(line=row.line)
    return ""


def counts_of(row: DeviceRow) -> str:
    """Name and parameters, rates, counts, and the file of a running capture, on a line each."""
    counters = row.counters
    names = ", ".join(dict.fromkeys(formats.short_name(parameter) for parameter in row.parameters))
    called = row.title if row.identity in ("", row.title) else f"{row.identity}, {row.title}"
    rates = (
        (row.frames_per_s, _tr("{n} frames/s")),
        (None if row.loss is None else 100 * row.loss, _tr("{n} % lost")),
        (row.delay_s, _tr("{n} s behind")),
    )
    said = [
        _tr("{device}: measures {parameters}.").format(device=called, parameters=names),
        "" if device_words.short_port(row.port) == row.port else _tr("Port {port}.").format(port=row.port),
        ", ".join(words.format(n=decimal(value, 2)) for value, words in rates if value is not None),
        _tr("{bytes} bytes received, {frames} whole frames, {bad} pieces thrown away.").format(
            bytes=grouped(counters.bytes_in),
            frames=grouped(counters.frames),
            bad=grouped(counters.bad_frames),
        ),
        _tr("Every byte is kept in {file}.").format(file=row.capture) if row.capture else "",
    ]
    return "\n".join(line for line in said if line)


def arms_of(row: DeviceRow, devices: Sequence[DeviceRow]) -> str:
    """Where to say on which arms cuff and probe are, of a device whose bed has both (ALM-57); "" = it has not."""
    both = {Parameter.SPO2, Parameter.NIBP_SYS}
    there = [each for each in devices if each.bed == row.bed and each.state is not LinkState.DETACHED]
    measured = {parameter for each in there for parameter in each.parameters}
    if not both <= measured or both.isdisjoint(row.parameters):
        return ""
    return _tr(
        "Bed {bed} has an oximeter and a cuff: put them on two arms where you can, and say which "
        "on the session's baseline page."
    ).format(bed=row.bed)


def stream_of(row: Row) -> str:
    """Whose bytes stand in the raw view: the port and how it is read, who sends, how fast, and the file they go to."""
    if isinstance(row, PortSearch):
        return _tr("{port} · the first bytes at each line setting").format(
            port=device_words.short_port(row.port)
        )
    port = device_words.short_port(device_words.port_of(row))
    parts = [f"{port} · {row.title}"]
    if row.line:
        parts[0] = _tr("{port} at {line}").format(port=port, line=row.line)
        parts.append(row.title)
    if row.frames_per_s is not None:
        parts.append(
            _tr("{n} frames/s").format(n=decimal(row.frames_per_s, 0 if row.frames_per_s >= 10 else 1))
        )
    if row.capture:
        parts.insert(0, _tr("kept in {file}").format(file=row.capture))
    return " · ".join(parts)
