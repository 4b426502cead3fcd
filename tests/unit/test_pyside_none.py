"""PySide6 6.12.0 drops a reference to None in every void call on Python 3.11 and aborts the interpreter."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

CHECKOUT = Path(__file__).resolve().parents[2]


def test_void_calls_of_qt_keep_their_references_to_none(qapp: QApplication) -> None:
    image = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    try:
        before = sys.getrefcount(None)
        for _ in range(50):
            painter.drawLine(0, 0, 7, 7)
        lost = before - sys.getrefcount(None)
    finally:
        painter.end()
    assert lost < 25, f"50 void calls lost {lost} references to None"


def test_the_version_that_loses_them_is_excluded() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = [Requirement(line) for line in project["dependencies"] if line.startswith("PySide6")]
    assert {pin.name for pin in pins} == {"PySide6-Essentials", "PySide6-Addons"}
    for pin in pins:
        assert "6.12.0" not in pin.specifier
        assert "6.11.3" in pin.specifier
