"""What to try when the equipment cannot measure, and when it last did (clinical notes, section 5).

Of probe, cuff, cable and power only: nothing here is about the patient or the pump.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.spoken import spoken
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.parameters import Parameter

_CONTEXT: Final = "WhatToTry"
_PROBE: Final = frozenset({"T-SPO2-OFF", "T-SPO2-SIG", "T-PERF"})
_CUFF: Final = frozenset({"T-NIBP-FAIL", "T-NIBP-DUE"})

_WORDS: Final = {
    code: str(words)
    for code, words in {
        "T-SPO2-OFF": QT_TRANSLATE_NOOP(
            "WhatToTry", "Put the probe on again. Then its plug and cable, then another finger."
        ),
        "T-SPO2-SIG": QT_TRANSLATE_NOOP(
            "WhatToTry",
            "Seat the probe anew, keep the hand still and warm. Then another finger, not on the arm of the cuff.",
        ),
        "T-PERF": QT_TRANSLATE_NOOP(
            "WhatToTry", "Warm the hand. Then another finger, or the other hand if the cuff is on this arm."
        ),
        "T-NIBP-FAIL": QT_TRANSLATE_NOOP(
            "WhatToTry",
            "Look at the hose (kinks, plugs) and at the cuff (place, size), keep the arm still, and measure again.",
        ),
        "T-NIBP-DUE": QT_TRANSLATE_NOOP(
            "WhatToTry", "Measure with F4, or at the monitor where F4 cannot start it."
        ),
        "T-COM": QT_TRANSLATE_NOOP(
            "WhatToTry",
            "Look at the cable at both ends, and whether the device is on. Devices says what was heard last.",
        ),
        "T-BATT": QT_TRANSLATE_NOOP(
            "WhatToTry", "Connect the device to its power supply, or change its battery."
        ),
    }.items()
}


def what_to_try(update: MonitorUpdate) -> str:
    """Of the first alarm of the equipment that is still so: what to try, and the last good time; "" = none is."""
    change = next((a.change for a in update.alarms if a.change.present and a.change.code in _WORDS), None)
    if change is None:
        return ""
    words = QCoreApplication.translate(_CONTEXT, _WORDS[change.code])
    said = _tr("To try · {alarm}: {words}").format(alarm=spoken(change.words), words=words)
    return f"{said} {last}" if (last := _last_good(update, change)) else said


def _last_good(update: MonitorUpdate, change: AlarmChange) -> str:
    if update.session is None or change.code not in _PROBE | _CUFF:
        return ""
    if change.code in _PROBE:
        name, state = formats.full_name(Parameter.SPO2), update.numerics.get(Parameter.SPO2)
        t = None if state is None else state.t
    else:
        name, last = "NIBP", None if update.nibp is None else update.nibp.last
        t = None if last is None else last.t
    if t is None:
        return _tr("Nothing good was measured yet.")
    clock = formats.clock_at(update.session.started_utc, t, update.now)
    return _tr("Last good {name} at {clock}.").format(name=name, clock=clock)


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
