"""Widgets are tested on the offscreen platform, with our own fonts and the clock of UTC."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "UTC"

import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.theme import Theme

time.tzset()


@pytest.fixture
def look(qtbot: QtBot) -> Theme:
    """The dark theme; a QApplication exists."""
    return theme.load("dark")


@pytest.fixture(autouse=True)
def _no_garbage_is_collected_while_something_paints() -> Iterator[None]:
    """As in the program (bedside.ui.tidying): widgets are destroyed between tests, never inside a paintEvent."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()
