"""Writes what the station hands over: one thread, one commit per interval, at once for what a person did.

Promises:

* `put` never waits and never fails; what does not fit is counted, and the loss becomes a station event;
* what is on the disk is always a beginning of what was put: nothing is there without everything before it;
* what a person did and what alarmed is sealed into the log's chain within the commit that writes it (ALM-42);
* readings are committed every `interval_s`, everything else at once, each commit with `synchronous=FULL`;
* while the disk refuses, records are kept in memory (packed, bounded) and the write is tried each second; the
  state says why in one sentence, and it ends by itself.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bedside import __version__
from bedside.clock import Clock, boot_id
from bedside.store import rows, sentences
from bedside.store.batch import UNSTORABLE, Batch
from bedside.store.database import apply_pragmas, make_folder, reader_engine, writer_engine
from bedside.store.disk import RecordOnDisk
from bedside.store.lock import StoreLock
from bedside.store.upgrade import is_current, prove_writable, upgrade
from bedside.vitals.records import ReadingTaken, Record, RecordingState, StationEvent

_log = logging.getLogger(__name__)

# Waits in here are real time, whatever the clock does: they are about a power failure and a slow disk.
INTERVAL_S: Final = 0.75  # with the commit itself at most 1 s of readings is at risk
RETRY_S: Final = 1.0  # after a failed write
CAPACITY: Final = 200_000  # records held in memory; a packed wave block counts as one


class Recorder:
    """The one writer of a record.

    Args:
        path: the database file; its folder and itself are made by `start` when they are not there.
        clock: for the time of the newest commit and of the events about losses.
        interval_s: between commits of readings, s.
        capacity: readings held in memory at most; a quarter more is kept free for everything else.
        retry_s: between attempts after a failed write, s.
        pragmas: further SQLite settings, e.g. `{"max_page_count": 1000}` to cap the size of the file; looked at
            again before each new attempt, so that a cap can be raised while recording waits for it.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        interval_s: float = INTERVAL_S,
        capacity: int = CAPACITY,
        retry_s: float = RETRY_S,
        pragmas: Mapping[str, int] | None = None,
    ) -> None:
        self._path = path
        self._clock = clock
        self._interval_s = interval_s
        self._retry_s = retry_s
        self._room = capacity
        self._reserve = max(1, capacity // 4)
        self._lock = StoreLock(path)
        self._pragmas = pragmas or {}
        self._engine = writer_engine(path, self._pragmas)
        self._connection: Connection | None = None
        self._queue: deque[tuple[Record, float | None]] = deque()  # and the station time of a row of the log
        self._held = 0  # rows of the batch, as of the writer's last turn
        self._batch = Batch()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._counting = threading.Lock()
        self._dropped = 0
        self._untold = 0  # losses that are not a station event yet
        self._cause = ""  # of the first of them
        self._commits = 0
        self._last_commit_t: float | None = None
        self._fault = ""
        self._disk = RecordOnDisk(path)

    def start(self) -> None:
        """Open the record, bring its schema up and start the writer.

        Raises:
            StoreError: another program writes it, it is newer than this program, it is damaged or no database of
                ours, or it cannot be made or written.
        """
        make_folder(self._path)
        self._lock.acquire()
        try:
            if self._path.exists() and self._path.stat().st_size:
                is_current(reader_engine(self._path), self._path)  # a foreign file is refused unchanged
            if not is_current(self._engine, self._path):
                upgrade(self._engine, self._path)
            prove_writable(self._engine, self._path)
            self._disk.look(self._clock.now())
        except BaseException:
            self._lock.release()
            raise
        self._batch = Batch(rows.run_row(__version__, boot_id(), self._clock.utc()))
        self._thread.start()

    def put(self, record: Record) -> None:
        """Take one record. Never waits, from any thread."""
        if len(self._queue) + self._held >= self._room:
            self._put_when_full(record)
            return
        if type(record) is ReadingTaken:
            self._queue.append((record, None))
        else:
            self._queue.append((record, self._clock.now()))
            self._wake.set()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Write what is left and close the record; `state().backlog` says what could not be written.

        Args:
            timeout_s: how long to wait for the disk. When it takes longer, the thread is left to the system.
        """
        self._room = 0
        self._reserve = 0
        if self._thread.is_alive():
            self._stopping.set()
            self._wake.set()
            self._thread.join(timeout_s)
            if self._thread.is_alive():
                _log.error("%s: the disk did not take the last records within %g s", self._path, timeout_s)
                return
        self._lock.release()

    def state(self) -> RecordingState:
        """How recording goes. Cheap, from any thread."""
        return RecordingState(
            commits=self._commits,
            last_commit_t=self._last_commit_t,
            bytes_on_disk=self._disk.bytes_used,
            backlog=len(self._queue) + len(self._batch),
            dropped=self._dropped,
            fault=self._fault,
            free_bytes=self._disk.bytes_free,
        )

    def _put_when_full(self, record: Record) -> None:
        # What people did and what alarmed is worth more than a sample: it may use the reserve.
        if type(record) is not ReadingTaken and len(self._queue) + self._held < self._room + self._reserve:
            self._queue.append((record, self._clock.now()))
            self._wake.set()
            return
        stopped = self._room == 0
        self._lose(1, "recording has stopped" if stopped else self._fault or "the disk could not keep up")

    def _lose(self, records: int, cause: str) -> None:
        with self._counting:
            self._dropped += records
            self._untold += records
            self._cause = self._cause or cause

    # The writer's thread

    def _run(self) -> None:
        while True:
            last = self._stopping.is_set()  # asked before draining, so that all put before stop() is drained
            written = False
            try:
                self._drain()
                written = self._write()
                self._disk.look(self._clock.now())
            except Exception:  # noqa: BLE001 — top of the thread: recording must outlive any bug
                _log.exception("%s: a bug in the recorder", self._path)
                self._set_fault("an internal error stopped a write (it is in the log): please report it")
            if last:
                break
            if written:
                self._wake.wait(self._interval_s)
            else:
                self._stopping.wait(self._retry_s)
            self._wake.clear()
        self._close()

    def _drain(self) -> None:
        for _ in range(len(self._queue)):
            record, mono = self._queue.popleft()
            try:
                self._batch.add(record, mono)
            except Exception:  # noqa: BLE001 — one bad record must not take those behind it along
                _log.exception("%s: a record cannot be packed: %s", self._path, type(record).__name__)
                self._lose(1, "of an internal error (it is in the log)")
        self._batch.close_blocks()
        self._held = len(self._batch)

    def _write(self) -> bool:
        if not self._fault:
            self._tell_losses()
        if not self._batch:
            return not self._fault or self._probe()
        try:
            connection = self._connected()
            with connection.begin():
                self._batch.write(connection)
        except UNSTORABLE as error:
            return self._refused(error)
        self._batch.clear()
        self._held = 0
        self._commits += 1
        self._last_commit_t = self._clock.now()
        self._set_fault(self._disk.measure())
        return self._write() if self._untold and not self._fault else True

    def _probe(self) -> bool:
        """Whether the record can be written again, when there is nothing to write."""
        try:
            with self._connected().begin():
                pass
        except DBAPIError as error:
            return self._refused(error)
        self._set_fault(self._disk.measure())
        return True

    def _refused(self, error: Exception) -> bool:
        if isinstance(error, DBAPIError) and sentences.is_passing(error):
            self._set_fault(sentences.sentence(error, self._path))
            # A full or busy disk keeps its connection: opening it anew would need space for the WAL's index.
            if not sentences.is_waiting(error):
                self._disconnect()
            return False
        connection = self._connected()
        before = len(self._batch)
        transaction = connection.begin()
        try:
            lost = self._batch.drop_unstorable(connection)
        except DBAPIError as passing:
            self._set_fault(sentences.sentence(passing, self._path))
            return False
        finally:
            transaction.rollback()
        if len(self._batch) == before:
            self._set_fault(f"{self._path} refused a write ({error}): please report it")
            return False
        if lost:
            self._lose(lost, "they contradict what is already recorded (details in the log)")
        return self._write()

    def _tell_losses(self) -> None:
        with self._counting:
            records, cause, self._untold, self._cause = self._untold, self._cause, 0, ""
        if records:
            words = f"{records} records were lost because {cause}"
            _log.error("%s: %s", self._path, words)
            lost = StationEvent(utc=self._clock.utc(), kind="records_lost", words=words)
            self._batch.add(lost, self._clock.now())

    def _set_fault(self, fault: str) -> None:
        if fault and fault != self._fault:
            _log.error("recording waits: %s", fault)
        elif self._fault and not fault:
            _log.warning("%s: recording goes on", self._path)
        self._fault = fault

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        elif self._fault and self._pragmas:
            apply_pragmas(self._connection.connection.cursor().execute, self._pragmas)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _close(self) -> None:
        if left := len(self._batch):
            _log.error("%s: %d rows could not be written: %s", self._path, left, self._fault)
        if self._connection is not None:
            try:
                self._connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                _log.warning("%s: the last checkpoint is left to the next start (%s)", self._path, error)
            self._disconnect()
