"""A fault as a person types it: KIND:START-END[:AMOUNT], e.g. noise:10s-1min:0.02 or unplug:30s-45s. Pure."""

from __future__ import annotations

import math
import re
from typing import Final

from bedside.errors import RefusedError
from bedside.simulation.faults import AMOUNTS, Fault, FaultKind

_UNITS: Final = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_DURATION: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)", re.ASCII)
_LONGEST_S: Final = 1e7


def read_fault(text: str) -> Fault:
    """A fault from its words.

    Raises:
        RefusedError: it is none; the sentence says how to write it.
    """
    kind, _, rest = text.partition(":")
    times, _, amount_text = rest.partition(":")
    if kind not in set(FaultKind):
        raise RefusedError(f"{kind!r} is no fault: choose one of {', '.join(FaultKind)}.")
    begin, dash, end = times.partition("-")
    start_s = _seconds(begin, text)
    if not dash or start_s is None:
        raise RefusedError(f"The fault {text!r} has no times: write it as {example(FaultKind(kind))}.")
    amount = _amount(FaultKind(kind), amount_text.strip(), text)
    try:
        return Fault(kind=kind, start_s=start_s, end_s=_seconds(end, text), amount=amount)
    except ValueError as error:
        words = f"{error}"
        raise RefusedError(f"{words[0].upper()}{words[1:]} ({example(FaultKind(kind))}).") from error


def fault_text(fault: Fault) -> str:
    """What `read_fault` makes the same fault of."""
    end = "" if fault.end_s is None else f"{_plain(fault.end_s)}s"
    amount = f":{_plain(fault.amount)}" if FaultKind(fault.kind) in AMOUNTS and fault.amount else ""
    return f"{fault.kind}:{_plain(fault.start_s)}s-{end}{amount}"


def example(kind: FaultKind) -> str:
    """How a fault of this kind is written."""
    amounts = {
        FaultKind.BAUD_MISMATCH: ":4800",
        FaultKind.DELAY: ":2",
        FaultKind.FLOOD: ":500",
        FaultKind.STUCK: "",
    }
    return f"{kind}:10s-20s{amounts.get(kind, ':0.1' if kind in AMOUNTS else '')}"


def _plain(number: float) -> str:
    """To a millionth, without an exponent."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _amount(kind: FaultKind, amount: str, text: str) -> float:
    """The number behind the times; 0 where none is given, which a kind that needs one refuses."""
    if not amount:
        return 0.0
    if kind not in AMOUNTS:
        raise RefusedError(f"The fault '{kind}' has no amount: write it as {example(kind)}.")
    try:
        value = float(amount)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RefusedError(
            f"The fault {text!r} has the amount {amount!r}: write a number ({AMOUNTS[kind].words})."
        )
    return value


def _seconds(time: str, text: str) -> float | None:
    """A time of a fault, s; None: none is given.

    Raises:
        RefusedError: it is no time.
    """
    if not time.strip():
        return None
    found = _DURATION.fullmatch(time.strip())
    seconds = float(found[1]) * _UNITS[found[2]] if found is not None and found[2] in _UNITS else math.nan
    if not 0 <= seconds <= _LONGEST_S:
        raise RefusedError(f"The fault {text!r} has the time {time!r}: write 10s, 1min or 1h.")
    return seconds
