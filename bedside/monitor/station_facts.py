"""What belongs to the whole station rather than to a bed: looked at some times a second, and told as one update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bedside.clock import Clock
from bedside.monitor.attachments import Attachments
from bedside.monitor.device_desk import DeviceDesk
from bedside.monitor.inbox import Inbox
from bedside.monitor.kept_settings import KeptSettings
from bedside.monitor.profile_choice import ProfileDesk
from bedside.monitor.protocol_choice import ProtocolDesk
from bedside.monitor.shift import Shift
from bedside.monitor.sound_desk import SoundDesk
from bedside.monitor.station_log import StationLog
from bedside.monitor.updates import StationUpdate
from bedside.monitor.wall_clock import WallClockWatch
from bedside.monitor.watch import StationWatch
from bedside.vitals.records import RecordingState


class StationFacts:
    """Used by the station's thread only."""

    def __init__(
        self,
        *,
        clock: Clock,
        inbox: Inbox[Any],
        recording: Callable[[], RecordingState],
        attachments: Attachments,
        devices: DeviceDesk,
        watch: StationWatch,
        sound: SoundDesk,
        shift: Shift,
        profiles: ProfileDesk,
        protocols: ProtocolDesk,
        kept: KeptSettings,
        log: StationLog,
    ) -> None:
        self._clock = clock
        self._inbox = inbox
        self._recording = recording
        self._attachments = attachments
        self._devices = devices
        self._watch = watch
        self._sound = sound
        self._shift = shift
        self._profiles = profiles
        self._protocols = protocols
        self._kept = kept
        self._log = log
        self._wall_clock = WallClockWatch(clock)
        self._refused = 0  # by the inbox, as it was told last

    def look(self, now: float, window_beat_t: float | None, watchdog_runs: bool | None) -> StationUpdate:
        """Look at everything at station time `now`, s.

        Args:
            now: station time, s.
            window_beat_t: when the window's thread last said that it lives, station time, s; None: there is no window.
            watchdog_runs: None: there is to be none.
        """
        self._look_at_clock(now)
        self._look_at_inbox()
        self._devices.look(now)
        recording = self._recording()
        sound = self._sound.state()
        self._watch.look(
            now,
            sound_fault=sound.fault,
            recording=recording,
            window_beat_t=window_beat_t,
            watchdog_runs=watchdog_runs,
        )
        settings = self._kept.settings
        return StationUpdate(
            station_now=now,
            utc=self._clock.utc(),
            recording=recording,
            devices=self._attachments.rows(None),
            intended_use_accepted=settings.intended_use_accepted_utc is not None,
            notices=self._log.notices,
            alarms=self._watch.active,
            alarm_log=self._watch.log,
            sound=sound,
            sound_answer=self._sound.answer,
            no_sound_accepted=self._sound.no_sound_accepted,
            operator=self._shift.operator(),
            protocol=self._protocols.name(),
            profiles=self._profiles.titles(),
            profile_approval=self._profiles.approval(),
            appearance=settings.appearance,
            ages=settings.ages,
            views=settings.views,
            windows=settings.windows,
            searches=self._devices.searches(),
        )

    def _look_at_inbox(self) -> None:
        refused = self._inbox.refused  # read once: others add to it
        if lost := refused - self._refused:
            self._refused = refused
            self._log.notice(f"{lost} readings were lost because this computer could not keep up.")
            self._log.say("inbox_full", f"{lost} items lost: the station could not keep up")

    def _look_at_clock(self, now: float) -> None:
        step_s = self._wall_clock.stepped(now)
        if step_s is not None:
            words = f"the computer's clock was moved by {step_s:+.1f} s; session times are not affected"
            self._log.notice(words[0].upper() + words[1:] + ".")
            self._log.say("clock_step", words)
            self._watch.clock_stepped(step_s, now)
