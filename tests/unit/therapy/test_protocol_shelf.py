"""The protocols of a site: versions, who approved them, and what happens to a file that cannot be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bedside.errors import RefusedError, UserFacingError
from bedside.settings import protocols_path, settings_path
from bedside.therapy.protocol_file import as_toml, default_protocol
from bedside.therapy.protocols import ProtocolShelf
from bedside.therapy.site_rules import approval, rule_words
from bedside.vitals.protocol import Protocol, SiteRule
from bedside.vitals.sessions import UNNAMED, Actor, Role

ADA = Actor(name="Dr Ada", role=Role.SUPERVISOR)
MOOD, PAIN = default_protocol("mood"), default_protocol("pain")
OURS = replace(MOOD, key="ours", title="Ours", minutes=50.0)


def saved(shelf: ProtocolShelf, draft: Protocol = OURS, actor: Actor = ADA) -> Protocol:
    return shelf.save(draft, actor, "2026-02-03")


def test_the_folder_lies_beside_the_settings() -> None:
    assert protocols_path() == settings_path().parent / "protocols"


def test_without_a_folder_there_are_the_two_families_that_came_with_bedside(tmp_path: Path) -> None:
    shelf = ProtocolShelf(tmp_path / "none")
    assert shelf.keys == ("mood", "pain")
    assert shelf.get("mood") == (MOOD, "")
    assert shelf.get("pain") == (PAIN, "")
    assert (shelf.family("mood"), shelf.family("pain"), shelf.family("skin")) == ((MOOD,), (PAIN,), ())
    assert shelf.versions("pain") == (PAIN,)
    assert not (tmp_path / "none").exists()


@pytest.mark.req("PROT-01")
def test_each_save_is_a_new_version_and_says_who_approved_it_and_when(tmp_path: Path) -> None:
    shelf = ProtocolShelf(tmp_path / "deep" / "protocols")
    first = saved(shelf)
    assert first == replace(OURS, version=1, approved_by="Dr Ada", approved_on="2026-02-03")
    ruled = replace(first, rules=(SiteRule(key="nibp_sys.high_high", text="Repeat in 5 min."),))
    second = saved(shelf, ruled)
    assert (second.version, second.rules) == (2, ruled.rules)
    assert approval(second) == "Ours v2, approved by Dr Ada on 2026-02-03"
    assert rule_words(second, "nibp_sys.high_high") == "Repeat in 5 min."
    again = ProtocolShelf(tmp_path / "deep" / "protocols")
    assert again.get("ours") == (second, "")
    assert again.keys == ("mood", "ours", "pain")
    assert again.family("mood") == (MOOD, second)


@pytest.mark.req("PROT-01")
def test_old_versions_are_kept_and_stay_readable(tmp_path: Path) -> None:
    shelf = ProtocolShelf(tmp_path)
    first, second = saved(shelf), saved(shelf, replace(OURS, minutes=60.0))
    assert shelf.versions("ours") == (second, first)
    assert (shelf.version("ours", 1), shelf.version("ours", 2)) == (first, second)
    assert shelf.version("ours", 3) is None
    assert shelf.versions("../ours") == shelf.versions("nobody") == ()


def test_a_site_version_of_a_shipped_protocol_stands_for_it(tmp_path: Path) -> None:
    shelf = ProtocolShelf(tmp_path)
    second = saved(shelf, replace(MOOD, minutes=45.0))
    assert second.version == 2
    assert shelf.get("mood") == (second, "")
    assert shelf.versions("mood") == (second, MOOD)
    assert shelf.keys == ("mood", "pain")


@pytest.mark.req("PROT-01")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_only_a_supervisor_may_save(tmp_path: Path, role: Role) -> None:
    with pytest.raises(RefusedError, match="only a supervisor"):
        saved(ProtocolShelf(tmp_path), actor=Actor(name="X", role=role))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "  ", UNNAMED.name])
def test_nobody_may_approve(tmp_path: Path, name: str) -> None:
    with pytest.raises(RefusedError, match="say who approves it"):
        saved(ProtocolShelf(tmp_path), actor=Actor(name=name, role=Role.SUPERVISOR))


def test_a_draft_that_does_not_hold_is_refused_with_every_fault_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    shelf = ProtocolShelf(tmp_path)
    with pytest.raises(RefusedError, match=r"minutes must lie .* baseline_readings must lie"):
        saved(shelf, replace(OURS, minutes=0.0, baseline_readings=0))
    with pytest.raises(RefusedError, match="not a day"):
        shelf.save(OURS, ADA, "tomorrow")
    with pytest.raises(RefusedError, match="The key"):
        saved(shelf, replace(OURS, key="../ours"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("key", ["nobody", "../mood", "", "mood.v1"])
def test_a_key_that_nothing_stands_under_is_told_and_the_default_is_in_force(
    tmp_path: Path, key: str
) -> None:
    found, told = ProtocolShelf(tmp_path).get(key)
    assert found == MOOD
    assert told == f'There is no protocol "{key}": mood is in force.'


@pytest.mark.parametrize("content", ["", "key =", 'key = "mood"\n[[screening]]\n', "\x00"])
def test_a_broken_file_is_told_in_words_and_the_shipped_default_is_used(tmp_path: Path, content: str) -> None:
    (tmp_path / "pain.toml").write_text(content, encoding="utf-8")
    found, told = ProtocolShelf(tmp_path).get("pain")
    assert found == PAIN
    assert str(tmp_path / "pain.toml") in told
    assert told.endswith("pain v1 stays in force: correct the file or save the protocol again.")


def test_a_broken_file_leaves_the_newest_good_version_of_the_site_in_force(tmp_path: Path) -> None:
    shelf = ProtocolShelf(tmp_path)
    saved(shelf)
    second = saved(shelf)
    (tmp_path / "ours.toml").write_text("broken", encoding="utf-8")
    found, told = shelf.get("ours")
    assert found == second
    assert "ours v2 stays in force" in told
    (tmp_path / "ours.toml").unlink()
    assert shelf.get("ours")[0] == second
    assert shelf.keys == ("mood", "ours", "pain")
    third = saved(shelf)
    assert (third.version, shelf.get("ours")) == (3, (third, ""))


def test_a_broken_own_file_with_nothing_behind_it_leaves_the_default_in_force(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("broken", encoding="utf-8")
    found, told = ProtocolShelf(tmp_path).get("ours")
    assert found == MOOD and "mood v1 stays in force" in told


def test_a_save_over_a_broken_file_keeps_what_a_person_wrote(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("my words", encoding="utf-8")
    assert saved(ProtocolShelf(tmp_path)).version == 1
    assert (tmp_path / "ours.broken").read_text(encoding="utf-8") == "my words"


def test_a_file_written_by_hand_is_used_and_its_version_is_kept(tmp_path: Path) -> None:
    shelf = ProtocolShelf(tmp_path)
    (tmp_path / "ours.toml").write_text(as_toml(replace(OURS, version=7)), encoding="utf-8")
    assert shelf.get("ours") == (replace(OURS, version=7), "")
    assert (tmp_path / "ours.v7.toml").exists()
    assert saved(shelf).version == 8


def test_a_file_that_was_changed_and_kept_its_version_is_not_used(tmp_path: Path) -> None:
    shelf = ProtocolShelf(tmp_path)
    first = saved(shelf)
    (tmp_path / "ours.toml").write_text(as_toml(replace(first, minutes=99.0)), encoding="utf-8")
    found, told = shelf.get("ours")
    assert found == first
    assert told.endswith("That one stays in force: give the file the version 2.")
    (tmp_path / "ours.toml").write_text(as_toml(replace(first, minutes=99.0, version=2)), encoding="utf-8")
    assert shelf.get("ours") == (replace(first, minutes=99.0, version=2), "")


def test_a_shipped_protocol_that_was_changed_and_kept_its_version_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "mood.toml").write_text(as_toml(replace(MOOD, minutes=99.0)), encoding="utf-8")
    found, told = ProtocolShelf(tmp_path).get("mood")
    assert found == MOOD and "give the file the version 2" in told


def test_a_file_that_calls_itself_otherwise_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "pain.toml").write_text(as_toml(OURS), encoding="utf-8")
    found, told = ProtocolShelf(tmp_path).get("pain")
    assert found == PAIN and 'its key is "ours", not the name of the file' in told


def test_a_folder_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "protocols").write_text("", encoding="utf-8")
    shelf = ProtocolShelf(tmp_path / "protocols")
    assert shelf.get("mood") == (MOOD, "")
    with pytest.raises(UserFacingError, match="could not be written"):
        saved(shelf)
