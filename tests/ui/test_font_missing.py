"""A font or a glyph that is missing or damaged costs a sentence, never the monitoring."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bedside import resources
from bedside.ui import fonts, theme
from bedside.ui.icons import Icons
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance

REPO = Path(__file__).resolve().parents[2]


def shown(tmp_path: Path, root: Path) -> dict[str, Any]:
    """What a window in a process of its own said and showed on these resources."""
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.broken_fonts", str(root), str(picture)],
        cwd=REPO,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(REPO), "TZ": "UTC"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    image = QImage(str(picture))
    assert image.width() == 1366
    colors = {image.pixelColor(x, y).name() for x in range(0, 1366, 5) for y in range(0, 768, 5)}
    assert len(colors) > 20  # a whole screen was painted
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resources.root(), tmp_path / "resources"))


def test_a_damaged_font_of_the_numbers_is_replaced_by_one_with_digits_of_one_width(
    qtbot: QtBot, tmp_path: Path, copied: Path
) -> None:
    for name in ("B612-Regular.otf", "B612-Bold.otf"):
        (copied / "fonts" / name).write_bytes(b"no font at all")
    told = shown(tmp_path, copied)
    assert told["faults"] == [
        "The font B612-Bold.otf is damaged: install bedside again.",
        "The font B612-Regular.otf is damaged: install bedside again.",
        "The font B612 is missing: IBM Plex Sans is shown in its place.",
    ]
    assert told["families"] == {"num.xxl": "IBM Plex Sans", "body": "IBM Plex Sans"}
    assert len(told["digits"]) == 1


def test_without_its_folder_of_fonts_bedside_shows_those_of_the_system(
    qtbot: QtBot, tmp_path: Path, copied: Path
) -> None:
    shutil.rmtree(copied / "fonts")
    told = shown(tmp_path, copied)
    assert told["faults"][0].endswith("(No such file or directory): install bedside again.")
    assert any(sentence.startswith("The font B612 is missing: ") for sentence in told["faults"])


def test_a_glyph_that_is_missing_or_damaged_is_a_crossed_square(
    qtbot: QtBot, tmp_path: Path, copied: Path
) -> None:
    (copied / "icons" / "alert-octagon.svg").unlink()
    (copied / "icons" / "bell-sleep-outline.svg").write_text("<svg><path d=")
    told = shown(tmp_path, copied)
    assert "The glyph alert-octagon is missing or damaged: install bedside again." in told["faults"]
    assert any("bell-sleep-outline" in sentence for sentence in told["faults"])


def test_a_missing_glyph_is_told_once_and_drawn_in_its_colour(look: Theme) -> None:
    told: list[str] = []
    icons = Icons(look.color, missing=told.append)
    for size in (16, 24, 40):
        image = icons.pixmap("no-such-glyph", "text", size).toImage()
        inked = [
            image.pixelColor(x, y).name()
            for x in range(size)
            for y in range(size)
            if image.pixelColor(x, y).alpha() > 250
        ]
        assert inked
        assert set(inked) == {look.color("text").name()}
    assert told == ["The glyph no-such-glyph is missing or damaged: install bedside again."]


def test_an_unknown_theme_is_said_and_the_usual_one_is_shown(qtbot: QtBot, expect_log) -> None:  # type: ignore[no-untyped-def]
    expect_log("There is no theme “neon”")
    made = theme.of(Appearance(theme="neon", text_scale=1.5))
    assert (made.name, made.text_scale) == (theme.DEFAULT, 1.5)
    assert any("neon" in sentence for sentence in theme.faults())
    theme._said.clear()


def test_numbers_take_no_family_whose_digits_differ_in_width(
    look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(fonts, "_tabular", lambda family, _px: family == "B612")
    wanted = {"numbers": "No Such Family", "words": "IBM Plex Sans", "more": "B612"}
    found = fonts.families_of(wanted, digits_px=40, say=said.append)
    assert found == {"numbers": "B612", "words": "IBM Plex Sans", "more": "B612"}
    assert said == ["The font No Such Family is missing: B612 is shown in its place."]
