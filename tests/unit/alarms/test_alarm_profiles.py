"""The profiles of a site: versions, who approved them, and what happens to a file that cannot be used."""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.alarms import profile_file
from bedside.alarms.limits import edited
from bedside.alarms.profile import Profile, Rates
from bedside.alarms.profile_file import DEFAULT, default_profile
from bedside.alarms.profiles import LAST_GOOD, ProfileShelf, as_toml
from bedside.errors import RefusedError, UserFacingError
from bedside.vitals.commands import LimitEdit
from bedside.vitals.parameters import Parameter

OURS = replace(default_profile(), name="ours")


def stricter(of: Profile = OURS) -> Profile:
    return edited(of, [LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=94)])


def saved(shelf: ProfileShelf, what: Profile = OURS, reason: str = "agreed") -> Profile:
    return shelf.save(what, "Dr Ada", "2026-02-03", reason)


@pytest.mark.req("ALM-40")
def test_without_a_folder_there_is_what_came_with_bedside(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path / "none")
    assert shelf.names == (DEFAULT,)
    assert shelf.get(DEFAULT) == (default_profile(), "")
    assert shelf.titles() == {"adult-subanaesthetic v1"}
    assert not (tmp_path / "none").exists()


@pytest.mark.req("ALM-40")
def test_each_save_is_a_new_version_and_says_who_approved_it(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path / "profiles")
    first = saved(shelf)
    assert (first.version, first.approved_by, first.approved_on, first.reason) == (
        1,
        "Dr Ada",
        "2026-02-03",
        "agreed",
    )
    second = saved(shelf, stricter(first), reason="")
    assert (second.title, second.limit_sets[Parameter.SPO2].med_low) == ("ours v2", 94)
    assert shelf.get("ours") == (second, "")
    assert shelf.names == (DEFAULT, "ours")
    assert ProfileShelf(tmp_path / "profiles").get("ours") == (second, "")


@pytest.mark.req("ALM-40")
def test_old_versions_stay_readable(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    first, second = saved(shelf), saved(shelf, stricter())
    assert shelf.titled("ours v1") == first
    assert shelf.titled("ours v2") == second
    assert shelf.titled("adult-subanaesthetic v1") == default_profile()
    for nobody in ("ours v3", "ours", "../ours v1", "ours vx", ""):
        assert shelf.titled(nobody) is None


@pytest.mark.req("ALM-40")
def test_a_site_version_of_the_shipped_profile_stands_for_it(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    second = saved(shelf, stricter(default_profile()))
    assert second.title == "adult-subanaesthetic v2"
    assert shelf.get(DEFAULT) == (second, "")
    assert shelf.titled("adult-subanaesthetic v1") == default_profile()


@pytest.mark.req("ALM-20")
@pytest.mark.parametrize("content", [b"", b"name = ", b"\xff\xfe", b'name = "ours"\nversion = 1\n'])
def test_a_broken_file_is_refused_in_words_and_the_last_good_copy_stays(
    tmp_path: Path, content: bytes
) -> None:
    shelf = ProfileShelf(tmp_path)
    good = saved(shelf, stricter())
    (tmp_path / "ours.toml").write_bytes(content)
    found, fault = shelf.get("ours")
    assert found == good
    assert "ours.toml" in fault
    assert "ours v1 stays in force: correct the file or save the profile again." in fault


@pytest.mark.req("ALM-20")
def test_a_file_written_by_hand_is_kept_as_the_last_good_one(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    by_hand = replace(stricter(), version=7)
    (tmp_path / "ours.toml").write_text(as_toml(by_hand), encoding="utf-8")
    assert shelf.get("ours") == (by_hand, "")
    (tmp_path / "ours.toml").write_text("nonsense", encoding="utf-8")
    assert shelf.get("ours")[0] == by_hand
    (tmp_path / "ours.toml").unlink()
    found, fault = shelf.get("ours")
    assert found == by_hand
    assert "cannot be read" in fault
    assert "ours" in shelf.names


@pytest.mark.req("ALM-40")
def test_every_version_written_by_hand_is_found_by_its_title_after_it_was_read(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    versions = [replace(OURS, version=1), replace(stricter(), version=2)]
    for each in versions:
        (tmp_path / "ours.toml").write_bytes(b"\xef\xbb\xbf" + (as_toml(each) + "# by hand\n").encode())
        assert shelf.get("ours") == (each, "")
    assert [shelf.titled(each.title) for each in versions] == versions
    assert (tmp_path / "ours.v1.toml").read_text(encoding="utf-8").endswith("# by hand\n")


@pytest.mark.req("ALM-20", "ALM-40")
def test_a_file_changed_by_hand_without_a_new_version_is_not_used_and_says_which_to_give(
    tmp_path: Path,
) -> None:
    shelf = ProfileShelf(tmp_path)
    first = saved(shelf)
    by_hand = as_toml(replace(stricter(first), version=1))
    (tmp_path / "ours.toml").write_text(by_hand, encoding="utf-8")
    for _ in range(2):
        found, fault = shelf.get("ours")
        assert found == first
        assert "it differs from the ours v1 that is known here" in fault
        assert "give the file the version 2." in fault
    assert shelf.titled("ours v1") == first
    (tmp_path / "ours.toml").write_text(by_hand.replace("version = 1", "version = 2"), encoding="utf-8")
    assert shelf.get("ours") == (replace(stricter(first), version=2), "")
    assert shelf.titled("ours v1") == first


@pytest.mark.req("ALM-20", "ALM-40")
def test_a_version_read_before_versions_were_kept_is_known_from_its_copy(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    first = saved(shelf)
    (tmp_path / "ours.v1.toml").unlink()
    (tmp_path / "ours.toml").write_text(as_toml(replace(stricter(first), version=1)), encoding="utf-8")
    found, fault = shelf.get("ours")
    assert (found, bool(fault)) == (first, True)


@pytest.mark.req("ALM-20", "ALM-40")
def test_a_site_file_cannot_pass_for_the_version_that_came_with_bedside(tmp_path: Path) -> None:
    (tmp_path / f"{DEFAULT}.toml").write_text(as_toml(stricter(default_profile())), encoding="utf-8")
    shelf = ProfileShelf(tmp_path)
    found, fault = shelf.get(DEFAULT)
    assert found == default_profile()
    assert "give the file the version 2." in fault
    assert shelf.titled("adult-subanaesthetic v1") == default_profile()


@pytest.mark.req("ALM-40")
def test_a_kept_version_that_cannot_be_read_is_not_written_over_and_said(tmp_path: Path) -> None:
    (tmp_path / "ours.v1.toml").write_text("half a thought", encoding="utf-8")
    (tmp_path / "ours.toml").write_text(as_toml(OURS), encoding="utf-8")
    found, fault = ProfileShelf(tmp_path).get("ours")
    assert found == OURS
    assert "ours.v1.toml cannot be read and is not written over: give the file the version 2." in fault
    assert (tmp_path / "ours.v1.toml").read_text(encoding="utf-8") == "half a thought"


def test_a_save_sets_a_file_aside_whose_version_is_another_profiles(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    first = saved(shelf)
    by_hand = as_toml(replace(stricter(first), version=1))
    (tmp_path / "ours.toml").write_text(by_hand, encoding="utf-8")
    assert saved(shelf, stricter(first)).version == 2
    assert (tmp_path / "ours.broken").read_text(encoding="utf-8") == by_hand
    assert shelf.titled("ours v1") == first


@pytest.mark.req("ALM-20")
def test_a_broken_file_without_a_copy_leaves_the_shipped_one_in_force(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("nonsense", encoding="utf-8")
    (tmp_path / f"{DEFAULT}.toml").write_text("nonsense", encoding="utf-8")
    for name in ("ours", DEFAULT):
        found, fault = ProfileShelf(tmp_path).get(name)
        assert found == default_profile()
        assert "adult-subanaesthetic v1 stays in force" in fault


@pytest.mark.req("ALM-20")
def test_a_broken_copy_does_not_count_as_a_good_one(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    saved(shelf)
    for file in (tmp_path / "ours.toml", tmp_path / LAST_GOOD / "ours.toml"):
        file.write_text("nonsense", encoding="utf-8")
    assert shelf.get("ours")[0] == default_profile()


def test_a_file_that_calls_itself_by_another_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs.toml").write_text(as_toml(OURS), encoding="utf-8")
    found, fault = ProfileShelf(tmp_path).get("theirs")
    assert found == default_profile()
    assert 'it calls itself "ours"' in fault


@pytest.mark.parametrize("name", ["nobody", "", "../secret", "a/b", "ours.v1"])
def test_an_unknown_name_leaves_the_default_in_force_and_says_so(tmp_path: Path, name: str) -> None:
    saved(ProfileShelf(tmp_path))
    found, fault = ProfileShelf(tmp_path).get(name)
    assert found == default_profile()
    assert f'There is no alarm profile "{name}"' in fault


@pytest.mark.req("ALM-20")
def test_what_is_not_valid_is_not_saved(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    sets = dict(OURS.limit_sets)
    sets[Parameter.PR] = replace(sets[Parameter.PR], high_low=60)
    bad = {
        "is not under": replace(OURS, limit_sets=sets),
        "cannot be off": edited(OURS, [LimitEdit(parameter=Parameter.PR, cell="med_high", value=None)]),
        "is not a number": replace(OURS, rates=Rates(pr_rise=float("nan"))),
        "cannot be called": replace(OURS, name="a/b"),
    }
    for words, what in bad.items():
        with pytest.raises(RefusedError, match=words):
            saved(shelf, what)
    with pytest.raises(RefusedError, match="say who approves it"):
        shelf.save(OURS, " ", "2026-02-03", "")
    for day in ("", "3.2.2026", "20260203"):
        with pytest.raises(RefusedError, match="not a day"):
            shelf.save(OURS, "Dr Ada", day, "")
    assert list(tmp_path.iterdir()) == []


def test_a_save_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    by_hand = as_toml(replace(stricter(), version=3)) + "# ours\n"
    (tmp_path / "ours.toml").write_text(by_hand, encoding="utf-8")
    assert saved(shelf).version == 4
    assert (tmp_path / "ours.v3.toml").read_text(encoding="utf-8") == by_hand
    (tmp_path / "ours.toml").write_text("half a thought", encoding="utf-8")
    assert saved(shelf).version == 5
    assert (tmp_path / "ours.broken").read_text(encoding="utf-8") == "half a thought"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_folder_that_cannot_be_written_leaves_the_version_in_use(tmp_path: Path) -> None:
    shelf = ProfileShelf(tmp_path)
    first = saved(shelf)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(UserFacingError, match="the version in use is untouched"):
            saved(shelf, stricter())
        assert shelf.get("ours") == (first, "")
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_folder_that_is_a_file_is_said_in_words(tmp_path: Path) -> None:
    place = tmp_path / "profiles"
    place.write_text("not a folder", encoding="utf-8")
    shelf = ProfileShelf(place)
    assert shelf.names == (DEFAULT,)
    assert shelf.get(DEFAULT)[0] == default_profile()
    with pytest.raises(UserFacingError, match="could not be written"):
        saved(shelf)


def test_a_good_file_of_which_no_copy_can_be_kept_is_used_and_said(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(as_toml(stricter()), encoding="utf-8")
    (tmp_path / LAST_GOOD).write_text("in the way", encoding="utf-8")
    found, fault = ProfileShelf(tmp_path).get("ours")
    assert found == stricter()
    assert "no copy of it could be kept" in fault


@given(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.floats(50, 70),
    st.sampled_from([0, 10, 25, 50, 100]),
)
def test_what_is_written_is_what_is_read(reason: str, low: float, points: int) -> None:
    what = replace(
        edited(OURS, [LimitEdit(parameter=Parameter.PR, cell="med_low", value=low)]),
        approved_by="Dr “Ada”",
        approved_on="2026-02-03",
        reason=reason.strip(),
        rates=Rates(spo2_fall=None, pr_persistence_s=7.5),
        confirm_high_nibp=True,
        sat_seconds=points,
    )
    assert profile_file.parse(tomllib.loads(as_toml(what)), "ours") == what


def test_every_field_of_a_profile_is_written() -> None:
    written = tomllib.loads(as_toml(OURS))
    for row in ("rate_of_change", *OURS.limit_sets):
        assert written[row]
    assert set(written["rate_of_change"]) == {f.name for f in fields(Rates)}
