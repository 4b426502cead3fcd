"""The looks as data: every role present, readable, and far from the alarm colours."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path

import pytest

from bedside import resources
from tests.helpers.color_blind import KINDS, simulated_hex

NAMES = ("dark", "light", "high-contrast")
TEXT_ROLES = ("text", "text2", "text3", "experience", "infusion")
NUMBER_ROLES = ("spo2", "pr", "nibp", "rr")
PARAMETER_ROLES = (*NUMBER_ROLES, "infusion", "experience")
GROUNDS = ("bg", "surface", "raised", "plot")
ON_FILL = (
    ("on_primary", "primary"),
    ("on_replay", "replay"),
    ("on_sim", "sim"),
    ("on_high", "high"),
    ("on_med", "med"),
    ("on_low", "low"),
)


def roles(name: str) -> dict[str, str]:
    table = resources.read_toml(resources.path("themes", f"{name}.toml"))
    return {**table["roles"], **table["alarm_roles"]}


def rgb(color: str) -> tuple[float, float, float]:
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2."""
    r, g, b = (linear(c) for c in rgb(color))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2, 1…21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(color: str) -> tuple[float, float, float]:
    """CIE L*a*b* under D65."""
    r, g, b = (linear(c) for c in rgb(color))
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def ciede2000(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Colour difference CIEDE2000 with unit weights (Sharma, Wu, Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    p1, p2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = math.hypot(p1, b1), math.hypot(p2, b2)
    h1, h2 = math.degrees(math.atan2(b1, p1)) % 360, math.degrees(math.atan2(b2, p2)) % 360
    dl, dc = l2 - l1, c2 - c1
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    big_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh) / 2)
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    if c1 * c2 == 0:
        mh = h1 + h2
    elif abs(h1 - h2) <= 180:
        mh = (h1 + h2) / 2
    else:
        mh = (h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(mh - 30))
        + 0.24 * math.cos(math.radians(2 * mh))
        + 0.32 * math.cos(math.radians(3 * mh + 6))
        - 0.20 * math.cos(math.radians(4 * mh - 63))
    )
    rotation = 30 * math.exp(-(((mh - 275) / 25) ** 2))
    rc = 2 * math.sqrt(mc**7 / (mc**7 + 25**7))
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    rt = -math.sin(math.radians(2 * rotation)) * rc
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (big_h / sh) ** 2 + rt * (dc / sc) * (big_h / sh))


def test_colour_difference_agrees_with_published_pairs() -> None:
    pairs = (
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    )
    for one, other, expected in pairs:
        assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_every_theme_has_the_same_roles_as_hex_colours(name: str) -> None:
    table = roles(name)
    assert set(table) == set(roles("dark"))
    assert all(re.fullmatch(r"#[0-9A-F]{6}", color) for color in table.values())


@pytest.mark.parametrize("name", NAMES)
def test_words_are_readable_on_every_ground(name: str) -> None:
    table = roles(name)
    for role in TEXT_ROLES:
        for ground in (*GROUNDS, "hover"):
            assert contrast(table[role], table[ground]) >= 4.5, (role, ground)
    for role, fill in ON_FILL:
        assert contrast(table[role], table[fill]) >= 4.5, (role, fill)


@pytest.mark.parametrize("name", NAMES)
def test_valid_numbers_are_readable_from_afar(name: str) -> None:
    table = roles(name)
    for role in NUMBER_ROLES:
        for ground in ("surface", "hightint"):
            assert contrast(table[role], table[ground]) >= 7.0, (role, ground)
    assert contrast(table["on_high"], table["highnum"]) >= 7.0
    assert contrast(table["text"], table["hightint"]) >= 7.0


@pytest.mark.parametrize("name", ("dark", "light"))
def test_a_faded_number_is_dimmer_than_a_valid_one_on_purpose(name: str) -> None:
    """The one exception: an aged or artefact number is text3, readable as a word but not as a valid number."""
    table = roles(name)
    assert 4.5 <= contrast(table["text3"], table["surface"]) < 7.0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.req("ALM-02")
def test_parameter_colours_stay_far_from_alarm_colours(name: str) -> None:
    table = roles(name)
    alarms = ("high", "highline", "med", "medline", "low", "lowline")
    for role in (*PARAMETER_ROLES, "replayline", "sim"):
        for alarm in alarms:
            assert ciede2000(lab(table[role]), lab(table[alarm])) >= 20.0, (role, alarm)


def test_no_colour_is_written_in_python() -> None:
    package = Path(resources.__file__).parent / "ui"
    named = re.compile(r"#[0-9A-Fa-f]{6}\b|GlobalColor\.(?!transparent|white|black)|QColor\(\d")
    found = [
        f"{file.name}:{n}"
        for file in package.rglob("*.py")
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if named.search(line)
    ]
    assert found == []


@pytest.mark.req("ALM-02")
def test_alarm_colours_appear_under_alarm_roles_only() -> None:
    for name in NAMES:
        table = tomllib.loads(resources.path("themes", f"{name}.toml").read_text(encoding="utf-8"))
        alarm = {table["alarm_roles"][role] for role in table["alarm_roles"] if not role.startswith("on_")}
        assert not alarm & set(table["roles"].values())


def test_every_bundled_file_is_small_and_licensed() -> None:
    for folder in ("fonts", "icons"):
        files = list(resources.path(folder).iterdir())
        assert any("LICENSE" in file.name for file in files)
        assert max(file.stat().st_size for file in files) < 1_000_000


def test_smallest_type_is_thirteen_pixels() -> None:
    tokens = resources.read_toml(resources.path("themes", "tokens.toml"))
    assert min(row["px"] for row in tokens["type"].values()) >= tokens["least"]["smallest_type"] == 13


def test_every_bundled_icon_is_used() -> None:
    package = Path(resources.__file__).parent / "ui"
    code = "\n".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
    icons = {file.stem for file in resources.path("icons").glob("*.svg")}
    assert [name for name in sorted(icons) if f'"{name}"' not in code] == []


# -- colour-blind eyes: Machado 2009, full severity ----------------------------------------------------------


def difference_seen(one: str, other: str, kind: str) -> float:
    """CIEDE2000 of two colours as a person of this kind sees them."""
    return ciede2000(lab(simulated_hex(one, kind)), lab(simulated_hex(other, kind)))


def test_a_simulated_eye_keeps_greys_and_loses_what_its_cone_told() -> None:
    for kind in KINDS:
        assert [simulated_hex(grey, kind) for grey in ("#000000", "#808080", "#FFFFFF")] == [
            "#000000",
            "#808080",
            "#FFFFFF",
        ]
    red, green = "#B04040", "#6E6E20"
    normal = ciede2000(lab(red), lab(green))
    assert difference_seen(red, green, "protan") < normal / 2
    assert difference_seen(red, green, "tritan") > normal / 2


@pytest.mark.parametrize(("kind", "least"), (("protan", 26), ("deutan", 40), ("tritan", 45)))
def test_a_high_fill_stands_out_of_its_tile_for_every_eye(kind: str, least: float) -> None:
    table = roles("dark")
    assert difference_seen(table["high"], table["surface"], kind) >= least - 0.5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.req("ALM-02")
def test_the_three_priorities_stay_apart_for_every_eye(name: str, kind: str) -> None:
    table = roles(name)
    for one, other in (("high", "med"), ("med", "low"), ("high", "low")):
        assert difference_seen(table[one], table[other], kind) >= 35.0, (one, other)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_alarm_fill_stands_out_of_the_ground_for_every_eye(name: str, kind: str) -> None:
    """Cyan on the light theme is the weakest: there its line, circle and word carry it (`lowline` has 3 to 1)."""
    table = roles(name)
    for alarm, least in (("high", 20.0), ("med", 20.0), ("low", 13.0 if name == "light" else 20.0)):
        assert difference_seen(table[alarm], table["surface"], kind) >= least, alarm


# -- every role of tokens.md, and the exceptions that are meant ----------------------------------------------

PALETTE = {  # dark, light, high contrast; alarm colours of the light theme differ only in their lines and tint
    "bg": ("#0B0F12", "#E6EAED", "#000000"),
    "surface": ("#12181D", "#F8F9FA", "#000000"),
    "raised": ("#1B232A", "#FFFFFF", "#141414"),
    "hover": ("#242E37", "#EEF1F4", "#262626"),
    "plot": ("#0E1317", "#FFFFFF", "#000000"),
    "grid": ("#1C252C", "#E4E8EC", "#3A3A3A"),
    "line": ("#2A343D", "#CBD2D8", "#8C8C8C"),
    "line2": ("#6E7F8D", "#6B7883", "#FFFFFF"),
    "text": ("#E9EEF2", "#12181D", "#FFFFFF"),
    "text2": ("#AEBAC4", "#3D4A55", "#FFFFFF"),
    "text3": ("#8E9CA8", "#55636F", "#E0E0E0"),
    "spo2": ("#8AB4FF", "#1A43A0", "#A9C8FF"),
    "pr": ("#6FD89A", "#08522D", "#7CF2AE"),
    "nibp": ("#F1F3F5", "#1B2127", "#FFFFFF"),
    "rr": ("#FFB592", "#6B4220", "#FFC7A8"),
    "infusion": ("#B3BCC6", "#5A626A", "#E0E0E0"),
    "experience": ("#D9A6D6", "#7E2F78", "#F2BFEF"),
    "primary": ("#DDE4EA", "#1B232A", "#FFFFFF"),
    "on_primary": ("#0F1418", "#FFFFFF", "#000000"),
    "focus": ("#FFFFFF", "#12181D", "#FFFFFF"),
    "replay": ("#7B4DFF", "#6A3DF0", "#7B4DFF"),
    "on_replay": ("#FFFFFF", "#FFFFFF", "#FFFFFF"),
    "replayline": ("#8E68FF", "#6A3DF0", "#B39BFF"),
    "sim": ("#0F766E", "#0B4F49", "#0F766E"),
    "on_sim": ("#FFFFFF", "#FFFFFF", "#FFFFFF"),
    "high": ("#C3001D", "#C3001D", "#C3001D"),
    "highnum": ("#B30019", "#B30019", "#B30019"),
    "highline": ("#FF3347", "#D40020", "#FF3347"),
    "hightint": ("#2B0A11", "#FCEBEC", "#2B0008"),
    "med": ("#FFD60A", "#FFD60A", "#FFD60A"),
    "on_med": ("#14110A", "#14110A", "#000000"),
    "medline": ("#FFD60A", "#A87E00", "#FFD60A"),
    "low": ("#2FD9E6", "#2FD9E6", "#2FD9E6"),
    "on_low": ("#071416", "#071416", "#000000"),
    "lowline": ("#2FD9E6", "#0092AB", "#2FD9E6"),
}


@pytest.mark.parametrize(("n", "name"), tuple(enumerate(NAMES)))
def test_every_role_has_the_colour_it_was_given(n: int, name: str) -> None:
    table = roles(name)
    assert {role: table[role] for role in PALETTE} == {role: colors[n] for role, colors in PALETTE.items()}
    assert set(table) == {*PALETTE, "on_high"}


QUIET_MIX = {"text": 0.62, "text2": 0.66, "text3": 0.72, "spo2": 0.66, "pr": 0.60, "nibp": 0.58, "rr": 0.62}
QUIET_CONTRAST = {"text": 6.8, "text2": 4.8, "text3": 4.1, "spo2": 4.6, "pr": 4.5, "nibp": 6.3, "rr": 4.8}


def test_the_quiet_room_is_the_dark_theme_mixed_toward_its_window() -> None:
    dark, quiet = roles("dark"), roles("quiet-room")
    assert set(quiet) == set(dark)
    ground = rgb("#050708")
    assert quiet["bg"] == "#050708"
    for role, share in QUIET_MIX.items():
        for seen, own, under in zip(rgb(quiet[role]), rgb(dark[role]), ground, strict=True):
            assert abs(255 * (seen - (under + share * (own - under)))) <= 1.0, role


def test_quiet_numbers_have_less_contrast_on_purpose_and_its_alarms_have_all_of_it() -> None:
    """The other exception: under 7 for a valid number, and text3 under 4.5 because it is only used for marks."""
    quiet, dark = roles("quiet-room"), roles("dark")
    for role, ratio in QUIET_CONTRAST.items():
        assert contrast(quiet[role], quiet["bg"]) == pytest.approx(ratio, abs=0.15), role
    table = resources.read_toml(resources.path("themes", "quiet-room.toml"))["alarm_roles"]
    assert table == {role: dark[role] for role in table}


@pytest.mark.parametrize("name", NAMES)
def test_the_focus_ring_and_the_primary_key_can_be_seen(name: str) -> None:
    table = roles(name)
    for ground in (*GROUNDS, "hover"):
        assert contrast(table["focus"], table[ground]) >= 7.0, ground
        assert contrast(table["primary"], table[ground]) >= 7.0, ground
    assert contrast(table["on_primary"], table["primary"]) >= 7.0  # its ring has this colour


@pytest.mark.parametrize("name", NAMES)
def test_edges_and_lines_of_alarms_can_be_seen(name: str) -> None:
    """Lines and shapes need 3 to 1 (WCAG 1.4.11)."""
    table = roles(name)
    for role in ("line2", "highline", "medline", "lowline", "replayline"):
        for ground in ("surface", "plot"):
            assert contrast(table[role], table[ground]) >= 3.0, (role, ground)


@pytest.mark.parametrize("name", NAMES)
def test_words_on_sequential_fills_are_readable(name: str) -> None:
    """Rating discs and what-if cells carry pure white or black, whichever is higher."""
    table = roles(name)

    def mixed(ground: str, over: str, share: float) -> str:
        parts = zip(rgb(table[ground]), rgb(table[over]), strict=True)
        return "#" + "".join(f"{round(255 * (a + share * (b - a))):02X}" for a, b in parts)

    discs = [mixed("plot", "experience", 0.12 + 0.088 * value) for value in range(11)]
    cells = [mixed("surface", "spo2", 0.06 + 0.62 * (share / 20) ** 0.6) for share in range(21)]
    for fill in (*discs, *cells):
        assert max(contrast("#FFFFFF", fill), contrast("#000000", fill)) >= 4.5, fill


def test_fonts_and_icons_carry_their_licences() -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in resources.path("fonts").glob("LICENSE*")}
    assert set(texts) == {"LICENSE-B612.txt", "LICENSE-IBM-Plex.txt"}
    assert all("SIL Open Font License" in text or "SIL OPEN FONT LICENSE" in text for text in texts.values())
    fonts = {file.name for file in resources.path("fonts").iterdir()} - set(texts)
    assert all(name.startswith(("B612-", "IBMPlexSans-")) for name in fonts)
    assert "Apache 2.0" in resources.path("icons", "LICENSE").read_text(encoding="utf-8")
