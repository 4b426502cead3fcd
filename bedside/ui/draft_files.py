"""Half-typed forms on the disk: one small file for each session, patient or protocol, written by a thread of its own.

They hold what people say about patients: nobody but this user may read them (mode 0600 in a folder of mode 0700), and
they go as soon as they were said or given up. A file is written whole, forced to the disk and renamed into place.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

_log = logging.getLogger(__name__)

_KIND: Final = "bedside-drafts"
_FORM: Final = 1
_SUFFIX: Final = ".json"
_MOST_BYTES: Final = 1_000_000  # a form holds some hundred characters; more is no file of ours
_NAMED_CHARS: Final = 60
_HASH_CHARS: Final = 8
_ENDING_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptField:
    """What stood in one field."""

    text: str
    utc: datetime  # when it was typed
    of: str = ""  # the version of questionnaire or protocol it answers; "" = of none


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """Everything of one owner."""

    owner: str  # as `SharedDrafts` has it
    bed: int = 0  # 0: of no bed
    patient: str = ""  # id of the patient of the session; "" = nobody was named yet
    fields: Mapping[str, KeptField] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def newest(self) -> datetime | None:
        """When somebody typed last."""
        return max((each.utc for each in self.fields.values()), default=None)


@dataclass(frozen=True, slots=True)
class Found:
    """What lay there at the start."""

    files: tuple[KeptFile, ...] = ()
    faults: tuple[str, ...] = ()  # a sentence for every file that cannot be used; it was set aside or left


def name_of(owner: str) -> str:
    """The file of an owner: the id of a session, else what it is of, and a hash; a patient's id is in no name."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", owner.partition(":")[0])[:_NAMED_CHARS].strip(".")
    return f"{plain}-{sha256(owner.encode()).hexdigest()[:_HASH_CHARS]}{_SUFFIX}"


def written(kept: KeptFile) -> bytes:
    """As it lies on the disk."""
    plain = {
        "kind": _KIND,
        "form": _FORM,
        "owner": kept.owner,
        "bed": kept.bed,
        "patient": kept.patient,
        "fields": {
            name: {"text": each.text, "utc": each.utc.isoformat(), "of": each.of}
            for name, each in kept.fields.items()
        },
    }
    return json.dumps(plain).encode("ascii")


def parsed(content: bytes) -> KeptFile:
    """What a file says.

    Raises:
        ValueError: it is damaged, or none of ours; the message quotes nothing of it.
    """
    try:
        plain: Any = json.loads(content)
        if plain["kind"] != _KIND or plain["form"] != _FORM:
            raise ValueError("another kind of file")
        fields = {str(name): _field(each) for name, each in plain["fields"].items()}
        owner, patient, bed = plain["owner"], plain["patient"], plain["bed"]
        if not (isinstance(owner, str) and owner and isinstance(patient, str) and type(bed) is int):
            raise ValueError("owner, patient or bed are none")
    except (TypeError, KeyError, AttributeError, RecursionError, ValueError) as wrong:
        raise ValueError("it is damaged") from wrong
    return KeptFile(owner=owner, bed=bed, patient=patient, fields=MappingProxyType(fields))


def _field(plain: Any) -> KeptField:
    text, of = plain["text"], plain["of"]
    utc = datetime.fromisoformat(plain["utc"])
    if not isinstance(text, str) or not isinstance(of, str) or utc.tzinfo is None:
        raise ValueError("no field")
    return KeptField(text=text, utc=utc, of=of)


class DraftFiles:
    """The folder, and the one thread that touches it. Nobody waits for it but `stop`."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self._folder = folder
        self._wake = threading.Condition()
        self._waiting: dict[str, bytes | None] = {}  # by file name; None: the file goes
        self._failed: dict[str, bytes | None] = {}
        self._reading = self._ending = self._busy = False
        self._thread: threading.Thread | None = None
        self._found: Found | None = None
        self._fault = ""

    # From the window's thread

    def read(self) -> None:
        """Look at what lies there; `found` has it later."""
        with self._wake:
            self._reading = True
            self._begin()

    def put(self, owner: str, content: bytes | None) -> None:
        """Write this instead of what lay there; None: the file goes. Of two, only the newer is written."""
        with self._wake:
            self._waiting[name_of(owner)] = content
            self._begin()

    def again(self) -> None:
        """Try once more what failed."""
        with self._wake:
            self._waiting, self._failed = {**self._failed, **self._waiting}, {}
            if self._waiting:
                self._begin()

    def take_found(self) -> Found | None:
        """What was read, once; None: not yet, or taken."""
        with self._wake:
            found, self._found = self._found, None
            return found

    @property
    def fault(self) -> str:
        """Why the newest write failed, in the words of the system; "" = it did not."""
        with self._wake:
            return self._fault

    @property
    def idle(self) -> bool:
        """Nothing is to be done that could be."""
        with self._wake:
            return not (self._waiting or self._reading or self._busy)

    def stop(self, timeout_s: float = _ENDING_S) -> None:
        """Write what waits, and end; a disk that hangs is left alone after a while."""
        with self._wake:
            self._ending = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(timeout_s)
            if self._thread.is_alive():
                _log.warning("the disk takes too long: the newest drafts may not be on it")

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
            self._thread.start()
        self._wake.notify_all()

    # The thread

    def _run(self) -> None:
        while True:
            with self._wake:
                self._busy = False
                self._wake.wait_for(lambda: self._reading or self._waiting or self._ending)
                reading, self._reading = self._reading, False
                waiting, self._waiting = self._waiting, {}
                self._busy = True
                if not reading and not waiting:  # ending, and all is written
                    self._busy = False
                    return
            if reading:
                found = self._look()
                with self._wake:
                    self._found = found
            if waiting:
                fault, failed = self._write_all(waiting)
                with self._wake:
                    left = {name: each for name, each in self._failed.items() if name not in waiting}
                    self._failed = {**left, **failed}
                    self._fault = fault if self._failed else ""

    def _write_all(self, waiting: Mapping[str, bytes | None]) -> tuple[str, dict[str, bytes | None]]:
        fault = self._fault
        failed: dict[str, bytes | None] = {}
        for name, content in waiting.items():
            try:
                self._write(self._folder / name, content)
            except OSError as error:
                why = error.strerror or type(error).__name__
                if why != fault:
                    _log.warning("drafts cannot be kept: %s", why)
                fault = why
                failed[name] = content
        return fault, failed

    def _write(self, file: Path, content: bytes | None) -> None:
        if content is None:
            file.unlink(missing_ok=True)
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = file.with_suffix(".new")
        scratch.unlink(missing_ok=True)  # one that was left behind may be open to others
        try:
            handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            scratch.replace(file)
        except OSError:
            scratch.unlink(missing_ok=True)  # half of a patient's words is left nowhere
            raise
        _force_name(self._folder)

    def _look(self) -> Found:
        files, faults = [], []
        try:
            there = sorted(self._folder.glob("*.*")) if self._folder.is_dir() else []
        except OSError as error:
            return Found(faults=(_unreadable(self._folder, error.strerror),))
        for file in there:
            try:
                if file.suffix == ".new":  # a write that was cut off
                    file.unlink(missing_ok=True)
                elif file.suffix == _SUFFIX:
                    if file.stat().st_size > _MOST_BYTES:
                        raise ValueError("it is too long")
                    kept = parsed(file.read_bytes())
                    if name_of(kept.owner) != file.name:
                        raise ValueError("it has the name of another")
                    files.append(kept)
            except OSError as error:
                faults.append(_unreadable(file, error.strerror))
            except ValueError as wrong:
                faults.append(_unreadable(file, str(wrong)) + _removed(file))
        return Found(tuple(files), tuple(faults))


def _tr(text: str) -> str:
    return QCoreApplication.translate("KeptDrafts", text) if text else text


def _unreadable(file: Path, why: str | None) -> str:
    _log.warning("drafts cannot be read: %s (%s)", file.name, why)
    words = _tr("What was typed before the program ended cannot be read from {file} ({why}): type it again.")
    return words.format(file=file.name, why=_tr(why or ""))


def _removed(file: Path) -> str:
    """A damaged file serves nobody and may hold a patient's words: it goes."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        words = _tr("The file could not be deleted ({why}): delete it in {folder}.")
        return " " + words.format(why=error.strerror, folder=file.parent)
    return ""


def _force_name(folder: Path) -> None:
    """That the file has its name is forced to the disk too, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
