"""What a row of the Devices screen says: attached devices and searched ports in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.ui.spoken import decimal
from bedside.ui.spoken import spoken as spoken_sentence
from bedside.vitals.devices import DeviceRow, LinkState, PortSearch, SearchState

Row = DeviceRow | PortSearch

LOSSY: Final = 0.01  # part of the bytes thrown away from which on a working link is marked

_STATE_ICONS: Mapping[LinkState, str] = MappingProxyType(
    {
        LinkState.OPENING: "power-plug-outline",
        LinkState.WAITING: "ear-hearing",
        LinkState.MEASURING: "check",
        LinkState.SILENT: "ear-hearing",
        LinkState.GARBLED: "stethoscope",
        LinkState.GONE: "power-plug-off-outline",
        LinkState.REFUSED: "alert-outline",
        LinkState.ENDED: "check-circle-outline",
        LinkState.DETACHED: "power-plug-off-outline",
    }
)
_SEARCH_ICONS: Mapping[SearchState, str] = MappingProxyType(
    {
        SearchState.LISTENING: "ear-hearing",
        SearchState.ASKING: "ear-hearing",
        SearchState.FOUND: "power-plug-outline",
        SearchState.NOT_FOUND: "stethoscope",
    }
)
_QUIET = frozenset({LinkState.OPENING, LinkState.WAITING, LinkState.MEASURING, LinkState.ENDED})
_AWAY = frozenset({LinkState.GONE, LinkState.DETACHED})
_SEARCHING = frozenset({SearchState.LISTENING, SearchState.ASKING})
_BY_ID: Final = "/dev/serial/by-id/"
# A command in a sentence: in backticks, or from "sudo" to the end of its part of the sentence.
_COMMAND: Final = re.compile(r"`([^`]+)`|\b(sudo .+?)(?=[,;:.]\s|[.]?$)")


def _tr(text: str) -> str:
    return QCoreApplication.translate("device_words", text)


def key_of(row: Row) -> str:
    """What tells rows apart: the device's id, or "search:" and the port."""
    return row.device if isinstance(row, DeviceRow) else f"search:{row.port}"


def port_of(row: Row) -> str:
    """Where it hangs now."""
    return (row.port_now or row.port) if isinstance(row, DeviceRow) else row.port


def name_of(row: Row) -> str:
    """Who it is, as far as known."""
    if isinstance(row, DeviceRow):
        return row.identity or row.title
    return row.title if row.state is SearchState.FOUND and row.title else _tr("Not named yet")


def line_of(row: Row) -> str:
    """Protocol and line settings, or what the search does."""
    if isinstance(row, DeviceRow):
        return f"{row.title} · {row.line}" if row.line else row.title
    doing = {
        SearchState.LISTENING: _tr("listening"),
        SearchState.ASKING: _tr("asking"),
        SearchState.FOUND: _tr("found"),
        SearchState.NOT_FOUND: _tr("not found"),
    }[row.state]
    return f"{doing} · {row.line}" if row.line and row.state is not SearchState.NOT_FOUND else doing


def words_of_state(state: LinkState) -> str:
    """A state in words, where a link brings no sentence of its own."""
    return {
        LinkState.OPENING: _tr("Opening the port"),
        LinkState.WAITING: _tr("Waiting for the first whole frame"),
        LinkState.MEASURING: _tr("Measuring"),
        LinkState.SILENT: _tr("Silent: check the cable and that the device is on"),
        LinkState.GARBLED: _tr("Bytes arrive, none form a frame"),
        LinkState.GONE: _tr("Unplugged: plug it into any port"),
        LinkState.REFUSED: _tr("The port cannot be opened"),
        LinkState.ENDED: _tr("The recording is over"),
        LinkState.DETACHED: _tr("Detached"),
    }[state]


def words_of_search(state: SearchState) -> str:
    """The same of a search."""
    return {
        SearchState.LISTENING: _tr("Listening to find out what hangs here"),
        SearchState.ASKING: _tr("Asking what hangs here"),
        SearchState.FOUND: _tr("Found: choose its bed"),
        SearchState.NOT_FOUND: _tr("Nothing was recognised"),
    }[state]


def sentence_of(row: Row) -> str:
    """State of a row in one sentence."""
    if row.sentence:
        return spoken_sentence(row.sentence)
    return words_of_state(row.state) if isinstance(row, DeviceRow) else words_of_search(row.state)


def short_sentence_of(row: Row) -> str:
    """The same for the table: of a search that runs or found something a few words, the doctor says the rest."""
    if isinstance(row, DeviceRow):
        return sentence_of(row)
    if row.state is SearchState.NOT_FOUND and row.tried:
        return _tr("Bytes arrive, none form a frame") if heard_of(row) else _tr("Silent: no byte was heard")
    return sentence_of(row) if row.state is SearchState.NOT_FOUND else words_of_search(row.state)


def icon_of(row: Row) -> str:
    """Glyph of its state. Neutral: a bad link is no alarm; its alarm is in the bar."""
    if isinstance(row, DeviceRow):
        return "alert-outline" if lossy(row) else _STATE_ICONS[row.state]
    return _SEARCH_ICONS[row.state]


def lossy(row: DeviceRow) -> bool:
    """Whether a link that works loses enough to be looked at."""
    return row.state is LinkState.MEASURING and row.loss is not None and row.loss >= LOSSY


def is_away(row: Row) -> bool:
    """Whether there is no device there now."""
    return isinstance(row, DeviceRow) and row.state in _AWAY


def is_quiet(row: Row) -> bool:
    """Whether nobody has to do anything about it."""
    if isinstance(row, DeviceRow):
        return row.state in _QUIET and not lossy(row)
    return row.state in _SEARCHING


def short_port(port: str) -> str:
    """A port's name as it fits a column: "ttyUSB0", "COM3", the adapter's own part of a steady name."""
    if port.startswith(_BY_ID):
        return port.removeprefix(_BY_ID).removeprefix("usb-")
    if port.startswith("/dev/") or "://" in port:
        return port.removeprefix("/dev/")
    return port.rpartition("/")[2] or port  # a link or a file: its own name


def byte_age(last_t: float | None, station_now: float) -> str:
    """Age of the last byte: tenths under 10 s, seconds, then minutes; a dash before the first."""
    if last_t is None:
        return "–"
    age = max(0.0, station_now - last_t)
    if age < 10:
        return f"{decimal(age, 1)} s"
    return f"{decimal(age)} s" if age < 60 else f"{int(age // 60)}:{int(age % 60):02d}"


def heard_of(search: PortSearch) -> int:
    """Bytes heard on a searched port so far."""
    return sum(tried.count for tried in search.tried)


def spoken(row: Row) -> str:
    """The whole row: device, port, bed and state."""
    simulated = f", {_tr('simulated')}" if row.simulated else ""
    bed = _tr("bed {bed}").format(bed=row.bed) if isinstance(row, DeviceRow) else _tr("no bed")
    return f"{name_of(row)}{simulated}, {port_of(row)}, {bed}, {sentence_of(row)}"


def counted(rows: Sequence[Row]) -> str:
    """The rows by state: "9 known · 6 sending · 1 unnamed"; "" without any."""
    if not rows:
        return ""
    counts = [_tr("{n} known").format(n=len(rows))]
    for words, states in (
        (_tr("{n} sending"), {LinkState.MEASURING}),
        (_tr("{n} waiting"), {LinkState.OPENING, LinkState.WAITING}),
        (_tr("{n} unnamed"), {SearchState.LISTENING, SearchState.ASKING, SearchState.NOT_FOUND}),
        (_tr("{n} found"), {SearchState.FOUND}),
        (_tr("{n} silent"), {LinkState.SILENT}),
        (_tr("{n} not understood"), {LinkState.GARBLED}),
        (_tr("{n} unplugged"), {LinkState.GONE}),
        (_tr("{n} refused"), {LinkState.REFUSED}),
    ):
        n = sum(row.state in states for row in rows)
        if n:
            counts.append(words.format(n=n))
    return " · ".join(counts)


def in_parts(words: str) -> list[tuple[str, bool]]:
    """Words with commands to type in them, taken apart: (words or command, whether it is a command), in order."""
    parts: list[tuple[str, bool]] = []
    place = 0
    for found in _COMMAND.finditer(words):
        _add_words(parts, words[place : found.start()])
        parts.append(((found.group(1) or found.group(2)).strip(), True))
        place = found.end()
    _add_words(parts, words[place:])
    return parts


def _add_words(parts: list[tuple[str, bool]], words: str) -> None:
    words = words.strip(" ,;") if parts else words.strip()
    if words.strip(" .:"):
        parts.append((words[:1].upper() + words[1:], False))
