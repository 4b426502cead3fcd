"""Every way a record cannot be opened has its sentence."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.errors import StoreError
from bedside.store.library import Library
from bedside.store.lock import StoreLock
from bedside.store.recorder import Recorder
from bedside.store.schema import REVISION
from tests.helpers.make_database import DATABASES, Stream, record_all, whole_session

CHECKOUT = Path(__file__).resolve().parents[3]


def refusal(path: Path) -> str:
    """What the recorder says to this file. It must not keep the lock."""
    with pytest.raises(StoreError) as raised:
        Recorder(path, ManualClock()).start()
    if path.parent.is_dir():
        lock = StoreLock(path)
        lock.acquire()
        lock.release()
    return str(raised.value)


def library_refusal(path: Path) -> str:
    with pytest.raises(StoreError) as raised:
        Library(path)
    return str(raised.value)


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "b.sqlite"
    record_all(path, whole_session(Stream("one")))
    return path


def test_a_text_file_is_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dizzy at ten past\n" * 100)
    words = f"{path} is not a database: choose another file with --store."
    assert refusal(path) == library_refusal(path) == words
    assert path.read_text() == "dizzy at ten past\n" * 100


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    words = f"{path} is a database, but not one of bedside's: choose another file with --store."
    assert refusal(path) == library_refusal(path) == words


def test_a_half_written_file_is_damaged(recorded: Path) -> None:
    recorded.write_bytes(recorded.read_bytes()[: 5 * 4096 + 100])
    assert "is damaged: move it away and keep it" in refusal(recorded)
    assert "is damaged: move it away and keep it" in library_refusal(recorded)


def test_a_file_cut_inside_its_header_is_damaged(recorded: Path) -> None:
    recorded.write_bytes(recorded.read_bytes()[:50])
    assert "is damaged" in refusal(recorded)


def test_an_empty_file_is_a_record_that_has_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    path.touch()
    record_all(path, whole_session(Stream("one")))
    assert len(Library(path).sessions()) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    path = tmp_path / "home" / "bedside" / "b.sqlite"
    assert refusal(path) == (
        f"the folder {path.parent} for recordings cannot be made (Not a directory): "
        "check its permissions, or choose another file with --store."
    )


def test_a_record_that_is_not_there_yet_is_said_so(tmp_path: Path) -> None:
    assert "there is no record at" in library_refusal(tmp_path / "none.sqlite")


def test_a_second_instance_is_told_who_is_first(recorded: Path) -> None:
    first = Recorder(recorded, ManualClock())
    first.start()
    try:
        with pytest.raises(StoreError, match=r"another bedside is already using .*close it first"):
            Recorder(recorded, ManualClock()).start()
    finally:
        first.stop()
    Recorder(recorded, ManualClock()).stop()  # one that never started owns nothing
    record_all(recorded, whole_session(Stream("two")))


AS_SOMEBODY_ELSE = """
import os
import sys
from pathlib import Path
from bedside.clock import ManualClock
from bedside.errors import StoreError
from bedside.store.recorder import Recorder
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everything
try:
    Recorder(Path(sys.argv[1]), ManualClock()).start()
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_read_only_record_or_folder_says_so_before_anything_is_recorded() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        path = folder / "b.sqlite"
        path.write_bytes((DATABASES / f"{REVISION}.sqlite").read_bytes())
        path.chmod(0o444)
        folder.chmod(0o777)
        assert _refusal_to_somebody_else(path).startswith(f"{path} is read-only: check its permissions")
        path.with_name("b.sqlite.lock").unlink()
        folder.chmod(0o555)
        assert _refusal_to_somebody_else(path).startswith(f"{folder} cannot be written (Permission denied)")
        folder.chmod(0o755)


def _refusal_to_somebody_else(path: Path) -> str:
    command = [sys.executable, "-c", AS_SOMEBODY_ELSE, str(path)]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
