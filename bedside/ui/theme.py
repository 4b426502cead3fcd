"""Looks as data: colours by role, type by token, lengths by name, all read from resources/themes.

A theme is handed to every widget that paints; nothing here is global but Qt's own font register, which a
process fills once. A font or theme that is missing stops nobody: the next best is taken, and `faults` says so.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette, QStaticText

from bedside import resources
from bedside.errors import BrokenFileError
from bedside.ui.fonts import families_of, register_fonts
from bedside.ui.icons import Icons
from bedside.ui.lately import Lately
from bedside.vitals.display import Appearance, PressureUnit

_log = logging.getLogger(__name__)

DEFAULT: Final = "dark"
QUIET_ROOM: Final = "quiet-room"  # not offered: the look of one page
_NEWEST_COUNT: Final = 256  # of widths of words, laid out and shortened words
_MEASURED: Final = "num.nibp16"  # token in whose size digits of fonts are compared
_PALETTE: Final = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Light: "line",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line2",
    QPalette.ColorRole.Shadow: "bg",
    QPalette.ColorRole.Highlight: "primary",
    QPalette.ColorRole.HighlightedText: "on_primary",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeToken:
    """One row of the type scale."""

    family: str  # as the font calls itself
    px: int  # at 100 % text
    weight: int  # 400, 500, 600, 700
    grows: bool  # follows the text size; large numerals fit their tile instead


class Measures:
    """Lengths of one part of a screen, px at 100 %, by name: a file of resources/layout. An unknown name is a bug.

    A number is a length; a list is a tuple of lengths, such as a size (width, height).
    """

    def __init__(self, rows: Mapping[str, Any]) -> None:
        self.__dict__.update(
            {name: tuple(value) if isinstance(value, list) else value for name, value in rows.items()}
        )

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Theme:
    """Colours, fonts, lengths and icons of one look.

    Attributes:
        name: file name without ending, e.g. "high-contrast".
        title: for a person.
        tile_edge: whether tiles carry a 1 px line (light and high contrast).
        text_scale: text size, 1.0 … 2.0; of a page in a large window times its zoom.
        zoom: how many times larger than at 100 % the widgets are that paint with it (`page_look`).
        pressure_unit: in which blood pressures are shown.
        reduced_motion: panels appear at once.
        icons: the icon set tinted in this theme.
    """

    zoom = 1.0

    def __init__(
        self,
        name: str,
        title: str,
        *,
        roles: Mapping[str, str],
        tokens: Mapping[str, TypeToken],
        lengths: Mapping[str, float],
        tile_edge: bool,
        text_scale: float = 1.0,
        pressure_unit: PressureUnit = PressureUnit.MMHG,
        reduced_motion: bool = False,
    ) -> None:
        self.pressure_unit = pressure_unit
        self.reduced_motion = reduced_motion
        self.name = name
        self.title = title
        self.tile_edge = tile_edge
        self.text_scale = text_scale
        self._colors = {role: QColor(value) for role, value in roles.items()}
        self._tokens = dict(tokens)
        self._lengths = dict(lengths)
        self._fonts: dict[tuple[str, int], QFont] = {}
        self._metrics: dict[tuple[str, int], QFontMetricsF] = {}
        self._keep_words()
        self.icons = Icons(self.color, missing=_say)

    def become(self, other: Theme) -> None:
        """Look like `other` from now on, everywhere: all widgets share this one object.

        Whoever keeps colours, pens, pictures or places of its own renews them in `changeEvent`: the window sends every
        child a PaletteChange after this.
        """
        icons = self.icons
        self.__dict__.update(other.__dict__)
        self._keep_words()
        self.icons = icons
        icons.forget(self.color)

    def color(self, role: str) -> QColor:
        """Colour of a role, e.g. "text2"; the caller's own copy. An unknown role is a KeyError: a bug."""
        return QColor(self._colors[role])

    def ink(self, role: str) -> QColor:
        """The theme's own colour of a role, to paint with and never to change: a copy costs as much as a short word."""
        return self._colors[role]

    def palette(self) -> QPalette:
        """The roles Qt's own widgets (fields, scroll bars, lists) need to look like ours."""
        palette = QPalette()
        for target, role in _PALETTE.items():
            palette.setColor(target, self.color(role))
        for target in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.color("text3"))
        return palette

    def length(self, name: str) -> float:
        """A length or time of tokens.toml ([space], [line], [least], [time]), px at 100 %, s or ms by its name."""
        return self._lengths[name]

    @property
    def plain(self) -> Theme:
        """The same look without zoom."""
        return self

    def px(self, token: str, scale: float = 1.0) -> int:
        """Pixel size of a type token in a place drawn at `scale`; words never fall under the smallest type."""
        row = self._tokens[token]
        size = row.px * scale * (self.text_scale if row.grows else self.zoom)
        if row.grows:
            size = max(size, min(row.px, self._lengths["smallest_type"]))
        return max(1, round(size))

    def grown(self, px: float) -> int:
        """A length that holds words, px at 100 % text: it grows with them."""
        return round(px * self.text_scale)

    def font(self, token: str, scale: float = 1.0) -> QFont:
        """Font of a type token, e.g. "num.xxl", for a place drawn at `scale`."""
        return self.font_px(token, self.px(token, scale))

    def font_px(self, token: str, px: int) -> QFont:
        """Family and weight of a token at another size, for numbers that must fit."""
        key = (token, px)
        font = self._fonts.get(key)
        if font is None:
            row = self._tokens[token]
            font = QFont(row.family)
            font.setPixelSize(max(1, px))
            font.setWeight(QFont.Weight(row.weight))
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = font
        return font

    def metrics(self, token: str, px: int) -> QFontMetricsF:
        """Metrics of a token at a pixel size, kept: making them costs more than using them."""
        key = (token, px)
        kept = self._metrics.get(key)
        if kept is None:
            kept = self._metrics[key] = QFontMetricsF(self.font_px(token, px))
        return kept

    def advance(self, token: str, px: int, words: str) -> float:
        """Advance of some words in a token at a pixel size, px; kept, because screens say the same again and again."""
        return self._advances[token, px, words]

    def written(self, token: str, px: int, words: str) -> tuple[QStaticText, float]:
        """Some words in a token at a pixel size, laid out for painting, and the ascent of their line, px; kept.

        Qt lays out a text at every drawText anew, and screens say the same again and again: a frame with many
        numbers costs a third less this way.
        """
        return self._written[token, px, words]

    def elided(self, token: str, px: int, words: str, room: float) -> str:
        """The words as far as they fit into `room` px, with an ellipsis; kept as well."""
        return self._elided[token, px, words, room]

    def _keep_words(self) -> None:
        self._advances = Lately(self._measure, _NEWEST_COUNT)
        self._written = Lately(self._lay_out, _NEWEST_COUNT)
        self._elided = Lately(self._shorten, _NEWEST_COUNT)

    def _measure(self, key: tuple[str, int, str]) -> float:
        token, px, words = key
        return self.metrics(token, px).horizontalAdvance(words)

    def _lay_out(self, key: tuple[str, int, str]) -> tuple[QStaticText, float]:
        token, px, words = key
        text = QStaticText(words)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        text.prepare(font=self.font_px(token, px))
        return text, self.metrics(token, px).ascent()

    def _shorten(self, key: tuple[str, int, str, float]) -> str:
        token, px, words, room = key
        return self.metrics(token, px).elidedText(words, Qt.TextElideMode.ElideRight, room)


@cache
def layout(part: str) -> Measures:
    """Where things stand in one part of a screen, e.g. "bed_header": the numbers of resources/layout."""
    return Measures(resources.read_toml(resources.path("layout", f"{part}.toml")))


def names() -> tuple[str, ...]:
    """Themes that ship, in the order a person is offered them."""
    return tuple(_tokens()["order"])


def of(appearance: Appearance) -> Theme:
    """The theme of an appearance. One that cannot be used is said in `faults`, and the usual one is taken.

    Raises:
        BrokenFileError: not even the usual one can be used.
    """
    try:
        made = load(appearance.theme, appearance.text_scale)
    except BrokenFileError as error:
        if appearance.theme == DEFAULT:
            raise
        _say(str(error))
        made = load(DEFAULT, appearance.text_scale)
    made.pressure_unit = appearance.pressure_unit
    made.reduced_motion = appearance.reduced_motion
    return made


def load(name: str = DEFAULT, text_scale: float = 1.0) -> Theme:
    """One theme with its fonts registered. Needs a QGuiApplication.

    Raises:
        BrokenFileError: there is no such theme, or its file is damaged.
    """
    if name not in (*names(), QUIET_ROOM):
        raise BrokenFileError(f"There is no theme “{name}”: choose one of {', '.join(names())}.")
    common = _tokens()
    file = resources.read_toml(resources.path("themes", f"{name}.toml"))
    families = _families()
    tokens = {
        key: TypeToken(family=families[row["family"]], px=row["px"], weight=row["weight"], grows=row["grows"])
        for key, row in common["type"].items()
    }
    return Theme(
        name,
        file["title"],
        roles={**file["roles"], **file["alarm_roles"]},
        tokens=tokens,
        lengths={**common["space"], **common["line"], **common["least"], **common["time"]},
        tile_edge=file["tile_edge"],
        text_scale=text_scale,
    )


@cache
def _tokens() -> dict[str, Any]:
    return resources.read_toml(resources.path("themes", "tokens.toml"))


_said: Final[list[str]] = []


def faults() -> tuple[str, ...]:
    """What could not be used of fonts, glyphs and themes so far, one sentence each; each is in the log once."""
    return tuple(_said)


def _say(sentence: str) -> None:
    if sentence not in _said:
        _said.append(sentence)
        _log.warning(sentence)


@cache
def _families() -> dict[str, str]:
    """Family of numbers and of words, as the fonts that are really there call themselves."""
    for sentence in register_fonts(resources.path("fonts")):
        _say(sentence)
    digits_px = int(_tokens()["type"][_MEASURED]["px"])
    return families_of(_tokens()["families"], digits_px=digits_px, say=_say)
