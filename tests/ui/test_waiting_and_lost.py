"""What a bed says when a device is gone, when its session has ended, and when the cuff may not start."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import Age, NumericState
from bedside.ui.bed_tile import tile_words
from bedside.ui.formats import DASHES
from bedside.ui.lost_device import first_clause, lost_cuff, lost_wave
from bedside.ui.panels.note import NotePanel
from bedside.ui.sketch import Sketch, wrapped
from bedside.ui.theme import Theme
from bedside.vitals.commands import EndSession
from bedside.vitals.parameters import Parameter
from tests.helpers.updates import bed, reyes
from tests.helpers.windows import RESTS, WAITS, feed, open_window, unplugged, waiting


def test_a_gone_device_says_what_when_and_what_to_do() -> None:
    said = lost_wave(unplugged(reyes()))
    assert said == (
        "/dev/ttyUSB0 was unplugged (10:25:24, 2:48 ago): plug the cable in again, bedside goes on by itself."
    )
    assert first_clause(said) == "/dev/ttyUSB0 was unplugged (10:25:24, 2:48 ago)"


def test_a_long_port_name_keeps_its_two_ends() -> None:
    update = unplugged(reyes())
    row = update.devices[0]
    port = "/dev/serial/by-id/usb-Prolific_Technology_Inc._USB-Serial-if00-port0"
    long = replace(row, sentence=row.sentence.replace("/dev/ttyUSB0", port))
    said = lost_wave(replace(update, devices=(long,)))
    assert said.startswith("/dev/ser…") and "was unplugged (10:25:24" in said


def test_a_gone_cuff_leaves_the_wave_and_speaks_where_the_cuff_stands() -> None:
    update = unplugged(bed(2), Parameter.NIBP_SYS)
    assert lost_wave(update) == ""
    assert "unplugged" in lost_cuff(update)
    words = tile_words(update, (True, True))
    assert words.lost == "" and "unplugged" in words.cuff


@pytest.mark.parametrize("parameter", (Parameter.PI, Parameter.RR))
def test_a_small_number_that_is_old_says_how_old_and_is_dashes_in_the_end(parameter: Parameter) -> None:
    update = bed(2)
    now = NumericState(parameter=parameter, value=12.0, t=update.now - 20.0, age=Age.VALID)
    shown = []
    for age in (Age.VALID, Age.FADED, Age.STRUCK, Age.GONE, Age.NONE):
        numerics = {**update.numerics, parameter: replace(now, age=age)}
        words = tile_words(replace(update, numerics=numerics), (True, True))
        (row,) = (
            row for row in words.small if row[0] == ("RR" if parameter is Parameter.RR else "Perfusion")
        )
        shown.append((row[1].split()[0], row[2] != "", row[3]))
    role, value = ("rr", "12") if parameter is Parameter.RR else ("spo2", "12.0")
    old, gone = (value, True, "text3"), (DASHES, False, "text3")
    assert shown == [(value, True, role), old, old, gone, gone]


@pytest.mark.parametrize(("width", "scale"), ((454.0, 1.0), (454.0, 0.7)))
def test_the_sentence_fits_three_lines_of_a_compact_tile(look: Theme, width: float, scale: float) -> None:
    pixmap = QPixmap(600, 300)
    painter = QPainter(pixmap)
    sketch = Sketch(painter, look, scale)
    room = width - 16 - 32 - 28
    for sentence in (lost_wave(unplugged(reyes())), WAITS):
        lines = wrapped(sketch, sentence, "label.medium", room, 3)
        assert len(lines) <= 3
        assert all(sketch.width(line, "label.medium") <= room for line in lines)
    painter.end()


def test_the_bed_screen_says_it_in_the_place_of_the_wave(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1366, 768))
    feed(window, reyes())
    sweep = window.bed_screen.pleth.sweep
    feed(window, unplugged(reyes()))
    with_words = sweep.image.copy()
    assert window.bed_screen.pleth.lost.startswith("/dev/ttyUSB0 was unplugged")
    window.resize(1300, 760)
    feed(window, unplugged(reyes()))
    assert with_words != sweep.image
    feed(window, reyes())
    assert window.bed_screen.pleth.lost == ""


@pytest.mark.parametrize("size", ((1920, 1080), (1024, 640)))
def test_a_bed_that_waits_says_so_and_offers_the_next_patient(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    window = open_window(qtbot, look, size)
    update = waiting(2, reyes().station_now)
    feed(window, reyes(), update)
    slot = window.station_screen.slots[2]
    assert slot.words is not None and slot.words.name == "No session" and slot.words.lost == WAITS
    assert WAITS in slot.accessibleDescription()
    with qtbot.waitSignal(window.command) as sent:
        slot.next_key.click()
    assert isinstance(sent.args[0], EndSession) and sent.args[0].next_patient and sent.args[0].bed == 2
    window.open_bed(2)
    feed(window, reyes(), update)
    assert WAITS in window.bed_screen.header.accessibleDescription()
    keys = window.bed_screen.keys
    assert keys is not None
    key = keys.keys["end"]
    assert key.accessibleName() == "Next patient" and key.isEnabled()
    with qtbot.waitSignal(window.command) as sent:
        key.click()
    assert isinstance(sent.args[0], EndSession) and sent.args[0].next_patient
    feed(window, reyes())
    window.open_bed(3)
    feed(window, reyes())
    assert key.accessibleName() == "End session"
    assert slot.next_key.isHidden() or not slot.isVisible()


@pytest.mark.parametrize("size", ((1920, 1080), (1024, 640), (640, 400)))
def test_why_the_cuff_may_not_start_is_readable_to_its_first_clause(
    qtbot: QtBot, look: Theme, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    before = Sketch.text

    def text(self, x, baseline, words, token, role, **more):
        room = more.get("room")
        if room is None or self.width(words, token) <= room + 1:
            written.append(words)
        return before(self, x, baseline, words, token, role, **more)

    window = open_window(qtbot, look, size)
    update = reyes()
    assert update.nibp is not None
    refused = replace(update, nibp=replace(update.nibp, refusal=RESTS))
    feed(window, refused)
    monkeypatch.setattr(Sketch, "text", text)
    window.bed_screen.nibp.grab()
    assert any(words.startswith("Next start in 42 s") for words in written)
    assert window.bed_screen.nibp.toolTip() == RESTS
    assert RESTS in window.bed_screen.nibp.accessibleDescription()


def test_a_typed_note_survives_esc_another_panel_and_another_session(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())

    def note() -> NotePanel:
        window.open_panel("note")
        panel = window.desk.panel
        assert isinstance(panel, NotePanel)
        return panel

    panel = note()
    qtbot.keyClicks(panel.edit, "eyes closed, calm")
    qtbot.keyClick(panel.edit, Qt.Key.Key_Escape)
    assert window.desk.panel is None
    assert note().edit.toPlainText() == "eyes closed, calm"
    window.open_panel("event")
    assert note().edit.toPlainText() == "eyes closed, calm"
    session = reyes().session
    assert session is not None
    other = replace(reyes(), session=replace(session, id="another"))
    window.desk.close()
    feed(window, other)
    assert note().edit.toPlainText() == ""
    window.desk.close()
    feed(window, reyes())
    panel = note()
    with qtbot.waitSignal(window.command):
        panel.save_key.click()
    assert note().edit.toPlainText() == ""


def test_the_list_of_entries_carries_its_name(
    look: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    before = Sketch.text
    monkeypatch.setattr(
        Sketch,
        "text",
        lambda self, x, y, words, *a, **k: written.append(words) or before(self, x, y, words, *a, **k),
    )
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    window.bed_screen.last.grab()
    assert "Last entries" in written
    assert QRectF(window.bed_screen.last.rect()).height() > 80
