"""When something half-typed was typed, and in which forms it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.therapy.scale_file import scale_title, scales
from bedside.therapy.scale_texts import ScaleTexts, version_with
from bedside.ui.session.drafts import NOTE

_MINUTES: Final = "%H:%M"
_SCALE: Final = "scale"


def _tr(text: str) -> str:
    return QCoreApplication.translate("KeptDrafts", text)


def when_words(utc: datetime, now: datetime) -> str:
    """ "at 09:41" of this day, else with its day."""
    here = utc.astimezone()
    clock = here.strftime(_MINUTES)
    if here.date() == now.astimezone().date():
        return _tr("at {time}").format(time=clock)
    return _tr("on {day} at {time}").format(day=here.date().isoformat(), time=clock)


def form_words(fields: Iterable[str]) -> str:
    """The forms that fields belong to, each once: "Plan, PHQ-9"."""
    names = {
        "patient": _tr("Patient"),
        "plan": _tr("Plan"),
        "screening": _tr("Screening"),
        "discharge": _tr("Discharge"),
        "safety": _tr("Safety prompt"),
        "emergency": _tr("Emergency start"),
        NOTE: _tr("Note"),
    }
    found: dict[str, None] = {}
    for field in fields:
        form, _, rest = field.partition("/")
        if form == _SCALE:
            found[scale_title(rest.partition("/")[0])] = None
        else:
            found[names.get(form, form)] = None
    return ", ".join(found)


def stated_version(key: str, texts: Mapping[str, ScaleTexts]) -> str:
    """The version an entry of this questionnaire would state now; "" = there is none of this key."""
    scale = scales().get(key)
    return "" if scale is None else version_with(scale, texts.get(key))
