"""Answering a checklist from the keyboard: letters and digits answer, arrows go from key to key and row to row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.session.gate_row import OpenRow
from bedside.ui.session.gate_words import answer_for

_SIDE: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_DOWN: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def pressed(
    listed: Sequence[OpenRow], rows: Sequence[OpenRow], watched: QObject, event: QKeyEvent
) -> tuple[OpenRow | None, str]:
    """Move the keyboard, or say which answer was meant.

    Args:
        listed: the open rows in their order. rows: all rows with keys, also those that are asked again.
        watched: the key of a row that has the keyboard. event: what was pressed.
    Returns:
        The row the key was meant for, None where it was not meant for a row; and the answer, "" = none.
    """
    row = next((each for each in rows if isinstance(watched, QWidget) and each.isAncestorOf(watched)), None)
    if row is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return None, ""
    keys = row.shown_keys()
    at = next((n for n, key in enumerate(keys) if key is watched), 0)
    key = Qt.Key(event.key())
    if key in _SIDE:
        keys[max(0, min(len(keys) - 1, at + _SIDE[key]))].setFocus()
        return row, ""
    if key in _DOWN:
        _go(listed, row, _DOWN[key], at)
        return row, ""
    can_answer = any(not each.isHidden() for each in row.keys.values())
    answer = answer_for(row.row.item, event.text()) if can_answer else ""
    return (row, answer) if answer else (None, "")


def _go(listed: Sequence[OpenRow], row: OpenRow, step: int, column: int) -> None:
    """To the next row up or down that has a key, in the same column."""
    with_keys = [each for each in listed if each.shown_keys()]
    at = next((n for n, each in enumerate(with_keys) if each is row), None)
    if at is None or not 0 <= at + step < len(with_keys):
        return
    keys = with_keys[at + step].shown_keys()
    keys[min(column, len(keys) - 1)].setFocus()
