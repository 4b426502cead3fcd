"""Widgets are tested on the offscreen platform, with our own fonts and the clock of UTC."""

from __future__ import annotations

import gc
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "UTC"

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.theme import Theme

time.tzset()
LINUX = sys.platform == "linux"


@pytest.fixture
def look(qtbot: QtBot) -> Theme:
    """The dark theme; a QApplication exists."""
    return theme.load("dark")


_MORE_PAGES = 50_000  # some 200 MB: windows of many sizes have large pictures
_kept = [0]  # resident pages after the last whole collection


def _resident_pages() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) if LINUX else 0


@pytest.fixture(autouse=True)
def _no_garbage_is_collected_while_something_paints() -> Iterator[None]:
    """As in the program (bedside.ui.tidying): widgets are destroyed between tests, never inside a paintEvent."""
    gc.disable()
    yield
    gc.collect(1)
    if _resident_pages() > _kept[0] + _MORE_PAGES:  # windows that outlived two collections are old garbage
        gc.collect()
        _kept[0] = _resident_pages()
    gc.enable()
