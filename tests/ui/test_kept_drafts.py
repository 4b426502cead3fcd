"""What is half typed outlives the program: it comes back into its own session, and into no other."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.settings import drafts_path
from bedside.ui.draft_files import DraftFiles, KeptField, KeptFile, name_of, parsed, written
from bedside.ui.kept_drafts import KeptDrafts
from bedside.ui.session.drafts import Drafts, NoteDrafts
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import Mode
from tests.helpers.screening import screening

NOW = datetime(2026, 11, 2, 8, 41, 0, tzinfo=UTC)


class Run:
    """One run of the program, as far as its drafts go."""

    def __init__(self, folder: Path, utc: datetime = NOW, version: str = "1") -> None:
        self.utc = utc
        self.version = version
        self.kept = KeptDrafts(folder, lambda: self.utc, lambda _key: self.version)
        self.drafts = self.kept.view()
        self.told: list[str] = []
        self.kept.told.connect(self.told.append)

    def frame(self, *updates: MonitorUpdate) -> None:
        self.kept.frame({update.bed: update for update in updates})

    def loaded(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: (self.frame(), not self.kept._loading)[1])

    def written(self, qtbot: QtBot) -> None:
        """The second is over that keys are gathered in."""
        self.kept._writing.stop()
        self.kept._write()
        self.on_disk(qtbot)

    def on_disk(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not self.kept._writing.isActive() and self.kept._files.idle, timeout=20_000)


Start = Callable[..., Run]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.fixture
def start(qtbot: QtBot, folder: Path) -> Iterator[Start]:
    """Begin a run; what ran before is left as a kill leaves it."""
    runs: list[Run] = []

    def begin(**how: object) -> Run:
        runs.append(Run(folder, **how))  # type: ignore[arg-type]
        return runs[-1]

    yield begin
    for run in runs:
        run.kept._writing.stop()
        run.kept._again.stop()
        run.kept._files.stop()


def session(update: MonitorUpdate | None = None, id: str = "", **care: object) -> MonitorUpdate:
    update = update or screening()
    assert update.session is not None and update.care is not None
    if id:
        update = replace(update, session=replace(update.session, id=id))
    return replace(update, care=replace(update.care, **care))  # type: ignore[type-var]


def id_of(update: MonitorUpdate) -> str:
    assert update.session is not None
    return update.session.id


def killed(start: Start, qtbot: QtBot, fields: dict[str, str], update: MonitorUpdate | None = None) -> str:
    """A run in which these were typed, until it was killed; the session."""
    update = update or session()
    run = start()
    run.frame(update)
    for field, text in fields.items():
        run.drafts.keep(id_of(update), field, text)
    run.written(qtbot)
    run.kept._open.clear()
    return id_of(update)


def test_what_was_typed_is_there_again_at_the_next_start_and_says_when_it_was_typed(
    start: Start, qtbot: QtBot
) -> None:
    fields = {"plan/dose_mg": "35", "note": "looks calm", "scale/phq9": "1,,2", "screening/bp/text": "why"}
    own = killed(start, qtbot, fields)
    run = start(utc=NOW + timedelta(minutes=3))
    run.loaded(qtbot)
    assert run.drafts.text(own, "plan/dose_mg") is None  # the session is not there yet
    run.frame(session())
    assert {field: run.drafts.text(own, field) for field in fields} == fields
    assert run.drafts.typed_before(own, ("plan/",)) == NOW
    assert run.told == [
        "Bed 3: what was typed before the program ended is in its forms again: Plan, Note, PHQ-9, Screening. "
        "Look at it before you save."
    ]
    assert NoteDrafts(run.drafts)[own] == "looks calm"


def test_what_is_typed_since_is_never_overwritten_by_what_comes_back(start: Start, qtbot: QtBot) -> None:
    own = killed(start, qtbot, {"plan/dose_mg": "35", "plan/minutes": "40"})
    run = start()
    run.drafts.keep(own, "plan/dose_mg", "30")
    run.loaded(qtbot)
    run.frame(session())
    assert run.drafts.text(own, "plan/dose_mg") == "30"
    assert run.drafts.text(own, "plan/minutes") == "40"


def test_thrown_away_goes_what_was_typed_before_and_nothing_else(
    start: Start, qtbot: QtBot, folder: Path
) -> None:
    own = killed(start, qtbot, {"plan/dose_mg": "35", "plan/minutes": "40", "note": "calm"})
    run = start()
    run.loaded(qtbot)
    run.frame(session())
    run.drafts.keep(own, "plan/minutes", "45")
    run.drafts.throw_away(own, ("plan/",))
    assert run.drafts.typed_before(own, ("plan/",)) is None
    run.written(qtbot)
    (file,) = folder.iterdir()
    fields = json.loads(file.read_bytes())["fields"]
    assert {name: each["text"] for name, each in fields.items()} == {"plan/minutes": "45", "note": "calm"}


def test_another_session_at_the_bed_never_gets_what_was_typed_for_the_one_before(
    start: Start, qtbot: QtBot, folder: Path
) -> None:
    own = killed(start, qtbot, {"plan/dose_mg": "35"})
    run = start()
    run.loaded(qtbot)
    run.frame(session(id="another"))
    assert run.drafts.text("another", "plan/dose_mg") is None
    (said,) = run.told
    assert said.startswith("Bed 3: what was typed at ")
    assert said.endswith(" belongs to another session, which is over; it was not filled in here.")
    assert run.drafts.noted("another") == said
    run.written(qtbot)
    assert list(folder.iterdir()) == []
    run.frame(session(id=own))
    assert run.drafts.text(own, "plan/dose_mg") is None


def test_the_draft_of_another_bed_waits_for_its_own_session(start: Start, qtbot: QtBot) -> None:
    own = killed(start, qtbot, {"plan/dose_mg": "35"})
    run = start()
    run.loaded(qtbot)
    run.frame(replace(session(id="at bed 2"), bed=2))
    assert run.told == []
    run.frame(session())
    assert run.drafts.text(own, "plan/dose_mg") == "35"


def test_a_session_that_is_of_another_patient_now_gets_nothing(start: Start, qtbot: QtBot) -> None:
    first = PatientRecord(id="1" * 32, simulated=False, family_name="Reyes", record_no="1")
    own = killed(start, qtbot, {"plan/dose_mg": "35"}, session(patient=first))
    run = start()
    run.loaded(qtbot)
    run.frame(session(patient=replace(first, id="2" * 32)))
    assert run.drafts.text(own, "plan/dose_mg") is None
    assert "another patient" in run.told[0]


def test_the_file_follows_the_patient_of_its_session(start: Start, qtbot: QtBot) -> None:
    first = PatientRecord(id="1" * 32, simulated=False, family_name="Reyes", record_no="1")
    run = start()
    run.frame(session(patient=first))
    run.drafts.keep(id_of(session()), "plan/dose_mg", "35")
    run.frame(session(patient=replace(first, id="2" * 32)))
    run.written(qtbot)
    again = start()
    again.loaded(qtbot)
    again.frame(session(patient=replace(first, id="2" * 32)))
    assert again.drafts.text(id_of(session()), "plan/dose_mg") == "35"


def test_answers_to_another_version_of_a_questionnaire_or_protocol_are_not_filled_in_the_rest_is(
    start: Start, qtbot: QtBot
) -> None:
    own = killed(start, qtbot, {"scale/phq9": "1,,2", "screening/bp/text": "why", "note": "calm"})
    run = start(version="2")
    run.loaded(qtbot)
    update = session()
    assert update.care is not None and update.care.protocol is not None
    run.frame(session(update, protocol=replace(update.care.protocol, version=9)))
    assert [run.drafts.text(own, name) for name in ("scale/phq9", "screening/bp/text", "note")] == [
        None, None, "calm",
    ]  # fmt: skip
    assert run.told[-1].endswith("another version of its form and was not filled in: PHQ-9, Screening.")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"kind": "bedside-drafts", "form": 2}', b"\xff", b"[" * 100_000, b"1" * 2_000_000],
)  # fmt: skip
def test_a_damaged_file_is_told_in_one_sentence_and_costs_no_other(
    content: bytes, start: Start, qtbot: QtBot, folder: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be read")
    own = killed(start, qtbot, {"plan/dose_mg": "35"})
    (folder / "broken-00000000.json").write_bytes(content)
    run = start()
    run.loaded(qtbot)
    (said,) = run.told
    assert said.startswith(
        "What was typed before the program ended cannot be read from broken-00000000.json ("
    )
    assert said.endswith("): type it again.")
    run.frame(session())
    assert run.drafts.text(own, "plan/dose_mg") == "35"
    assert [file.name for file in folder.iterdir()] == [name_of(own)]


def test_a_file_under_the_name_of_another_session_is_not_used(
    start: Start, qtbot: QtBot, folder: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be read")
    own = killed(start, qtbot, {"plan/dose_mg": "35"})
    (folder / name_of(own)).rename(folder / name_of("another"))
    run = start()
    run.loaded(qtbot)
    run.frame(session(id="another"), session())
    assert run.drafts.text("another", "plan/dose_mg") is None
    assert "it has the name of another" in run.told[0]


def test_a_file_that_may_not_be_read_is_told_and_stays(
    start: Start,
    qtbot: QtBot,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("cannot be read")
    killed(start, qtbot, {"plan/dose_mg": "35"})

    def refuse(_file: Path) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    run = start()
    run.loaded(qtbot)
    assert "(Permission denied)" in run.told[0]
    assert len(list(folder.iterdir())) == 1


def test_only_this_user_may_read_them_and_no_half_file_is_left(
    start: Start, qtbot: QtBot, folder: Path
) -> None:
    killed(start, qtbot, {"plan/dose_mg": "35"})
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_write_that_was_cut_off_is_cleared_away(start: Start, qtbot: QtBot, folder: Path) -> None:
    killed(start, qtbot, {"plan/dose_mg": "35"})
    (folder / "half.new").write_bytes(b'{"kind"')
    run = start()
    run.loaded(qtbot)
    assert not (folder / "half.new").exists()
    assert run.told == []


def test_what_was_said_leaves_no_file(start: Start, qtbot: QtBot, folder: Path) -> None:
    run = start()
    run.frame(session())
    own = id_of(session())
    run.drafts.keep(own, "plan/dose_mg", "35")
    run.written(qtbot)
    assert len(list(folder.iterdir())) == 1
    run.drafts.drop_all(own, "plan/")
    run.written(qtbot)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("after", [None, "the next"])
def test_with_its_session_goes_what_was_typed_in_it(
    after: str | None, start: Start, qtbot: QtBot, folder: Path
) -> None:
    run = start()
    run.frame(session())
    own = id_of(session())
    run.drafts.keep(own, "plan/dose_mg", "35")
    run.written(qtbot)
    run.frame(session(id=after) if after else replace(session(), session=None, care=None))
    assert run.drafts.text(own, "plan/dose_mg") is None
    run.written(qtbot)
    assert list(folder.iterdir()) == []
    assert run.told == []


def test_an_end_in_good_order_keeps_a_patient_s_form_and_no_simulated_one(
    start: Start, qtbot: QtBot, folder: Path
) -> None:
    update = session()
    assert update.session is not None
    made_up = replace(update, bed=2, session=replace(update.session, id="made up", mode=Mode.SIMULATION))
    real = replace(update, session=replace(update.session, mode=Mode.LIVE))
    run = start()
    run.frame(real, made_up)
    run.drafts.keep(id_of(real), "plan/dose_mg", "35")
    run.drafts.keep("made up", "plan/dose_mg", "36")
    run.kept.stop()
    assert [parsed(file.read_bytes()).owner for file in folder.iterdir()] == [id_of(real)]


@pytest.mark.parametrize(("ago", "there"), [(timedelta(hours=23), True), (timedelta(hours=25), False)])
def test_what_nobody_went_on_with_for_a_day_is_deleted_and_told(
    ago: timedelta, there: bool, start: Start, qtbot: QtBot, folder: Path
) -> None:
    killed(start, qtbot, {"plan/dose_mg": "35"})
    run = start(utc=NOW + ago)
    run.loaded(qtbot)
    run.written(qtbot)
    assert bool(list(folder.iterdir())) is there
    assert run.told == ([] if there else ["What was typed and never saved some days ago was deleted."])


def test_a_full_disk_is_told_once_and_tried_again(
    start: Start,
    qtbot: QtBot,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("drafts cannot be kept: No space left on device")
    full = [True]
    real = os.fsync

    def fsync(handle: int) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    run = start()
    own = id_of(session())
    for typed in ("3", "35", "350"):
        run.frame(session())
        run.drafts.keep(own, "plan/dose_mg", typed)
        run.written(qtbot)
        run.frame(session())
    assert run.told == [
        "What is being typed cannot be kept on the disk (No space left on device): should bedside end now it would "
        "be lost; save it soon, and free some space."
    ]
    assert list(folder.iterdir()) == []  # half of a patient's words is left nowhere
    assert run.kept._again.isActive()
    full[0] = False
    run.kept._files.again()
    run.written(qtbot)
    run.frame(session())
    (file,) = folder.iterdir()
    assert parsed(file.read_bytes()).fields["plan/dose_mg"].text == "350"
    assert len(run.told) == 1
    full[0] = True
    run.drafts.keep(own, "plan/dose_mg", "1")
    run.written(qtbot)
    run.frame(session())
    assert len(run.told) == 2


def test_many_keys_are_one_write_about_a_second_later(start: Start, qtbot: QtBot, folder: Path) -> None:
    run = start()
    run.frame(session())
    for n in range(50):
        run.drafts.keep(id_of(session()), "note", "a" * n)
    QCoreApplication.processEvents()
    assert not folder.exists()
    run.on_disk(qtbot)
    (file,) = folder.iterdir()
    assert parsed(file.read_bytes()).fields["note"].text == "a" * 49


def test_a_disk_that_hangs_holds_up_nobody_and_ends_in_bounded_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    import threading

    expect_log("the disk takes too long")
    goes_on = threading.Event()
    monkeypatch.setattr(os, "fsync", lambda _handle: goes_on.wait(30.0))
    files = DraftFiles(folder)
    kept = KeptFile(owner="one", fields={"note": KeptField(text="calm", utc=NOW)})
    files.put("one", written(kept))
    files.stop(timeout_s=0.2)
    assert not files.idle
    goes_on.set()
    files.stop()
    assert files.idle


def test_no_file_has_a_patient_s_id_in_its_name_and_none_leaves_the_folder() -> None:
    assert "a" * 32 not in name_of("patient:" + "a" * 32)
    assert "/" not in name_of("../../etc/passwd") and not name_of("../../x").startswith(".")
    assert name_of("a/b") != name_of("a_b")


def test_the_folder_stands_beside_the_settings(home: Path) -> None:
    assert drafts_path().name == "drafts"


def test_of_two_windows_the_one_typed_in_last_counts_and_the_other_learns_of_it() -> None:
    from bedside.ui.session.drafts import SharedDrafts

    shared = SharedDrafts()
    left, right = Drafts(shared), Drafts(shared)
    left.keep("s", "note", "one")
    assert (left.others("s"), right.others("s")) == (0, 1)
    right.keep("s", "note", "two")
    assert left.text("s", "note") == "two"
    assert (left.others("s"), right.others("s")) == (1, 1)
    right.keep("s", "note", "two")
    assert left.others("s") == 1
    right.drop("s", "note")
    assert (left.text("s", "note"), left.others("s")) == (None, 2)
