"""Finding in raw bytes: a pattern of hexadecimal digits with wildcards ("84 ..", "8. 23"), or decoded words. Pure.

Bytes are found across the borders of reads and lines, in what was received and in what was sent, each by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bedside.ui.device_raw_lines import RawLine
from bedside.ui.device_raw_words import plain, words_of

MOST: Final = 5_000  # matches that are kept; more are no help
_HEX: Final = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is looked for."""

    text: str
    bytes_rule: re.Pattern[bytes] | None  # None: words

    @property
    def of_bytes(self) -> bool:
        """Whether it stands for bytes."""
        return self.bytes_rule is not None


@dataclass(frozen=True, slots=True)
class Match:
    """One place: the bytes of it on each line, (index of the line, first byte, byte behind the last)."""

    cells: tuple[tuple[int, int, int], ...]

    @property
    def line(self) -> int:
        """Index of the line it begins on."""
        return self.cells[0][0]


def pattern_of(text: str) -> Pattern | None:
    """What a person typed; None: nothing.

    Pairs of hexadecimal digits, each digit may be a full stop or a question mark for "any", are bytes; everything
    else is words. At least one digit must be given.
    """
    text = text.strip()
    if not text:
        return None
    digits = "".join(text.split()).lower().replace("?", ".")
    in_pairs = all(len(part) % 2 == 0 for part in text.split())
    if in_pairs and set(digits) <= set(_HEX + ".") and set(digits) & set(_HEX):
        rule = b"".join(_byte_rule(digits[n : n + 2]) for n in range(0, len(digits), 2))
        return Pattern(text, re.compile(rule, re.DOTALL))
    return Pattern(text.casefold(), None)


def _byte_rule(pair: str) -> bytes:
    high = _HEX if pair[0] == "." else pair[0]
    low = _HEX if pair[1] == "." else pair[1]
    values = bytes(int(h + each, 16) for h in high for each in low)
    if len(values) == 256:
        return b"."
    return b"[" + b"".join(re.escape(values[n : n + 1]) for n in range(len(values))) + b"]"


def matches(lines: Sequence[RawLine], pattern: Pattern, first: int = 0) -> list[Match]:
    """Where the pattern stands, in order of the lines.

    Args:
        lines: to look at.
        pattern: what for.
        first: index of `lines[0]` in the whole view: matches are numbered in it.
    """
    if pattern.bytes_rule is None:
        return [
            Match(((first + n, 0, 0),))
            for n, line in enumerate(lines)
            if line.first and pattern.text in plain(words_of(line.piece)).casefold()
        ][:MOST]
    found: list[Match] = []
    for sent in (False, True):
        found += _in_bytes(lines, pattern.bytes_rule, first, sent=sent)
    return sorted(found, key=lambda match: match.cells[0])[:MOST]


def _in_bytes(lines: Sequence[RawLine], rule: re.Pattern[bytes], first: int, *, sent: bool) -> list[Match]:
    found: list[Match] = []
    run: list[int] = []  # indices of lines that follow each other without a hole
    for n, line in enumerate(lines):
        if line.missing or line.label:
            found += _in_run(lines, run, rule, first)
            run = []
        if not line.missing and line.piece.sent == sent:
            run.append(n)
    return found + _in_run(lines, run, rule, first)


def _in_run(lines: Sequence[RawLine], run: list[int], rule: re.Pattern[bytes], first: int) -> list[Match]:
    if not run:
        return []
    starts: list[int] = []
    place = 0
    for n in run:
        starts.append(place)
        place += len(lines[n].data)
    whole = b"".join(lines[n].data for n in run)
    found: list[Match] = []
    for hit in rule.finditer(whole):
        if len(found) >= MOST:
            break
        begin, end = hit.span()
        at = bisect_right(starts, begin) - 1
        cells = []
        while at < len(run) and starts[at] < end:
            length = len(lines[run[at]].data)
            low, high = max(0, begin - starts[at]), min(length, end - starts[at])
            if high > low:
                cells.append((first + run[at], low, high))
            at += 1
        if cells:
            found.append(Match(tuple(cells)))
    return found


class Finder:
    """What is looked for in a view that stands still, what was found there, and which of it is looked at."""

    def __init__(self) -> None:
        self.pattern: Pattern | None = None
        self.found: list[Match] | None = None  # None: not looked for yet
        self.at = -1

    def forget(self) -> None:
        """The lines are others now: look again at the next step."""
        self.found, self.at = None, -1

    def go(self, lines: Sequence[RawLine], top: int, step: int) -> Match | None:
        """One match on or back, round at the ends; the first time from the line at the top of the view.

        Args:
            lines: all there are.
            top: number of the first line in view.
            step: 1 or −1.
        """
        if self.pattern is None:
            return None
        if self.found is None:
            self.found = matches(lines, self.pattern)
            before = sum(match.line < top for match in self.found)
            self.at = before - 1 if step > 0 else before
        if not self.found:
            return None
        self.at = (self.at + step) % len(self.found)
        return self.found[self.at]
