"""The screens that are compared: two screens, calm and in alarm, at three sizes in three themes.

The story is that of the mock-ups: Marta Reyes on bed 3, calm at 10:28:12, SpO2 86 < 88 at 10:31:58 with the audio
paused, and a station of sixteen beds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.ui import theme
from bedside.ui.main_window import MainWindow
from bedside.vitals.alarms import Activation, Direction, Kind, Presence, Priority
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter
from tests.helpers.alarming import HEARD, alarming, paused
from tests.helpers.parts import numeric
from tests.helpers.story import BED, NURSE, at
from tests.helpers.updates import ALARM_T, CALM_T, bed, desaturation, reyes, station
from tests.helpers.windows import device

SIZES = ((1920, 1080), (1366, 768), (1024, 640))
THEMES = ("dark", "light", "high-contrast")
SCREENS = ("bed", "station")
STATES = ("calm", "alarm")
FULL_HOUSE = 16
PULLED = (
    "The USB cable of the Nonin 3150 was pulled: plug it into any port, it comes back to this bed by itself."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture."""

    screen: str
    state: str
    theme: str
    size: tuple[int, int]

    @property
    def name(self) -> str:
        """Of its file, without the ending."""
        return f"{self.screen}-{self.state}-{self.theme}-{self.size[0]}x{self.size[1]}"


def scenes() -> Iterator[Scene]:
    """All of them."""
    for screen in SCREENS:
        for state in STATES:
            for name in THEMES:
                for size in SIZES:
                    yield Scene(screen=screen, state=state, theme=name, size=size)


def marta(now: float) -> MonitorUpdate:
    """Marta Reyes with everything a bed can show: baseline, next cuff reading, respiratory rate."""
    update = reyes(now) if now == CALM_T else paused(desaturation(now), 94.0)
    nibp = update.nibp
    assert nibp is not None
    assert nibp.last is not None
    return replace(
        update,
        numerics={
            **update.numerics,
            Parameter.RR: numeric(Parameter.RR, 14.0, now - 180.0),
        },
        nibp=replace(nibp, due_t=nibp.last.t + 300.0),
        baseline=Baseline(
            values={
                Parameter.SPO2: 98.0,
                Parameter.PR: 68.0,
                Parameter.NIBP_SYS: 118.0,
                Parameter.NIBP_DIA: 72.0,
                Parameter.NIBP_MAP: 87.0,
            },
            readings=2,
            complete=True,
        ),
    )


def _brandt(update: MonitorUpdate) -> MonitorUpdate:
    """Her pressure is over the limit, Medium."""
    found = alarming(update, Priority.MEDIUM, condition=9)
    told = replace(
        found.alarms[0].change,
        parameter=Parameter.NIBP_SYS,
        value=168.0,
        worst=168.0,
        limit=160.0,
        words="systolic pressure high",
        direction=Direction.HIGH,
        onset_t=update.now - 21.0,
    )
    return replace(found, alarms=(replace(found.alarms[0], change=told),))


def _dubois(update: MonitorUpdate) -> MonitorUpdate:
    """Her oximeter was unplugged, and somebody knows."""
    found = alarming(
        update, Priority.MEDIUM, condition=11, presence=Presence.ACKNOWLEDGED, activation=Activation.OFF
    )
    told = replace(
        found.alarms[0].change,
        parameter=Parameter.SPO2,
        kind=Kind.TECHNICAL,
        code="T-COM",
        value=None,
        worst=None,
        limit=None,
        words="oximeter unplugged",
        onset_t=update.now - 168.0,
    )
    gone = {
        key: replace(state, t=update.now - 168.0, age=Age.GONE, reason="no data")
        for key, state in update.numerics.items()
        if key is not Parameter.RR
    }
    assert found.session is not None
    begun = found.session.started_utc + timedelta(seconds=ALARM_T - update.now)  # so that all clocks agree
    return replace(
        found,
        session=replace(found.session, started_utc=begun),
        alarms=(replace(found.alarms[0], change=told),),
        numerics=gone,
        signal_level=None,
        devices=(device(update, LinkState.GONE, PULLED),),
    )


def beds_of(scene: Scene) -> Mapping[int, MonitorUpdate]:
    """What the beds show."""
    now = CALM_T if scene.state == "calm" else ALARM_T
    if scene.screen == "bed":
        return {BED: marta(now)}
    station_now = 50_000.0 + now
    beds = {number: bed(number, station_now) for number in range(1, FULL_HOUSE + 1)}
    beds[BED] = marta(now)
    if scene.state == "alarm":
        beds[7] = _brandt(beds[7])
        beds[11] = _dubois(beds[11])
        beds = {
            number: paused(update, 94.0) if update.session and number != BED else update
            for number, update in beds.items()
        }
    return beds


def picture(scene: Scene) -> QImage:
    """What the window looks like. Needs a QApplication."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(theme.load(scene.theme))
    window.resize(*scene.size)
    window.show()
    now = CALM_T if scene.state == "calm" else ALARM_T
    beds = beds_of(scene)
    whole = station(now, operator=NURSE, sound=HEARD, sound_answer="heard")
    if scene.screen == "bed":
        window.show_updates(beds, whole, 50_000.0 + now)
        window.open_bed(BED)
    else:
        window.show_screen("station")
    for _ in range(3):  # the lit half of every flash
        window.show_updates(beds, whole, 50_000.0 + now)
        app.processEvents()
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    window._may_close = True
    window.close()
    window.deleteLater()
    return image


assert at("10:28:12") == CALM_T
