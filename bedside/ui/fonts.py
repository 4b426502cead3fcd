"""The fonts that ship, registered with Qt; where one is missing or damaged, the next best there is, and a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

_FONT_FILES: Final = (".otf", ".ttf")
_DIGITS: Final = "0123456789"


def register_fonts(folder: Path) -> list[str]:
    """Make the fonts of a folder known to Qt.

    Returns:
        A sentence for every one that cannot be used, or for the folder; none when all is well.
    """
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix in _FONT_FILES)
    except OSError as error:
        return [
            _tr("The fonts in {folder} cannot be read ({why}): install bedside again.").format(
                folder=folder, why=error.strerror
            )
        ]
    if not files:
        return [_tr("There are no fonts in {folder}: install bedside again.").format(folder=folder)]
    return [
        _tr("The font {name} is damaged: install bedside again.").format(name=file.name)
        for file in files
        if QFontDatabase.addApplicationFont(str(file)) < 0
    ]


def families_of(wanted: Mapping[str, str], *, digits_px: int, say: Callable[[str], None]) -> dict[str, str]:
    """The families to use for those that are wanted, by what they are for ("numbers", "words").

    Where a wanted one is missing: another of ours, else the system's own. Numbers take only a family whose digits
    are all equally wide, so that they never move when a digit changes.

    Args:
        wanted: family by use.
        digits_px: size at which digits are compared.
        say: hears a sentence for every family that is missing.
    """
    there = set(QFontDatabase.families())
    ours = [family for family in wanted.values() if family in there]
    system = QFontDatabase.SystemFont
    found: dict[str, str] = {}
    for use, family in wanted.items():
        if family in there:
            found[use] = family
            continue
        kind = system.FixedFont if use == "numbers" else system.GeneralFont
        others = [*ours, QFontDatabase.systemFont(kind).family(), *sorted(there)]
        fit = (other for other in others if use != "numbers" or _tabular(other, digits_px))
        found[use] = next(fit, others[0])
        say(
            _tr("The font {family} is missing: {other} is shown in its place.").format(
                family=family, other=found[use]
            )
        )
    return found


def _tabular(family: str, px: int) -> bool:
    """Whether all digits of a family are equally wide."""
    font = QFont(family)
    font.setPixelSize(px)
    measure = QFontMetricsF(font)
    return len({round(measure.horizontalAdvance(digit), 1) for digit in _DIGITS}) == 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("theme", text)
