"""Every screen looks as it did when a person last looked at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from tests.visual.compare import BLOCK, REFERENCES, SHRUNK, TOLERANCE, difference, shrunk
from tests.visual.scenes import Scene, picture, scenes

FOUND = Path(__file__).resolve().parents[2] / "build" / "visual"


@pytest.mark.parametrize("scene", list(scenes()), ids=lambda scene: scene.name)
def test_a_screen_looks_as_it_was_looked_at(qtbot: QtBot, scene: Scene) -> None:
    """Within the tolerance, in every block; else what is seen now is left in build/visual."""
    now = shrunk(picture(scene))
    reference = QImage(str(REFERENCES / f"{scene.name}.webp")).convertToFormat(QImage.Format.Format_RGB32)
    assert not reference.isNull(), "no reference: python -m tests.visual.renew, and look at it"
    worst = difference(now, reference)
    if worst.max() > TOLERANCE:
        FOUND.mkdir(parents=True, exist_ok=True)
        now.save(str(FOUND / f"{scene.name}.png"))
    row, column = (place * BLOCK * SHRUNK for place in divmod(int(worst.argmax()), worst.shape[1]))
    assert worst.max() <= TOLERANCE, (
        f"differs by {worst.max():.1f} near x {column}, y {row}: see build/visual/{scene.name}.png"
    )


def test_a_number_that_is_gone_is_a_difference(qtbot: QtBot) -> None:
    """The tolerance is not so wide that it would pass."""
    scene = next(iter(scenes()))
    now = shrunk(picture(scene))
    other = now.copy()
    painter = QPainter(other)
    painter.fillRect(
        QRect(other.width() - 150, other.height() // 3, 60, 40),
        now.pixelColor(other.width() - 20, other.height() // 4),
    )
    painter.end()
    assert difference(now, other).max() > 2 * TOLERANCE


def test_one_digit_of_the_smallest_numbers_is_a_difference(qtbot: QtBot) -> None:
    """A clock that shows another minute."""
    scene = next(iter(scenes()))
    now = shrunk(picture(scene))
    other = now.copy()
    painter = QPainter(other)
    clock = QRect(other.width() - 12, other.height() - 14, 6, 12)
    painter.fillRect(clock, now.pixelColor(other.width() - 2, other.height() - 2))
    painter.end()
    assert difference(now, other).max() > TOLERANCE
