"""Widgets are tested on the offscreen platform, with our own fonts and the clock of UTC."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "UTC"

import time

import pytest
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.theme import Theme

time.tzset()


@pytest.fixture
def look(qtbot: QtBot) -> Theme:
    """The dark theme; a QApplication exists."""
    return theme.load("dark")
