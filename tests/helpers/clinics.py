"""A running station with told readers and, if asked for, a loudspeaker that only remembers."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bedside.alarms.profile import Profile
from bedside.alarms.profile_file import default_profile
from bedside.alarms.source import AlarmSource
from bedside.clock import SystemClock
from bedside.driver_api import Driver
from bedside.errors import UserFacingError
from bedside.monitor.attachments import Attachments
from bedside.monitor.bed import Bed
from bedside.monitor.inbox import Inbox
from bedside.monitor.station import Incoming, Station
from bedside.settings import Settings
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric
from bedside.vitals.records import Record, RecordingState, StationEvent
from bedside.vitals.station_commands import AttachDevice
from tests.helpers.alarms import NoAlarms
from tests.helpers.loudspeaker import ToldLoudspeaker
from tests.helpers.readers import ToldReader, load

WAIT_S = 5.0


class Clinic:
    """A running station with told readers."""

    def __init__(
        self,
        settings: Settings,
        capacity: int = 1000,
        *,
        alarms: Callable[[Profile], AlarmSource] = lambda _profile: NoAlarms(),
        sound: ToldLoudspeaker | None = None,
    ) -> None:
        self._alarms = alarms
        self.recording = RecordingState()
        self.clock = SystemClock()
        self.records: list[Record] = []
        self.saved: list[Settings] = []
        self.readers: dict[str, ToldReader] = {}
        self.inbox: Inbox[Incoming] = Inbox(capacity)
        self.save_error: UserFacingError | None = None
        self._news = threading.Condition()
        self.station = Station(
            clock=self.clock,
            attachments=Attachments(load, self._reader),  # type: ignore[arg-type]
            new_bed=self._bed,
            record=self.records.append,
            recording=lambda: self.recording,
            settings=settings,
            save_settings=self._save,
            inbox=self.inbox,
            sound=sound,
        )
        self.station.on_news = self._tell
        self.station.start()

    def _reader(self, device: str, driver: Driver, port: str, *, simulated: bool) -> ToldReader:
        self.readers[device] = ToldReader(device, self.inbox.put)
        return self.readers[device]

    def _bed(self, number: int) -> Bed:
        return Bed(
            number,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=self._alarms,
            record=self.records.append,
            unfinished=lambda bed: None,
        )

    def _save(self, settings: Settings) -> None:
        if self.save_error is not None:
            raise self.save_error
        self.saved.append(settings)

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait, bounded, for the station to come to something."""
        deadline = self.clock.now() + WAIT_S
        with self._news:
            while not true():
                assert self.clock.now() < deadline, f"the station never came to: {what}"
                self._news.wait(0.05)

    def do(self, command: object) -> None:
        self.station.submit(command).result(timeout=WAIT_S)  # type: ignore[arg-type]

    def attach(self, driver: str = "oximeter", port: str = "/dev/ttyUSB0", bed: int = 3) -> ToldReader:
        self.do(AttachDevice(bed=bed, driver=driver, port=port))
        return self.readers[f"{driver}@{port}"]

    def spo2(self, reader: ToldReader, value: float) -> None:
        t = self.clock.now()
        reader.say(t, Numeric(parameter=Parameter.SPO2, t=t, value=value))

    def monitor(self, reader: ToldReader, bed: int = 3) -> None:
        """Let a session open on the bed."""
        self.spo2(reader, 97.0)
        self.until(lambda: self.station.updates[bed].session is not None, "an open session")

    def kinds(self) -> list[str]:
        return [record.kind for record in self.records if isinstance(record, StationEvent)]
