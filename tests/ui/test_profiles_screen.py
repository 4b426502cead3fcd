"""Alarm profiles: versions that never change, a draft refused in words, approved by a supervisor with a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.alarms.profile_file import default_profile
from bedside.alarms.profiles import ProfileShelf
from bedside.monitor.site_changes import words_of
from bedside.ui.profile_desk import ProfileDesk
from bedside.ui.profile_draft import Draft
from bedside.ui.profiles_screen import ProfilesScreen
from bedside.ui.theme import Theme
from bedside.vitals.commands import STATION_BED
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import ChooseProfile, TellChange
from tests.helpers.hosting import host
from tests.helpers.story import NURSE
from tests.helpers.updates import station

SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
V1 = default_profile().title
V2 = f"{default_profile().name} v2"


@pytest.fixture
def shelf(tmp_path: Path) -> ProfileShelf:
    return ProfileShelf(tmp_path / "profiles")


@pytest.fixture
def screen(qtbot: QtBot, look: Theme, shelf: ProfileShelf) -> ProfilesScreen:
    made = ProfilesScreen(look)
    host(qtbot, made, 1840, 968)
    desk = ProfileDesk(made, shelf, lambda: datetime(2026, 11, 2, 17, 12))
    made.set_actor(SUPERVISOR)
    desk.refresh()
    made.show_update(station(profiles=(V1,)))
    return made


def typed(qtbot: QtBot, screen: ProfilesScreen, parameter: Parameter, cell: str, text: str) -> None:
    edit = screen.table.cells[parameter, cell].edit
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def heard(screen: ProfilesScreen) -> list[object]:
    sent: list[object] = []
    screen.command.connect(sent.append)
    return sent


def test_a_version_can_be_read_and_not_typed_into(qtbot: QtBot, screen: ProfilesScreen) -> None:
    assert list(screen.list.keys) == [V1]
    cell = screen.table.cells[Parameter.SPO2, "med_low"].edit
    assert cell.text() == "92" and cell.isReadOnly()
    assert screen.table.cells[Parameter.SPO2, "med_high"].edit.text() == "off"
    assert cell.accessibleName() == "SpO2 Medium low"
    screen.grab()


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize(
    ("parameter", "cell", "text", "said"),
    (
        (Parameter.SPO2, "med_low", "99", "outside 85 to 98"),
        (Parameter.PR, "high_low", "55", "PR High low = 55 is not under PR Medium low = 50"),
        (Parameter.PR, "med_high", "off", "cannot be off in a profile"),
        (Parameter.SPO2, "persistence_med_s", "16", "outside 0 to 15"),
        (Parameter.RR, "high_high", "x", "is not a number"),
    ),
)
def test_a_row_is_refused_in_words_and_cannot_be_approved(
    qtbot: QtBot, screen: ProfilesScreen, parameter: Parameter, cell: str, text: str, said: str
) -> None:
    screen.list.draft_key.click()
    typed(qtbot, screen, parameter, cell, text)
    screen.reason.setText("because")
    assert said in screen.table.refusals[parameter].text()
    assert screen.words.startswith("1 row(s) refused")
    assert not screen.approve_key.isEnabled()
    screen.grab()


def test_a_supervisor_approves_a_draft_as_the_next_version_with_a_reason(
    qtbot: QtBot, screen: ProfilesScreen, shelf: ProfileShelf
) -> None:
    screen.list.draft_key.click()
    typed(qtbot, screen, Parameter.SPO2, "med_low", "91")
    assert screen.words.startswith("Say why")
    screen.reason.setText("Fewer short dips after the November review")
    sent = heard(screen)
    assert screen.words.startswith("Will be approved by Dr. L. Hartmann")
    screen.approve_key.click()
    saved, fault = shelf.get(default_profile().name)
    assert not fault
    assert (saved.title, saved.approved_by, saved.approved_on) == (V2, "Dr. L. Hartmann", "2026-11-02")
    assert saved.reason == "Fewer short dips after the November review"
    assert saved.limit_sets[Parameter.SPO2].med_low == 91
    assert list(screen.list.keys) == [V2, V1]
    assert screen.draft is None
    assert "approved by Dr. L. Hartmann on 2026-11-02" in screen.list.approval
    told = next(command for command in sent if isinstance(command, TellChange))
    assert words_of(told) == f"the alarm profile {V2} was approved"
    assert (told.actor, told.detail) == (SUPERVISOR, "Fewer short dips after the November review")


def test_what_comes_with_bedside_can_be_approved_as_it_is_once(
    qtbot: QtBot, screen: ProfilesScreen, shelf: ProfileShelf
) -> None:
    """It is a proposal until then; the same again would say nothing new."""
    screen.list.draft_key.click()
    assert screen.words.startswith("Say why")
    screen.reason.setText("Read and agreed in the meeting of November")
    screen.approve_key.click()
    saved, _ = shelf.get(default_profile().name)
    assert saved.title == V2 and saved.approved_by == "Dr. L. Hartmann"
    assert saved.limit_sets == default_profile().limit_sets
    screen.list.draft_key.click()
    assert not screen.approve_key.isEnabled() and screen.words == f"Nothing differs from {V2}."


@pytest.mark.parametrize("actor", (NURSE, UNNAMED, Actor(name="T. Ito", role=Role.TECHNICIAN)))
def test_only_a_supervisor_approves_or_chooses(
    qtbot: QtBot, screen: ProfilesScreen, shelf: ProfileShelf, actor: Actor
) -> None:
    screen.set_actor(actor)
    screen.list.draft_key.click()
    typed(qtbot, screen, Parameter.SPO2, "med_low", "91")
    screen.reason.setText("because")
    assert "Only a supervisor" in screen.words
    screen.approve_key.click()
    assert shelf.titled(V2) is None
    assert not screen.list.use_key.isEnabled()


@pytest.mark.req("ALM-40")
def test_new_sessions_begin_with_the_profile_that_was_chosen(
    qtbot: QtBot, screen: ProfilesScreen, shelf: ProfileShelf
) -> None:
    sent = heard(screen)
    assert not screen.list.use_key.isEnabled()  # it is in use
    screen.list.draft_key.click()
    typed(qtbot, screen, Parameter.PR, "med_high", "115")
    screen.reason.setText("because")
    screen.approve_key.click()
    screen.list.use_key.click()
    assert sent[-1:] == [ChooseProfile(bed=STATION_BED, actor=SUPERVISOR, name=default_profile().name)]
    screen.show_update(station(profiles=(V2,)))
    assert not screen.list.use_key.isEnabled()
    screen.list.keys[V1].click()
    assert not screen.list.use_key.isEnabled()  # an older version is history
    assert screen.table.cells[Parameter.PR, "med_high"].edit.text() == "120"


def test_a_draft_lists_what_it_changes_and_can_be_discarded(qtbot: QtBot, screen: ProfilesScreen) -> None:
    screen.list.draft_key.click()
    typed(qtbot, screen, Parameter.SPO2, "med_low", "91")
    screen.table.rate_keys["pr_drop"].click()
    screen.table.confirm_key.click()
    screen.table.sat_key.click()
    assert screen.draft is not None
    assert screen.draft.changes() == [
        ("SpO2 Medium low", "92", "91"),
        ("PR drops fast", "30", "off"),
        ("High NIBP needs a second reading", "no", "yes"),
        ("Sat-seconds", "off", "10"),
    ]
    typed(qtbot, screen, Parameter.SPO2, "med_low", "92")
    assert len(screen.draft.changes()) == 3
    assert not screen.table.cells[Parameter.SPO2, "med_low"].edit.font().bold()
    typed(qtbot, screen, Parameter.SPO2, "med_low", "91")
    assert screen.table.cells[Parameter.SPO2, "med_low"].edit.font().bold()  # it differs
    screen.discard_key.click()
    assert screen.draft is None
    assert screen.table.cells[Parameter.SPO2, "med_low"].edit.text() == "92"


def test_a_draft_under_another_name_becomes_a_profile_of_its_own(
    qtbot: QtBot, screen: ProfilesScreen, shelf: ProfileShelf
) -> None:
    screen.list.draft_key.click()
    screen.name.selectAll()
    qtbot.keyClicks(screen.name, "pain-day")
    typed(qtbot, screen, Parameter.NIBP_SYS, "med_high", "170")
    screen.reason.setText("treated hypertension")
    screen.approve_key.click()
    assert list(screen.list.keys) == [V1, "pain-day v1"]


def test_a_name_that_cannot_be_a_file_is_refused_in_words_while_it_is_typed(
    qtbot: QtBot, screen: ProfilesScreen
) -> None:
    screen.list.draft_key.click()
    typed(qtbot, screen, Parameter.NIBP_SYS, "med_high", "170")
    screen.reason.setText("because")
    for name, words in (("../up", "cannot be called"), ("x" * 65, "up to 64"), ("", "needs a name")):
        screen.name.selectAll()
        qtbot.keyClick(screen.name, Qt.Key.Key_Delete)
        qtbot.keyClicks(screen.name, name)
        assert words in screen.words
        assert not screen.approve_key.isEnabled()
    qtbot.keyClicks(screen.name, "pain-day")
    assert screen.approve_key.isEnabled()


def test_a_file_with_nonsense_is_said_and_the_last_good_one_is_shown(
    qtbot: QtBot, screen: ProfilesScreen, shelf: ProfileShelf, tmp_path: Path
) -> None:
    (tmp_path / "profiles").mkdir(exist_ok=True)
    (tmp_path / "profiles" / f"{default_profile().name}.toml").write_text("version = 'x'")
    ProfileDesk(screen, shelf, lambda: datetime(2026, 11, 2)).refresh()
    assert "was not used" in screen._hint.text()
    assert V1 in screen.list.keys


def test_a_refused_draft_is_no_profile() -> None:
    draft = Draft.of(default_profile())
    draft.put(Parameter.PR, "high_low", "60")
    with pytest.raises(ValueError, match="refused"):
        draft.profile()
    draft.put(Parameter.PR, "high_low", "40")
    assert draft.profile().limit_sets == default_profile().limit_sets


@pytest.mark.parametrize("size", ((1840, 968), (1000, 560)))
def test_the_page_fits_small_windows(qtbot: QtBot, screen: ProfilesScreen, size: tuple[int, int]) -> None:
    screen.resize(*size)
    screen.list.draft_key.click()
    assert screen.minimumSizeHint().width() <= size[0]
    assert screen.minimumSizeHint().height() <= size[1]
    screen.grab()


def test_in_a_laptop_window_the_list_gives_its_room_to_the_draft_and_comes_back(
    qtbot: QtBot, screen: ProfilesScreen
) -> None:
    screen.resize(1024, 690)
    assert screen.list.isVisible()
    screen.list.draft_key.click()
    QApplication.processEvents()
    assert not screen.list.isVisible()
    area = screen.table.parentWidget()
    assert area is not None
    for cell in screen.table.cells.values():
        assert cell.mapTo(area, cell.rect().topRight()).x() <= area.width(), "no column is out of sight"
    screen.discard_key.click()
    assert screen.list.isVisible() and screen.list.draft_key.hasFocus()
