"""One report into its file or files: written beside their names and then moved there, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO

from bedside.errors import BrokenFileError
from bedside.export.report.chart import chart_of
from bedside.export.report.chart_facts import trends_of
from bedside.export.report.gathered import Gathered, LimitsOf, Step, gathered, unhurried
from bedside.export.report.html import html_of
from bedside.export.report.look import chart_measures
from bedside.export.report.model import Count, Report
from bedside.export.report.report import report_of
from bedside.export.report.tell import Say, Tell, as_it_is
from bedside.export.report.value_table import write_events, write_values
from bedside.store.library import Library

_READ: Final = 0.7  # of the work: reading the session


class Format(StrEnum):
    """What a report can be written as: the ending of its file."""

    PDF = "pdf"
    HTML = "html"
    CSV = "csv"


MakePdf = Callable[[Report, str, Tell], bytes]
"""(report, its chart as SVG, how things are said) → a PDF file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asked for."""

    session: str  # id
    to: Path  # its ending says which format; CSV writes a second file beside it
    identifiers: bool = True
    running: bool = False  # the session is being recorded now
    translate: Say = as_it_is
    spoken: Say = as_it_is
    language: str = "en"

    @property
    def format(self) -> Format:
        """By the ending.

        Raises:
            BrokenFileError: there is no such format.
        """
        ending = self.to.suffix.lower().removeprefix(".")
        if ending not in list(Format):
            raise BrokenFileError(f"{self.to.name} names no format: end the name with .pdf, .html or .csv.")
        return Format(ending)

    @property
    def files(self) -> tuple[Path, ...]:
        """What will be there afterwards."""
        if self.format is not Format.CSV:
            return (self.to,)
        return self.to, self.to.with_name(f"{self.to.stem}-events{self.to.suffix}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written."""

    files: tuple[Path, ...]
    counts: tuple[Count, ...]


def stem_of(session: str, *, identifiers: bool) -> str:
    """A name for the file that says no patient, and without identifiers no day either (AUD-02)."""
    return f"session-{session}" if identifiers else "session-without-identifiers"


def free_file(folder: Path, session: str, kind: Format, *, identifiers: bool) -> Path:
    """A name in `folder` that nothing has yet."""
    stem, number = stem_of(session, identifiers=identifiers), 1
    while True:
        name = stem if number == 1 else f"{stem}-{number}"
        wanted = Wanted(session=session, to=folder / f"{name}.{kind.value}")
        if not any(is_there(file) for file in wanted.files):
            return wanted.to
        number += 1


def is_there(file: Path) -> bool:
    """Whether something has this name; where one may not look, writing the file says what is wrong."""
    try:
        return file.exists()
    except OSError:
        return False


def write_report(
    library: Library,
    wanted: Wanted,
    *,
    limits_of: LimitsOf,
    now: datetime,
    pdf: MakePdf | None = None,
    step: Step = unhurried,
) -> Written:
    """Write a report. Takes seconds for a long session: not for the window's thread.

    Args:
        library: the record. wanted: what, and where to.
        limits_of: finds the limits of the profile the session began with.
        now: when it is written, UTC.
        pdf: makes PDF files; None: there is nothing here that could.
        step: told how much is done, 0…1; raises `StoppedError` when a person wants no more of it.
    Raises:
        BrokenFileError: a file is there already, or cannot be written; says what to do.
        StoreError: the session cannot be read.
        StoppedError: from `step`.
    In all of these cases no file is left.
    """
    for file in wanted.files:
        if is_there(file):
            raise BrokenFileError(f"{file} exists and is not overwritten: choose another name.")
    g = gathered(
        library, wanted.session, limits_of=limits_of, running=wanted.running, step=lambda x: step(_READ * x)
    )
    tell = Tell(
        started_utc=g.started_utc,
        identifiers=wanted.identifiers,
        whose="" if g.patient is None else g.patient.id,
        translate=wanted.translate,
        spoken=wanted.spoken,
    )

    def later(share: float) -> None:
        step(_READ + (1 - _READ) * share)

    report = report_of(g, tell, now=now, language=wanted.language)
    contents, counts = _contents(library, wanted, g, report, tell, pdf, later)
    _put(contents)
    step(1.0)
    return Written(files=wanted.files, counts=(*report.counts, *counts))


Fill = Callable[[io.BufferedWriter], None]
"""Writes one file."""


def _contents(
    library: Library,
    wanted: Wanted,
    g: Gathered,
    report: Report,
    tell: Tell,
    pdf: MakePdf | None,
    step: Step,
) -> tuple[Mapping[Path, Fill], list[Count]]:
    """What goes into each file, made while it is written; counts are full only then."""
    recorded = library.open(wanted.session)
    counts: list[Count] = []
    if wanted.format is Format.CSV:

        def values(stream: io.BufferedWriter) -> None:
            with _text(stream) as text:
                table = write_values(text, recorded, g, tell, step)
            title = tell.tr("Numbers, a row for each second")
            counts.append(Count(title=title, recorded=table.recorded, told=table.told))

        def events(stream: io.BufferedWriter) -> None:
            with _text(stream) as text:
                table = write_events(text, g, tell)
            title = tell.tr("Timeline, alarm changes and gaps")
            counts.append(Count(title=title, recorded=table.recorded, told=table.told))

        return dict(zip(wanted.files, (values, events), strict=True)), counts
    chart = chart_of(g, trends_of(recorded, g, chart_measures()["columns"], step), tell)
    if wanted.format is Format.HTML:
        whole = html_of(report, tell, chart).encode("utf-8")
    elif pdf is not None:
        whole = pdf(report, chart, tell)
    else:
        raise BrokenFileError("A PDF needs the window's part of bedside (Qt): write .html or .csv here.")
    return {wanted.to: lambda stream: _write(stream, whole)}, counts


def _write(stream: io.BufferedWriter, whole: bytes) -> None:
    stream.write(whole)


@contextlib.contextmanager
def _text(stream: io.BufferedWriter) -> Iterator[TextIO]:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        yield text
        text.flush()
    finally:
        text.detach()


def scratch_of(file: Path) -> Path:
    """Where a file is written until it is whole. One name, so that what a killed program left is written over."""
    return file.with_name(f".{file.name}.part")


def _put(contents: Mapping[Path, Fill]) -> None:
    """Every file beside its name, on the disk; only then they take their names."""
    scratch = {file: scratch_of(file) for file in contents}
    moved: list[Path] = []
    try:
        for file, fill in contents.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            with scratch[file].open("wb") as stream:
                fill(stream)
                stream.flush()
                os.fsync(stream.fileno())
        for file, part in scratch.items():
            part.replace(file)
            moved.append(file)
    except BaseException as error:
        for left in (*scratch.values(), *moved):
            with contextlib.suppress(OSError):  # what could not be made cannot be removed
                left.unlink()
        if isinstance(error, OSError):
            folder = next(iter(contents)).parent
            raise BrokenFileError(
                f"The report could not be written to {folder} ({error.strerror or error}): free some space or "
                "choose another folder."
            ) from error
        raise
