"""Look, ages, views and windows: what is taken, what is refused in words, and what of it stands in the audit."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bedside.errors import RefusedError, UserFacingError
from bedside.monitor.display_desk import MOST_WINDOWS, DisplayDesk
from bedside.monitor.display_rules import AGE_BOUNDS_S, AGE_NAMES, AGE_ROWS, age_faults, in_words
from bedside.monitor.kept_settings import KeptSettings
from bedside.settings import Settings
from bedside.vitals.commands import STATION_BED, SetAges
from bedside.vitals.display import Ages, Appearance, BedView, PressureUnit, WindowPlace
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import RememberView, RememberWindows, SetAppearance

SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
TECHNICIAN = Actor(name="T. Ito", role=Role.TECHNICIAN)
NURSE = Actor(name="A. Moreno", role=Role.NURSE)


def desk() -> tuple[DisplayDesk, KeptSettings, list[Settings]]:
    written: list[Settings] = []
    kept = KeptSettings(Settings(), written.append, pytest.fail)
    return DisplayDesk(kept), kept, written


def look(**changed: object) -> SetAppearance:
    return SetAppearance(bed=STATION_BED, actor=UNNAMED, appearance=replace(Appearance(), **changed))  # type: ignore[arg-type]


def ages(actor: Actor = SUPERVISOR, **changed: float) -> SetAges:
    return SetAges(bed=STATION_BED, actor=actor, ages=replace(Ages(), **changed))


def test_a_look_is_kept_and_told_in_the_audit() -> None:
    asked, kept, written = desk()
    told = asked.obey(look(theme="light", text_scale=1.5, pressure_unit=PressureUnit.KPA))
    assert told == [
        "theme is now light, it was dark",
        "text_scale is now 1.5, it was 1.0",
        "pressure_unit is now kPa, it was mmHg",
    ]
    assert kept.settings.appearance.theme == "light"
    assert written[-1].appearance.text_scale == 1.5


@pytest.mark.parametrize(
    ("changed", "why"),
    (
        ({"theme": "neon"}, "There is no theme “neon”: choose one of dark, light, high-contrast"),
        ({"theme": "quiet-room"}, "There is no theme"),
        ({"text_scale": 0.9}, "90 % cannot be set: choose 100 to 200 %"),
        ({"text_scale": 2.1}, "210 % cannot be set"),
        ({"text_scale": math.nan}, "cannot be set"),
        ({"sweep_mm_s": 30.0}, "30 mm/s is no sweep speed"),
        ({"px_per_mm": 0.0}, "measure the line on the screen again"),
        ({"px_per_mm": 31.0}, "measure the line on the screen again"),
        ({"px_per_mm": math.nan}, "measure the line on the screen again"),
    ),
)
def test_a_look_that_makes_no_sense_is_refused_in_words(changed: dict[str, object], why: str) -> None:
    asked, kept, written = desk()
    with pytest.raises(RefusedError, match=why):
        asked.obey(look(**changed))
    assert kept.settings == Settings()
    assert not written


@pytest.mark.parametrize("actor", (SUPERVISOR, TECHNICIAN))
def test_ages_are_set_by_a_supervisor_or_a_technician(actor: Actor) -> None:
    asked, kept, _ = desk()
    told = asked.obey(ages(actor, numeric_valid_s=4.0))
    assert told == ["numeric_valid_s is now 4.0, it was 3.0"]
    assert kept.settings.ages == Ages(numeric_valid_s=4.0)


@pytest.mark.parametrize("actor", (NURSE, UNNAMED, Actor(name="x", role=Role.PROGRAM)))
def test_nobody_else_sets_ages(actor: Actor) -> None:
    asked, kept, _ = desk()
    with pytest.raises(RefusedError, match="Only a supervisor or a technician sets the ages"):
        asked.obey(ages(actor, numeric_valid_s=4.0))
    assert kept.settings.ages == Ages()


@pytest.mark.parametrize(
    ("changed", "why"),
    (
        ({"numeric_valid_s": 11.0}, "11 s cannot be set for numbers of devices: choose 1 s to 10 s"),
        ({"numeric_valid_s": 0.5}, "choose 1 s to 10 s"),
        ({"numeric_valid_s": 5.0, "numeric_gone_s": 5.0}, "must come later than the fading after 5 s"),
        (
            {"nibp_gone_s": 600.0},
            "For NIBP the dashes after 10 min must come later than the fading after 15 min",
        ),
        ({"entered_faded_s": math.nan}, "cannot be set for values that were entered"),
        ({"struck_s": 61.0}, "61 s cannot be set for struck numbers: choose 0 s to 1 min"),
    ),
)
def test_ages_that_make_no_sense_are_refused_in_words(changed: dict[str, float], why: str) -> None:
    asked, kept, _ = desk()
    with pytest.raises(RefusedError, match=why):
        asked.obey(ages(**changed))
    assert kept.settings.ages == Ages()


def test_the_table_names_every_time_once_and_the_usual_ones_are_allowed() -> None:
    named = [name for row in AGE_ROWS for name in (row.faded, row.gone) if name]
    assert sorted(named) == sorted(AGE_NAMES) == sorted(AGE_BOUNDS_S)
    assert age_faults(Ages()) == {}


def test_times_are_said_in_the_unit_a_person_would_use() -> None:
    assert [in_words(t) for t in (0.0, 3.0, 60.0, 90.0, 900.0)] == ["0 s", "3 s", "1 min", "90 s", "15 min"]


def test_views_and_windows_are_kept_without_a_line_in_the_audit() -> None:
    asked, kept, _ = desk()
    for bed in (3, 1):
        assert asked.obey(RememberView(bed=bed, actor=UNNAMED, view=BedView(bed=bed, table=True))) == []
    assert asked.obey(RememberView(bed=3, actor=UNNAMED, view=BedView(bed=3, sweep_s=12.0))) == []
    assert kept.settings.views == (BedView(bed=1, table=True), BedView(bed=3, sweep_s=12.0))
    many = tuple(WindowPlace(x=n) for n in range(MOST_WINDOWS + 3))
    assert asked.obey(RememberWindows(bed=STATION_BED, actor=UNNAMED, windows=many)) == []
    assert len(kept.settings.windows) == MOST_WINDOWS


def test_a_disk_that_cannot_be_written_is_told_and_the_look_counts_all_the_same() -> None:
    told: list[str] = []

    def full(_settings: Settings) -> None:
        raise UserFacingError("The disk is full.")

    kept = KeptSettings(Settings(), full, told.append)
    DisplayDesk(kept).obey(look(theme="light"))
    assert told == ["The disk is full."]
    assert kept.settings.appearance.theme == "light"
