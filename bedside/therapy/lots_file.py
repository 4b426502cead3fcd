"""The list of lots on disk: one TOML file beside the settings, read again when it changed, written whole.

    [looked_through]
    by = "J. Okafor"
    utc = "2026-11-18T07:10:00+00:00"

    [[lots]]
    lot = "K2317"
    expiry = "2027-04"
    strength_mg_ml = 10.0
    vials = 12
    counted_by = "J. Okafor"
    counted_utc = "2026-11-18T07:05:00+00:00"

A file that cannot be used is said in words and nothing of it is used; the first change after that sets it aside.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

from bedside.errors import BrokenFileError, RefusedError, UserFacingError
from bedside.site_files import escaped, table_of, write_whole
from bedside.therapy.lots import Looked, Lot, Lots, count_fault, first_twice
from bedside.therapy.vials import label_fault

_Stamp = tuple[int, int] | None  # time and size of the file; None = there is none
_NEVER: Final = (-1, -1)


class LotsFile:
    """The lots in use at one site.

    Args:
        path: of the file; need not exist: then no lot is listed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lots = Lots()
        self._stamp: _Stamp = _NEVER
        self.fault = ""  # why the file cannot be used, one sentence; "" = it can, or there is none

    def read(self) -> Lots:
        """The list as it is on the disk; empty, with `fault` set, where the file cannot be used."""
        try:
            stamp = self._stamped()
            if stamp == self._stamp and stamp is not None:
                return self._lots
            self._lots = Lots() if stamp is None else _parsed(self._path)
            self._stamp, self.fault = stamp, ""
        except OSError as error:
            self._lots, self._stamp = Lots(), _NEVER
            self.fault = f"{self._path} cannot be read ({error.strerror}): check the path."
        except BrokenFileError as broken:
            self._lots, self._stamp = Lots(), _NEVER
            self.fault = f"{broken} No lot is listed until the file is mended; a change sets it aside."
        return self._lots

    def change(self, how: Callable[[Lots], Lots]) -> Lots:
        """Change what is on the disk now, whoever changed it last; a damaged file is kept under another name.

        Args:
            how: the list as it is → as it shall be; may raise a RefusedError, nothing is written then.
        Returns:
            The new list.
        Raises:
            UserFacingError: it cannot be written; the file is as it was.
        """
        changed = how(self.read())
        try:
            if self.fault:
                self._set_aside()
            write_whole(self._path, as_toml(changed))
            self._stamp = self._stamped()
        except OSError as error:
            raise UserFacingError(
                f"The lots could not be written to {self._path} ({error.strerror}): "
                "make the folder writable and try again."
            ) from error
        self._lots, self.fault = changed, ""
        return changed

    def _stamped(self) -> _Stamp:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

    def _set_aside(self) -> None:
        """Under the first free name: lots.broken, lots.2.broken …"""
        names = (self._path.with_suffix(".broken" if n == 1 else f".{n}.broken") for n in count(1))
        self._path.replace(next(name for name in names if not name.exists()))


def as_toml(lots: Lots) -> str:
    """The file's text."""
    lines = []
    if lots.looked is not None:
        lines += ["[looked_through]", _line("by", lots.looked.by), _line("utc", lots.looked.utc.isoformat())]
    for each in lots.lots:
        lines += [
            "",
            "[[lots]]",
            _line("lot", each.lot),
            _line("expiry", each.expiry),
            _number("strength_mg_ml", float(each.strength_mg_ml)),
            _number("vials", each.vials),
            _line("counted_by", each.by),
            _line("counted_utc", each.utc.isoformat()),
        ]
    return "\n".join(lines).lstrip("\n") + "\n"


def _line(name: str, words: str) -> str:
    return f'{name} = "{escaped(words)}"'


def _number(name: str, value: float) -> str:
    return f"{name} = {value!r}"


def _parsed(file: Path) -> Lots:
    """What the file says.

    Raises:
        BrokenFileError: it cannot be used; the sentence says why.
    """
    table = table_of(file, f"{file} is not readable text: write it anew.")
    try:
        looked = table.get("looked_through")
        lots = Lots(
            lots=tuple(_lot(each) for each in table.get("lots", ())),
            looked=None if looked is None else Looked(by=_text(looked, "by"), utc=_utc(looked, "utc")),
        )
    except RefusedError as refused:
        raise BrokenFileError(f"{file} cannot be used. {refused}") from refused
    except KeyError as missing:
        raise BrokenFileError(f"{file} cannot be used: {missing.args[0]} is missing.") from missing
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenFileError(f"{file} cannot be used ({error}).") from error
    if twice := first_twice(lots.lots):
        raise BrokenFileError(f"{file} cannot be used: lot {twice} is listed twice.")
    return lots


def _lot(table: Any) -> Lot:
    vials, strength = table["vials"], table["strength_mg_ml"]
    if type(vials) is not int or type(strength) not in (int, float):
        raise TypeError("vials must be a whole number and strength_mg_ml a number")
    lot = Lot(
        lot=_text(table, "lot"),
        expiry=_text(table, "expiry"),
        strength_mg_ml=float(strength),
        vials=vials,
        by=_text(table, "counted_by"),
        utc=_utc(table, "counted_utc"),
    )
    if fault := label_fault(lot.lot, lot.expiry, lot.strength_mg_ml) or count_fault(vials):
        raise RefusedError(fault)
    return lot


def _text(table: Any, name: str) -> str:
    text = table[name]
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a text")
    return text


def _utc(table: Any, name: str) -> datetime:
    utc = datetime.fromisoformat(_text(table, name))
    if utc.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    return utc
