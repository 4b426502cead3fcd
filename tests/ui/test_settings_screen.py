"""Settings: pages a hand and a keyboard can walk, wishes that go out as commands, refusals said beside their field."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from bedside.alarms.profile_file import default_profile
from bedside.ui import theme
from bedside.ui.settings_ages import AgesPage
from bedside.ui.settings_appearance import AppearancePage
from bedside.ui.settings_display import DisplayPage
from bedside.ui.settings_page import AppearanceWishes
from bedside.ui.settings_screen import SettingsScreen
from bedside.ui.settings_sound import SoundPage
from bedside.ui.settings_units import UnitsPage
from bedside.ui.theme import Theme
from bedside.vitals.commands import STATION_BED, SetAges
from bedside.vitals.display import Ages, Appearance, DecimalMark, PressureUnit
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.sound import SoundState
from bedside.vitals.station_commands import PlaySelfTest, SetAppearance, SetSound
from tests.helpers.hosting import host
from tests.helpers.story import NURSE
from tests.helpers.updates import STARTED, desaturation, reyes, station
from tests.helpers.windows import feed, open_window, rendered, unpainted

SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
PAGES = ("profiles", "protocol", "lots", "ages", "units", "appearance", "display", "sound", "pin")
SOUND = SoundState(output="Built-in Audio", tested_utc=STARTED, system_volume=0.8, volume=0.9)


@pytest.fixture
def screen(qtbot: QtBot, look: Theme) -> SettingsScreen:
    made = SettingsScreen(look)
    host(qtbot, made, 1840, 968)
    made.show()
    made.set_actor(SUPERVISOR)
    made.show_update(station(sound=SOUND))
    return made


def heard(screen: SettingsScreen) -> list[object]:
    sent: list[object] = []
    screen.command.connect(sent.append)
    return sent


def ages_page(screen: SettingsScreen) -> AgesPage:
    screen.go("ages")
    page = screen.pages["ages"]
    assert isinstance(page, AgesPage)
    return page


def typed(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)


# -- the list ------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_set_on_every_page(screen: SettingsScreen) -> None:
    screen.show_update(
        station(
            sound=SOUND,
            profiles=("adult-subanaesthetic v1",),
            protocol="mood v2",
            ages=Ages(numeric_valid_s=4.0),
            appearance=Appearance(
                theme="light", text_scale=1.5, px_per_mm=3.78, pressure_unit=PressureUnit.KPA
            ),
        )
    )
    assert {name: key.state for name, key in screen.list.keys.items()} == {
        "profiles": "adult-subanaesthetic v1",
        "protocol": "mood v2",
        "lots": "vials in use",
        "pin": "for an emergency start",
        "ages": "changed here",
        "units": "blood pressure in kPa",
        "appearance": "Light, text 150 %",
        "display": "calibrated, 25 mm/s",
        "sound": "Sound not tested yet",
    }


def test_pages_are_walked_with_the_keyboard_alone(qtbot: QtBot, screen: SettingsScreen) -> None:
    with qtbot.waitActive(screen.window()):
        screen.window().activateWindow()
    screen.list.keys["profiles"].setFocus()
    for name in PAGES[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        focused = QApplication.focusWidget()
        assert focused is screen.list.keys[name]
        qtbot.keyClick(focused, Qt.Key.Key_Space)
        assert screen.name == name


@pytest.mark.parametrize("name", PAGES[1:])
def test_every_field_and_key_of_a_page_has_a_name_and_can_be_reached_with_tab(
    qtbot: QtBot, screen: SettingsScreen, name: str
) -> None:
    with qtbot.waitActive(screen.window()):
        screen.window().activateWindow()
    screen.go(name)
    page = screen.pages[name]
    assert page.accessibleName()
    reached = reached_with_tab(qtbot, screen.list.keys[name], screen)
    for widget in [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]:
        if not widget.isVisible():
            continue
        assert widget.accessibleName().strip(), type(widget).__name__
        group = widget.group() if isinstance(widget, QAbstractButton) else None
        members: list[QWidget] = [*group.buttons()] if group is not None and group.exclusive() else [widget]
        if any(member.isEnabled() for member in members):
            assert reached.intersection(members), widget.accessibleName()


def reached_with_tab(qtbot: QtBot, first: QWidget, screen: QWidget) -> set[QWidget]:
    first.setFocus()
    reached: set[QWidget] = set()
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is None or focused in reached:
            break
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    return reached


@pytest.mark.parametrize("size", ((1840, 968), (1300, 680), (1008, 560), (624, 320)))
@pytest.mark.parametrize("text_scale", (1.0, 2.0))
@pytest.mark.parametrize("name", PAGES)
def test_every_page_paints_all_of_itself_at_every_size(
    qtbot: QtBot, size: tuple[int, int], text_scale: float, name: str
) -> None:
    screen = SettingsScreen(theme.load("light", text_scale))
    host(qtbot, screen, *size)
    screen.go(name)
    screen.show_update(station(sound=SOUND), {3: reyes()})
    assert unpainted(rendered(screen)) == 0
    keys = [key for key in screen.list.keys.values() if key.isVisible()]
    assert len(keys) == len(PAGES)
    for key in keys:
        assert screen.list.rect().contains(key.geometry()), key.text()
    for key, other in itertools.pairwise(keys):
        assert not key.geometry().intersects(other.geometry())


def test_an_alarm_stays_in_sight_and_the_look_changes_under_it(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1366, 768))
    sent: list[object] = []
    window.command.connect(sent.append)
    feed(window, desaturation())
    window.show_screen("settings")
    feed(window, desaturation())
    window.settings.go("appearance")
    page = window.settings.pages["appearance"]
    assert isinstance(page, AppearancePage)
    page.theme_keys["light"].click()
    feed(window, desaturation())
    assert window.alarm_bar.isVisible() and window.alarm_bar.alarms
    assert [type(command) for command in sent] == [SetAppearance]
    assert QApplication.activeModalWidget() is None


# -- ages ----------------------------------------------------------------------------------------------------


def test_ages_show_the_table_in_force_with_units_and_bounds(screen: SettingsScreen) -> None:
    page = ages_page(screen)
    shown = {name: (field.edit.text(), field.unit) for name, field in page.fields.items()}
    assert shown == {
        "numeric_valid_s": ("3", "s"),
        "numeric_gone_s": ("10", "s"),
        "struck_s": ("10", "s"),
        "nibp_faded_s": ("15", "min"),
        "nibp_gone_s": ("60", "min"),
        "entered_faded_s": ("15", "min"),
        "entered_gone_s": ("60", "min"),
    }
    assert page.fields["nibp_gone_s"].edit.accessibleName() == "NIBP dashes after, min [2–240]"
    assert "usual ages are in force" in page.words


def test_ages_go_out_only_when_they_are_set(qtbot: QtBot, screen: SettingsScreen) -> None:
    page, sent = ages_page(screen), heard(screen)
    assert not page.set_key.isEnabled()
    typed(qtbot, page.fields["numeric_valid_s"].edit, "4")
    typed(qtbot, page.fields["nibp_gone_s"].edit, "90")
    assert sent == []
    page.set_key.click()
    wanted = Ages(numeric_valid_s=4.0, nibp_gone_s=90 * 60.0)
    assert sent == [SetAges(bed=STATION_BED, actor=SUPERVISOR, ages=wanted)]
    screen.show_update(station(ages=wanted))
    assert not page.set_key.isEnabled()
    assert "differ from the usual" in page.words
    page.usual_key.click()
    page.set_key.click()
    assert sent[-1] == SetAges(bed=STATION_BED, actor=SUPERVISOR, ages=Ages())


def test_a_refused_row_has_its_two_fields_edged_and_one_sentence(
    qtbot: QtBot, screen: SettingsScreen
) -> None:
    page = ages_page(screen)
    typed(qtbot, page.fields["nibp_gone_s"].edit, "10")
    refused = {name for name, field in page.fields.items() if field.refused}
    assert refused == {"nibp_faded_s", "nibp_gone_s"}
    sentences = {key: box.sentence for key, box in page.refusals.items() if box.sentence}
    assert set(sentences) == {"nibp"}
    assert "must come later than the fading after 15 min" in sentences["nibp"]
    assert page.words.startswith("1 row(s) refused")
    assert not page.set_key.isEnabled()
    typed(qtbot, page.fields["nibp_gone_s"].edit, "x")
    assert "is not a number" in page.refusals["nibp"].sentence
    page.back_key.click()
    assert not any(field.refused for field in page.fields.values())
    assert page.fields["nibp_gone_s"].edit.text() == "60"


def test_only_who_may_set_ages_can_type_them(screen: SettingsScreen) -> None:
    page = ages_page(screen)
    for actor in (NURSE, UNNAMED):
        screen.set_actor(actor)
        assert all(field.edit.isReadOnly() for field in page.fields.values())
        assert not page.set_key.isEnabled() and not page.usual_key.isEnabled()
        assert "Only a supervisor or a technician" in page.words


def test_what_the_station_refuses_stands_on_the_page(qtbot: QtBot, screen: SettingsScreen) -> None:
    page = ages_page(screen)
    typed(qtbot, page.fields["struck_s"].edit, "12")
    page.set_key.click()
    screen.show_refusal("The station says no.")
    assert page.words == "The station says no."
    typed(qtbot, page.fields["struck_s"].edit, "13")
    assert "says no" not in page.words


def test_the_example_goes_from_valid_over_fading_to_dashes(screen: SettingsScreen) -> None:
    page = ages_page(screen)
    states = []
    for tenth in range(0, 125, 5):
        screen.show_update(replace(station(sound=SOUND), station_now=tenth / 10))
        shown = page.examples["numeric"].shown
        state = "dashes" if shown.gone else "fading" if shown.faded else "valid"
        if not states or states[-1] != state:
            states.append(state)
    assert states == ["valid", "fading", "dashes"]
    assert page.examples["numeric"].accessibleDescription() == "valid for 3 s, then fading, dashes after 10 s"


def test_an_example_moves_in_steps_where_motion_is_reduced(screen: SettingsScreen, look: Theme) -> None:
    look.reduced_motion = True
    page = ages_page(screen)
    places = set()
    for tenth in range(0, 125, 5):
        screen.show_update(replace(station(sound=SOUND), station_now=tenth / 10))
        places.add(page.examples["numeric"].shown.place)
    assert len(places) == 3


# -- units, appearance, screen -------------------------------------------------------------------------------


def test_units_show_the_same_reading_in_both_and_go_out_at_once(screen: SettingsScreen) -> None:
    screen.go("units")
    page, sent = screen.pages["units"], heard(screen)
    assert isinstance(page, UnitsPage)
    assert page.keys[PressureUnit.MMHG].reading == "134/83 (100)"
    assert page.keys[PressureUnit.KPA].reading == "17.9/11.1 (13.3)"
    assert page.keys[PressureUnit.MMHG].isChecked()
    page.keys[PressureUnit.KPA].click()
    wanted = Appearance(pressure_unit=PressureUnit.KPA)
    assert sent == [SetAppearance(bed=STATION_BED, actor=SUPERVISOR, appearance=wanted)]
    page.keys[PressureUnit.KPA].click()
    assert len(sent) == 1


def test_the_decimal_mark_is_chosen_beside_the_units_and_goes_out_at_once(screen: SettingsScreen) -> None:
    screen.go("units")
    page, sent = screen.pages["units"], heard(screen)
    assert isinstance(page, UnitsPage)
    assert page.mark_keys[DecimalMark.PLACE].isChecked(), "as this computer, until somebody chooses"
    page.mark_keys[DecimalMark.COMMA].click()
    wanted = Appearance(decimal_mark=DecimalMark.COMMA)
    assert sent == [SetAppearance(bed=STATION_BED, actor=SUPERVISOR, appearance=wanted)]
    page.show_refusal("The disk is full.")
    assert page._marks.refusal.sentence == "The disk is full."


def test_a_second_wish_before_the_answer_does_not_undo_the_first(screen: SettingsScreen) -> None:
    screen.go("appearance")
    page, sent = screen.pages["appearance"], heard(screen)
    assert isinstance(page, AppearancePage)
    page.theme_keys["light"].click()
    page.size_keys[1.5].click()
    page.motion_key.click()
    last = sent[-1]
    assert isinstance(last, SetAppearance)
    assert last.appearance == Appearance(theme="light", text_scale=1.5, reduced_motion=True)
    screen.show_update(station(appearance=last.appearance))
    assert page.theme_keys["light"].isChecked() and page.size_keys[1.5].isChecked()


def test_what_is_refused_of_the_look_is_said_under_it_and_shown_as_it_is(screen: SettingsScreen) -> None:
    screen.go("appearance")
    page = screen.pages["appearance"]
    assert isinstance(page, AppearancePage)
    page.size_keys[2.0].click()
    assert page.size_keys[2.0].isChecked()
    screen.show_refusal("A text size of 200 % cannot be set.")
    assert page._sizes.refusal.sentence == "A text size of 200 % cannot be set."
    assert not page._themes.refusal.sentence
    assert page.size_keys[1.0].isChecked() and not page.size_keys[2.0].isChecked()
    page.size_keys[1.25].click()
    assert not page._sizes.refusal.sentence


def test_each_theme_is_shown_in_its_own_colours(screen: SettingsScreen) -> None:
    screen.go("appearance")
    page = screen.pages["appearance"]
    assert isinstance(page, AppearancePage)
    for name, key in page.theme_keys.items():
        image = key.grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, 170, 3)}
        own = theme.load(name)
        assert {own.color(role).name() for role in ("surface", "plot", "highnum")} <= seen, name


def display_page(screen: SettingsScreen) -> DisplayPage:
    screen.go("display")
    page = screen.pages["display"]
    assert isinstance(page, DisplayPage)
    return page


def test_a_measured_line_calibrates_the_screen_and_can_be_taken_back(
    qtbot: QtBot, screen: SettingsScreen
) -> None:
    page, sent = display_page(screen), heard(screen)
    assert page.ruler.line_px == 600
    assert not page.set_key.isEnabled()
    assert not page.speed_keys[25.0].isEnabled()
    qtbot.keyClicks(page.field.edit, "150,0")
    assert page.words == "1 mm is 4 px."
    qtbot.keyClick(page.field.edit, Qt.Key.Key_Return)
    asked = sent[-1]
    assert isinstance(asked, SetAppearance) and asked.appearance.px_per_mm == 4.0
    screen.show_update(station(appearance=asked.appearance))
    assert page.words == "Calibrated: 1 mm is 4 px. At 25 mm/s a wave runs 100 px/s."
    assert page.ruler.line_px == 200  # 50 mm to check with the ruler
    page.speed_keys[50.0].click()
    assert sent[-1].appearance.sweep_mm_s == 50.0  # type: ignore[attr-defined]
    page.undo_key.click()
    assert sent[-1].appearance.px_per_mm is None  # type: ignore[attr-defined]
    screen.show_update(station(appearance=sent[-1].appearance))  # type: ignore[attr-defined]
    assert not page.undo_key.isVisible()


def test_the_line_is_as_long_on_the_screen_as_it_says(screen: SettingsScreen, look: Theme) -> None:
    page = display_page(screen)
    for px_per_mm, length in ((None, 600), (3.0, 150)):
        screen.show_update(station(appearance=Appearance(px_per_mm=px_per_mm)))
        image = page.ruler.grab().toImage()
        row = [image.pixelColor(x, 42).name() for x in range(image.width())]
        drawn = [x for x, color in enumerate(row) if color == look.color("text").name()]
        assert drawn[-1] - drawn[0] + 1 == length


@pytest.mark.parametrize(
    ("text", "why"), (("x", "cannot be the length"), ("0", "cannot be"), ("9000", "type 20 to 600"))
)
def test_a_length_that_cannot_be_is_said_and_not_sent(
    qtbot: QtBot, screen: SettingsScreen, text: str, why: str
) -> None:
    page, sent = display_page(screen), heard(screen)
    qtbot.keyClicks(page.field.edit, text)
    assert why in page.words
    qtbot.keyClick(page.field.edit, Qt.Key.Key_Return)
    assert not sent and not page.set_key.isEnabled()


def test_a_calibration_is_forgotten_with_one_key(screen: SettingsScreen) -> None:
    page, sent = display_page(screen), heard(screen)
    screen.show_update(station(appearance=Appearance(px_per_mm=4.0)))
    page.again_key.click()
    assert sent[-1].appearance.px_per_mm is None  # type: ignore[attr-defined]


def test_a_wish_waits_for_the_station_and_is_dropped_when_it_shows_another_look(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    wishes = AppearanceWishes(parent)
    wishes.wish(theme="light")
    assert wishes.appearance.theme == "light" and wishes.kept.theme == "dark"
    wishes.show_station(Appearance())
    assert wishes.appearance.theme == "light"  # not answered yet
    wishes.show_station(Appearance(theme="high-contrast"))  # another window was quicker
    assert wishes.appearance.theme == "high-contrast"


# -- sound ---------------------------------------------------------------------------------------------------


def test_the_sound_page_tells_the_facts_and_plays_the_tones(qtbot: QtBot, screen: SettingsScreen) -> None:
    screen.go("sound")
    page, sent = screen.pages["sound"], heard(screen)
    assert isinstance(page, SoundPage)
    screen.show_update(station(sound=SOUND, sound_answer="heard"), {3: reyes()})
    assert page.facts.startswith("Built-in Audio · tested at ")
    assert page.facts.endswith("heard · system volume 80 %")
    page.test.play_key.click()
    assert sent == [PlaySelfTest(bed=STATION_BED, actor=SUPERVISOR)]
    page.sound.slider.setFocus()
    qtbot.keyClick(page.sound.slider, Qt.Key.Key_Left)
    assert isinstance(sent[-1], SetSound)
    screen.show_refusal("An alarm sounds now: answer it first.")
    assert page.refusal.sentence.startswith("An alarm sounds")


def test_esc_does_not_take_the_sound_page_away(qtbot: QtBot, screen: SettingsScreen) -> None:
    screen.go("sound")
    page = screen.pages["sound"]
    assert isinstance(page, SoundPage)
    qtbot.keyClick(page.sound, Qt.Key.Key_Escape)
    page.test.heard_key.click()
    assert page.sound.isVisible() and page.test.isVisible()


@pytest.mark.parametrize("scale", (1.0, 2.0))
@pytest.mark.parametrize("size", ((1920, 1080), (1024, 640), (640, 400)))
@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_its_words_whole_and_has_room_to_be_read(
    qtbot: QtBot, name: str, size: tuple[int, int], scale: float
) -> None:
    """No label is cut, no word is broken, and the page itself has the room of a few lines to scroll in."""
    window = open_window(qtbot, theme.load("dark", scale), size)
    feed(window, reyes())
    window.show_screen("settings")
    feed(window, reyes())
    (screen,) = window.findChildren(SettingsScreen)
    screen.profiles.set_versions((default_profile(),))
    screen.go(name)
    feed(window, reyes())
    QApplication.processEvents()
    labels = [each for each in screen.findChildren(QLabel) if each.isVisible() and each.text()]
    assert labels
    for label in labels:
        longest = max(label.fontMetrics().horizontalAdvance(word) for word in label.text().split())
        assert longest <= label.width() + 1, label.text()
        needs = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert needs <= label.height() + 2, label.text()
    page = screen._page()
    areas = [page] if isinstance(page, QScrollArea) else page.findChildren(QScrollArea)
    assert max(area.viewport().height() for area in areas) >= 3 * labels[0].fontMetrics().lineSpacing()
