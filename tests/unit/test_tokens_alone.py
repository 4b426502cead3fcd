"""No colour and no pixel number stands in the code of the screens: resources/themes and resources/layout have them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.helpers.literals import UI, found_in

LAYOUT = UI.parents[1] / "resources" / "layout"


@pytest.mark.parametrize("file", sorted(UI.rglob("*.py")), ids=lambda file: str(file.relative_to(UI)))
def test_a_module_of_the_screens_has_no_pixel_number_and_no_colour(file: Path) -> None:
    assert [f"line {line}: {text}" for line, text in found_in(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("painter.drawText(16, y, words)", ["16"]),
        ("_LEFT = 112.0", ["112.0"]),
        ('_RED = "#FF0000"', ["#FF0000"]),
        ("def f(width: int = 48): ...", ["48"]),
        ("_FADE_MS = 160", []),
        ("share = round(100 * value)", []),
        ("x = width / 2", []),
        ("grid.addWidget(key, 3, 4)", []),
        ("words = label[:12]", []),
    ],
)
def test_what_counts_as_one(source: str, found: list[str]) -> None:
    assert [text for _, text in found_in(f"from PySide6.QtGui import QPainter\n{source}")] == found


def test_a_module_that_draws_nothing_may_count_as_it_likes() -> None:
    assert list(found_in("_QUEUE = 4096")) == []


@pytest.mark.parametrize("file", sorted(LAYOUT.glob("*.toml")), ids=lambda file: file.stem)
def test_every_measure_is_a_number_or_a_list_of_numbers_and_is_used(file: Path) -> None:
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    users = [
        text
        for module in UI.rglob("*.py")
        if f'layout("{file.stem}")' in (text := module.read_text(encoding="utf-8"))
    ]
    assert users, "nothing reads this file"
    for name, value in rows.items():
        numbers = value if isinstance(value, list) else [value]
        assert all(isinstance(number, (int, float)) for number in numbers), name
        reads = (f".{name}", f'"{name}"')  # by its name, or through getattr
        assert any(read in text for text in users for read in reads), f"{name} is read by nobody"
