"""What is said around a replayed session: whose it is, the alarm bar as it stood there then, how far it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate, SessionView
from bedside.ui import formats
from bedside.ui.session_summary import Summary
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Mode


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReviewScreen", text)


def recording_words(summary: Summary, update: MonitorUpdate | None, theme: Theme) -> tuple[str, list[str]]:
    """What stands at the right of the frame, and the parts of what stands at its left.

    Args:
        summary: of the session. update: its moment that is shown; None: none is yet. theme: of the window.
    """
    name = summary.label or _tr("not named")
    day = summary.started_utc.astimezone().strftime("%d %b %Y")
    parts = [name, _tr("bed {bed}").format(bed=summary.bed), day]
    if summary.mode is Mode.SIMULATION:
        parts.append(_tr("SIMULATION, not a patient"))
    if summary.interrupted:
        parts.append(_tr("interrupted"))
    right = _tr("silent, as recorded")
    if update is not None and update.session is not None:
        clock = formats.clock_at(update.session.started_utc, update.now)
        right = _tr("{clock} of the recording · silent, as recorded").format(clock=clock)
        if update.alarms:
            parts = [*parts[:2], _alarm_words(update, update.session, theme)]
    return right, parts


def time_words(update: MonitorUpdate, next_alarm: float | None) -> tuple[str, str]:
    """Two lines beside the clock: how far the infusion, else the session, is; and how long until the next alarm.

    Args:
        update: the moment that is shown. next_alarm: session time of the first alarm after it, s; None: there is none.
    """
    infusion = update.infusion
    if infusion is not None:
        elapsed = formats.duration(infusion.elapsed_s(update.now))
        first = _tr("+{time} in infusion").format(time=elapsed)
    else:
        first = _tr("+{time} in session").format(time=formats.duration(update.now))
    if next_alarm is None:
        return first, _tr("next alarm: none after this")
    return first, _tr("next alarm in {time}").format(time=formats.duration(next_alarm - update.now))


def _alarm_words(update: MonitorUpdate, session: SessionView, theme: Theme) -> str:
    """The alarm bar of the recording: what stood there then, in turn, under the word REPLAY (ALM-04)."""
    seconds = theme.length("rotate_s")
    index = int(update.now / seconds) % len(update.alarms)
    change = update.alarms[index].change
    since = _tr("since {time}").format(time=formats.clock_at(session.started_utc, change.onset_t))
    words = f"{formats.alarm_message(change, theme.pressure_unit)} {since}"
    if len(update.alarms) == 1:
        return words
    return words + " · " + _tr("{i} of {n}").format(i=index + 1, n=len(update.alarms))
