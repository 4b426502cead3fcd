"""Which alarm profile a session gets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bedside.alarms.profiles import ProfileShelf
from bedside.errors import RefusedError
from bedside.monitor.profile_choice import ProfileChoice
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import ChooseProfile

SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)


def shelf(folder: Path) -> ProfileShelf:
    made = ProfileShelf(folder)
    profile, _ = made.get("adult-subanaesthetic")
    made.save(
        replace(profile, name="pain-day", version=1), "Dr. L. Hartmann", "2026-11-02", "longer sessions"
    )
    return made


def test_new_sessions_begin_with_the_chosen_profile_and_old_ones_keep_theirs(tmp_path: Path) -> None:
    choice = ProfileChoice(shelf(tmp_path), "adult-subanaesthetic", pytest.fail)
    before = choice.profile_of(None)
    choice.choose(ChooseProfile(bed=0, actor=SUPERVISOR, name="pain-day"))
    assert choice.profile_of(None).name == "pain-day"
    assert choice.profile_of(before.title) == before
    assert choice.titles()[0] == choice.profile_of(None).title
    assert before.title in choice.titles()


def test_it_says_who_approved_the_profile_in_use(tmp_path: Path) -> None:
    """What comes with bedside was approved by nobody here."""
    choice = ProfileChoice(shelf(tmp_path), "adult-subanaesthetic", pytest.fail)
    assert choice.approval() == ("", "")
    choice.choose(ChooseProfile(bed=0, actor=SUPERVISOR, name="pain-day"))
    assert choice.approval() == ("Dr. L. Hartmann", "2026-11-02")


@pytest.mark.parametrize(
    "actor",
    [
        UNNAMED,
        replace(SUPERVISOR, role=Role.NURSE),
        replace(UNNAMED, role=Role.SUPERVISOR),
        replace(SUPERVISOR, name="  "),
    ],
)
def test_only_a_named_supervisor_chooses(tmp_path: Path, actor: Actor) -> None:
    choice = ProfileChoice(shelf(tmp_path), "adult-subanaesthetic", pytest.fail)
    with pytest.raises(RefusedError, match="Only a supervisor"):
        choice.choose(ChooseProfile(bed=0, actor=actor, name="pain-day"))


@pytest.mark.req("ALM-20")
def test_a_profile_of_nonsense_is_told_in_words_and_the_last_good_one_stays(tmp_path: Path) -> None:
    made = shelf(tmp_path)
    made.get("pain-day")
    next(tmp_path.glob("pain-day*.toml")).write_text("[spo2]\nhigh_low = 99\n", encoding="utf-8")
    told: list[str] = []
    choice = ProfileChoice(ProfileShelf(tmp_path), "pain-day", told.append)
    assert choice.profile_of(None).limit_sets
    assert len(told) == 1
    assert "pain-day" in told[0]
    with pytest.raises(RefusedError):
        choice.choose(ChooseProfile(bed=0, actor=SUPERVISOR, name="no-such"))
