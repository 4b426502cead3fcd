"""A log without names: only what is known to be free of them stays, and what is known to be one is taken out. Pure.

A line stays if its logger and its words are in the table below: numbers, ports, drivers, sessions' ids, sentences of
the code. Of everything else, time, level and logger stay. Of a traceback the places in the code stay, and the kind of
the error, never its text: that may quote what somebody typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LEFT_OUT: Final = "[left out]"
SHORTEST: Final = 3  # characters of a name that is taken out wherever it stands

_SIMULATED: Final = r"(?:/tmp|/var/folders/[\w/]+)/bedside-simulat(?:e|ion)-\w+/[\w-]+"
PORT: Final = rf"(?:/dev/[\w./:-]+|COM\d+|(?:socket|memory)://[\w.:-]+|{_SIMULATED})"
_DEVICE: Final = rf"[a-z][a-z0-9_]*@{PORT}"
_SESSION: Final = r"bed \d+: session [\w-]+"

# Logger → the messages that may stay, whole or as far as the group `keep` goes.
_KNOWN: Final = {
    "bedside.monitor.station": (
        r"started: bedside started with \d+ remembered devices",
        r"stopped: bedside stopped in good order",
        rf"attach_device: [a-z][a-z0-9_]* on {PORT} came to bed \d+",
        rf"detach_device: {_DEVICE} left bed \d+",
        rf"device_moved: {_DEVICE} is now on {PORT}",
        rf"device_notice: {_DEVICE}: .*",
        rf"capture_device: {_DEVICE}: (?:every byte is kept from now on|its bytes are kept no longer)",
        rf"search_port: {PORT} is listened to(?:, and asked if it is silent)?",
        rf"stop_search: (?:{PORT}|USB) is left alone",
        r"(?:clock_step: )?the computer's clock was moved by [+-][\d.]+ s; session times are not affected",
        r"(?:stood_still: )?nobody watched for \d+ s: the computer slept or was stopped",
        r"inbox_full: \d+ items lost: the station could not keep up",
        r"internal_error: (?:turning|stepping bed \d+|taking \w+): \w+",
        r"a bug in the station while (?:turning|stepping bed \d+|taking \w+); monitoring goes on",
        r"pause_ended: the \w+ pause of bed \d+ is over",
        r"accept_intended_use: intended use accepted",
        r"save_patient: version \d+ of a patient's record",
        r"file_session: session [\w-]+ was (?:put under a|moved to another) patient",
        r"write_follow_up: (?:said|corrected|taken back) after (?:session [\w-]+|a course of sessions)",
        r"write_qa_note: (?:written|corrected|taken back) about session [\w-]+",
        r"mark_reviewed: session [\w-]+ is (?:marked as reviewed|to be reviewed once more)",
        r"(?P<keep>(?:attach_device|detach_device|device_moved|device_notice|capture_device|search_port|stop_search"
        r"|pick_operator|choose_profile|confirm_sound|play_self_test|accept_no_sound|set_sound|set_quiet_room): ).*",
    ),
    "bedside.monitor.live_session": (
        rf"{_SESSION} began",
        rf"{_SESSION} goes on after \d+ s without the program",
        rf"(?P<keep>{_SESSION} ended: ).*",
    ),
    "bedside.link.reader": (rf"reader of {PORT}",),
    "bedside.link.steady_port": (rf"{_DEVICE}: its adapter is in another socket, on {PORT}",),
    "bedside.link.port_search": (rf"the search on {PORT}",),
    "bedside.link.port_watch": (r"the ports cannot be listed; tried again every [\d.]+ s",),
    "bedside.store.recorder": (
        r".*: (?P<keep>recording goes on|a bug in the recorder|a record cannot be packed: \w+)",
        r".*: (?P<keep>\d+ rows could not be written): .*",
        r".*: (?P<keep>the disk did not take the last records within [\d.]+ s)",
        r"(?P<keep>recording waits: ).*",
    ),
    "bedside.store.batch": (r"(?P<keep>a row of \w+ cannot be stored and is lost).*",),
    "bedside.store.upgrade": (r".*: (?P<keep>schema brought from [\w ]+ to the newest)",),
    "bedside.ui.app": (r"a bug kept bedside from starting",),
    "bedside.ui.sound": (r"the sound failed", r"the sound did not end within \d+ ms"),
    "bedside.ui.loudspeaker": (r"the loudspeaker works again", r"(?P<keep>no alarm sound: ).*"),
    "bedside.ui.heartbeat": (
        r"a bug ended the heartbeat",
        r"(?P<keep>the watchdog is gone ).*",
        r"(?P<keep>the watchdog did not leave at bye).*",
    ),
    "bedside.ui.watchdog": (
        r"watching process \d+",
        r"the melody is over; nobody silenced it",
        r"a person silenced the melody",
        r"bedside \(process \d+\) hangs and is killed to be started again",
        r"bedside is started again as process \d+",
    ),
    "bedside": (r"a bug ended this action", r"(?P<keep>a bug ended ).*"),
}
_RULES: Final = {logger: tuple(re.compile(rule) for rule in rules) for logger, rules in _KNOWN.items()}

_HEAD: Final = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) ([A-Z]+) ([\w.]+): (.*)")
_FRAME: Final = re.compile(r'  File "([^"]*)", line (\d+), in ([\w<>.]+)')
_CODE: Final = re.compile(r"(?:.*[/\\])?((?:bedside|drivers|site-packages|lib[/\\]python[\d.]+)[/\\].*)")
_ERROR: Final = re.compile(r"((?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt|Exit|Over))(?::.*)?")
_CHAINS: Final = (
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A log that may be given away."""

    text: str
    kept: int  # lines as they were
    shortened: int  # lines of which something was left out
    dropped: int  # lines that went


class Names:
    """What must not be seen, taken out of any text."""

    def __init__(self, names: Iterable[str], home: str = "") -> None:
        """Prepare.

        Args:
            names: of people; each goes whole and in its parts.
            home: the user's own folder, which holds the user's name; becomes "~".
        """
        self._home = home.rstrip("/\\")
        parts = {part for name in names for part in (name.strip(), *re.split(r"[\W_]+", name))}
        hidden = sorted((part for part in parts if len(part) >= SHORTEST), key=len, reverse=True)
        words = "|".join(re.escape(part) for part in hidden)
        self._hidden = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if hidden else None

    def taken_out(self, text: str) -> str:
        """The text without them."""
        if len(self._home) > 1:
            text = text.replace(self._home, "~")
        return text if self._hidden is None else self._hidden.sub(LEFT_OUT, text)


def scrub(log: str, names: Names) -> Scrubbed:
    """A log, line by line, without what may name a person."""
    lines: list[str] = []
    kept = shortened = dropped = 0
    for line in log.splitlines():
        if not line.strip():
            continue
        plain = _plain(line)
        if plain is None:
            dropped += 1
            continue
        plain = names.taken_out(plain)
        lines.append(plain)
        if plain == line:
            kept += 1
        else:
            shortened += 1
    return Scrubbed("".join(f"{line}\n" for line in lines), kept, shortened, dropped)


def _plain(line: str) -> str | None:
    """What may stay of a line; None: nothing."""
    head = _HEAD.fullmatch(line)
    if head is not None:
        time, level, logger, message = head.groups()
        return f"{time} {level} {logger}: {_message(logger, message)}"
    if line in _CHAINS:
        return line
    frame = _FRAME.fullmatch(line)
    if frame is not None:
        code = _CODE.fullmatch(frame[1])
        return f'  File "{code[1] if code else LEFT_OUT}", line {frame[2]}, in {frame[3]}'
    error = _ERROR.fullmatch(line)
    if error is not None:
        return line if error[1] == line else f"{error[1]}: {LEFT_OUT}"
    return None


def _message(logger: str, message: str) -> str:
    for rule in _RULES.get(logger, ()):
        found = rule.fullmatch(message)
        if found is not None:
            return f"{found['keep']}{LEFT_OUT}" if "keep" in rule.groupindex else message
    return LEFT_OUT
