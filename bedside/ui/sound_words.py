"""How the alarm sound is, in one sentence, for the strip and the panels. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import StationUpdate
from bedside.ui import formats


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundWords:
    """What is said of the sound, and whether it is said loudly."""

    icon: str
    words: str
    loud: bool = False


def sound_words(station: StationUpdate) -> SoundWords:
    """The worst thing that is known first."""
    sound = station.sound
    if sound.fault:
        return SoundWords(icon="volume-off", words=_tr("No alarm sound"), loud=True)
    if sound.system_muted:
        return SoundWords(icon="volume-off", words=_tr("Sound is muted in the system"), loud=True)
    if sound.system_volume is not None and sound.system_volume <= 0:
        return SoundWords(icon="volume-off", words=_tr("System volume 0 %"), loud=True)
    if sound.quiet_room and sound.station_fault:
        return SoundWords(
            icon="alert-outline", words=_tr("Not heard at the station: it sounds here"), loud=True
        )
    if station.sound_answer.startswith("not heard"):
        return SoundWords(icon="alert-outline", words=_tr("Alarm sound was not heard"), loud=True)
    if sound.tested_utc is None or not station.sound_answer:
        return SoundWords(icon="alert-outline", words=_tr("Sound not tested yet"), loud=True)
    parts = [_tr("Sound tested {time}").format(time=formats.clock(sound.tested_utc)[:5])]
    if sound.system_volume is not None:
        parts.append(_tr("system volume {n} %").format(n=round(100 * sound.system_volume)))
    if sound.quiet_room:
        parts.append(_tr("quiet room, at {place}").format(place=sound.station_output))
    if sound.pulse_tone:
        parts.append(_tr("pulse tone"))
    return SoundWords(icon="volume-high", words=" · ".join(parts))


def _tr(text: str) -> str:
    return QCoreApplication.translate("sound", text)
