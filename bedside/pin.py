"""The PIN of an emergency start, where a site has set one (GATE-01): kept as a salted hash, never as it was typed.

It keeps an emergency start from being a slip of the hand; it is no sign-in and tells nobody who typed it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import secrets
from pathlib import Path
from typing import Any, Final

from bedside.errors import RefusedError, UserFacingError
from bedside.vitals.sessions import Actor, Role

_log = logging.getLogger(__name__)

LEAST_DIGITS: Final = 4
MOST_DIGITS: Final = 12
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_COST: Final = {"n": 16384, "r": 8, "p": 1}  # 16 MiB and some tens of ms for each try
_MOST_COST: Final = {"n": 65536, "r": 16, "p": 4}  # a file that asks for more would hold up whoever types
_MOST_MEMORY_BYTES: Final = 192 * 1024 * 1024


class EmergencyPin:
    """The site's PIN on disk.

    Args:
        path: of its file; need not exist: then the site has no PIN.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.fault = ""  # why the file cannot be used, one sentence; "" = it can, or there is none

    @property
    def is_set(self) -> bool:
        """Whether an emergency start asks for it. A damaged file asks for none: no patient waits for a file."""
        return self._stored() is not None

    def check(self, typed: str) -> bool:
        """Whether this is the site's PIN; False without one."""
        stored = self._stored()
        if stored is None:
            return False
        salt, kept, cost = stored
        return hmac.compare_digest(_hashed(typed, salt, len(kept), cost), kept)

    def set(self, pin: str, actor: Actor) -> None:
        """Keep a new PIN in the place of the old one.

        Raises:
            RefusedError: not a supervisor, or not 4 to 12 digits; the old one holds.
            UserFacingError: it cannot be written; the old one holds.
        """
        _only_supervisors(actor)
        if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
            raise RefusedError(
                f"The PIN has {LEAST_DIGITS} to {MOST_DIGITS} digits and nothing else: type it again."
            )
        salt = secrets.token_bytes(_SALT_BYTES)
        kept = {
            "kind": "scrypt",
            "salt": salt.hex(),
            "hash": _hashed(pin, salt, _HASH_BYTES, _COST).hex(),
            **_COST,
        }
        scratch = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            scratch.unlink(missing_ok=True)  # one that was left behind may be open to others
            handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(kept, stream)
                stream.flush()
                os.fsync(stream.fileno())
            scratch.replace(self._path)
        except OSError as error:
            raise UserFacingError(
                f"The PIN could not be written to {self._path} ({error.strerror}): the old one still holds; "
                "make the folder writable and set it again."
            ) from error

    def remove(self, actor: Actor) -> None:
        """From now on an emergency start asks for a reason only.

        Raises:
            RefusedError: not a supervisor.
            UserFacingError: the file cannot be removed.
        """
        _only_supervisors(actor)
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise UserFacingError(
                f"The PIN in {self._path} could not be removed ({error.strerror}): it still holds; "
                "make the folder writable and try again."
            ) from error

    def _stored(self) -> tuple[bytes, bytes, dict[str, int]] | None:
        """Salt, hash and cost; None where there is no PIN that can be checked."""
        why: str | None
        detail: Exception
        try:
            found = _parsed(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            self.fault = ""
            return None
        except OSError as error:
            why, detail = error.strerror, error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            why, detail = "it is damaged", error
        else:
            self.fault = ""
            return found
        fault = (
            f"The PIN in {self._path} cannot be read ({why}): an emergency start asks for a reason only until a "
            "supervisor sets a new one."
        )
        if fault != self.fault:  # asked for with every look at the screen, told once
            _log.warning("%s (%s)", fault, detail)
        self.fault = fault
        return None


def _parsed(kept: Any) -> tuple[bytes, bytes, dict[str, int]]:
    if kept["kind"] != "scrypt":
        raise ValueError(f"unknown kind {kept['kind']}")
    cost = {name: int(kept[name]) for name in _COST}
    salt, hashed = bytes.fromhex(kept["salt"]), bytes.fromhex(kept["hash"])
    n = cost["n"]
    if len(salt) < _SALT_BYTES or len(hashed) != _HASH_BYTES or n < 2 or n & (n - 1):
        raise ValueError("salt, hash or cost are not those of a PIN")
    if any(not 1 <= cost[name] <= most for name, most in _MOST_COST.items()):
        raise ValueError("the cost is out of bounds")
    return salt, hashed, cost


def _hashed(pin: str, salt: bytes, length: int, cost: dict[str, int]) -> bytes:
    typed = pin.encode("utf-8", "replace")
    return hashlib.scrypt(typed, salt=salt, dklen=length, maxmem=_MOST_MEMORY_BYTES, **cost)


def _only_supervisors(actor: Actor) -> None:
    if actor.role is not Role.SUPERVISOR:
        raise RefusedError("Only a supervisor may change the PIN: ask one to do it under their own name.")
