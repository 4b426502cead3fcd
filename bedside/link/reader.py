"""One reader thread per device: carries bytes between a port and its `Link`, for as long as it is attached.

Everything it publishes goes through one `sink`, in order; the sink must not block. Whatever happens to the
port, the thread opens it again, after 0.25 s at first and every 2 s later, until it is stopped or a recording
is over. Stopping tells a running cuff to deflate, says goodbye to the device and closes the port.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from bedside.clock import Clock
from bedside.driver_api import CuffOrder, CuffRequest, Driver
from bedside.errors import UserFacingError
from bedside.link.capture import CaptureWriter
from bedside.link.items import Item, Step
from bedside.link.kept_bytes import KeptBytes
from bedside.link.link import Link
from bedside.link.raw_tap import RawTap
from bedside.link.switchboard import CHECK_S, LentPort, Switchboard
from bedside.link.transport import HeldTransport, SelectTransport, Transport
from bedside.vitals.devices import LinkState
from bedside.vitals.sessions import PatientType

Opener = Callable[[str, Driver], Transport]
Sink = Callable[[Item], object]  # what it returns is not looked at

BACKOFF_S = (0.25, 0.5, 1.0, 2.0)
STOP_S = 4.0  # three cancels 0.75 s apart, and the goodbye
SHORTEST_WAIT_S = 0.0005  # a deadline that is already past must not keep a core busy
STREAM_HZ = 10.0  # so many frames a second are worth lending the port to the switchboard

_log = logging.getLogger(__name__)


class Reader:
    """The thread of one device."""

    def __init__(
        self,
        device_id: str,
        driver: Driver,
        port: str,
        open_transport: Opener,
        sink: Sink,
        clock: Clock,
        capture: CaptureWriter | None = None,
        new_capture: Callable[[], CaptureWriter] | None = None,
        switchboard: Switchboard | None = None,
    ) -> None:
        """Prepare; nothing runs before `start`.

        Args:
            device_id: "<driver key>@<port>".
            driver: the protocol to speak.
            port: a port as `bedside.link.ports.open_port` takes it.
            open_transport: opens it; raises `UserFacingError` when it cannot.
            sink: takes what is published, in the reader's thread.
            clock: station time.
            capture: where every byte is kept; closed with the reader.
            new_capture: begins another such file when somebody asks for it; raises `BrokenFileError` when it cannot.
            switchboard: listens to the port while the device streams; None: its own thread always does.
        """
        self.tap = RawTap()
        self._driver = driver
        self._port = port
        self._open_transport = open_transport
        self._sink = sink
        self._clock = clock
        self._kept = KeptBytes(capture, new_capture)
        self._switchboard = switchboard
        self._lends = not driver.info.starts_cuff and driver.info.frame_rate_hz >= STREAM_HZ
        self._link = Link(device_id, driver, port, clock.now())
        self._requests: deque[CuffRequest] = deque()
        self._transport: Transport | None = None
        self._stopping = False
        self._bell = threading.Event()  # rings while no port is open
        self._thread = threading.Thread(target=self._run, name=f"reader {device_id}", daemon=True)

    def start(self) -> None:
        """Begin to open the port."""
        self._thread.start()

    def post(self, request: CuffRequest) -> None:
        """Order the cuff. From any thread; a cancel overtakes and discards everything still queued.

        A refusal comes back as a `LinkNotice`.
        """
        if request.order is CuffOrder.CANCEL:
            self._requests.clear()
        self._requests.append(request)
        self._ring()

    def switch_capture(self, *, on: bool) -> bool:
        """Keep every byte in a new file from now on, or end it. From any thread; done in the reader's own.

        A file that cannot be made comes back as a `LinkNotice`.

        Returns:
            False if this reader was given no place for such files.
        """
        taken = self._kept.ask(on=on)
        if taken:
            self._ring()
        return taken

    @property
    def capture_file(self) -> str:
        """The file in which every byte is kept now; "" = none. From any thread."""
        return self._kept.path

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop: an opening that takes long is to be given up. From any thread."""
        return self._stopping

    @property
    def cuff_running(self) -> bool:
        """Whether a determination runs or may run. From any thread."""
        return self._link.guard.running

    def may_start(self, patient_type: PatientType) -> str | None:
        """Why a cuff start would be refused now, in one sentence; None: it may. From any thread."""
        return self._link.guard.may_start(patient_type, self._clock.now())

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """Detach: deflate, say goodbye, close. From any thread.

        Returns:
            False if the thread had not ended within `timeout_s`.
        """
        self._stopping = True
        self._ring()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _ring(self) -> None:
        self._bell.set()
        transport = self._transport
        if transport is not None:
            transport.wake()

    def _run(self) -> None:
        failures = 0
        self._publish(self._link.take_items())
        while not self._stopping and self._link.state is not LinkState.ENDED:
            frames = self._link.counters().frames
            try:
                self._serve_once()
            except Exception:  # noqa: BLE001  the thread's top: a bug here must not end the supervision of a device
                _log.exception("reader of %s", self._port)
                self._publish(self._link.broken(self._clock.now()))
            if self._link.counters().frames > frames:
                failures = 0
            self._rest(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])
            failures += 1
        while not self._stopping:  # a recording is over: only refusals are left to say
            self._rest(None)
        self._kept.close()

    def _serve_once(self) -> None:
        """Open the port and serve it until it goes away or the reader is stopped."""
        try:
            transport = self._open_transport(self._port, self._driver)
        except UserFacingError as error:
            self._publish(self._link.closed(self._clock.now(), error))
            return
        self._transport = transport
        try:
            self._converse(transport)
        except UserFacingError as error:
            self._publish(self._link.closed(self._clock.now(), error))
        finally:
            self._transport = None
            if self._switchboard is not None:
                self._switchboard.leave(self)
            self.tap.flush()
            transport.close()

    def _converse(self, transport: Transport) -> None:
        clock, link = self._clock, self._link
        step = link.opened(clock.now(), transport.port_now if isinstance(transport, HeldTransport) else "")
        while True:
            self._carry_out(step, transport)
            while self._requests:
                step = link.ask(self._requests.popleft(), clock.now())
                self._carry_out(step, transport)
            self._follow_switches()
            if self._stopping:
                self._leave(transport)
                return
            step = self._listen(transport, step)

    def _listen(self, transport: Transport, step: Step) -> Step:
        """The next step: what came, or what had to be done by now. The switchboard may do many of them meanwhile."""
        port = self._lent(transport, step)
        if port is None:
            return self._read(transport, step)
        try:
            while port.lent:
                rung = self._bell.wait(self._clock.real_s(CHECK_S))
                self._bell.clear()
                if rung or not port.alive:
                    port.take_back()
        finally:
            port.end()
        rest = port.rest()
        if rest is not None:
            self._carry_out(self._take(b"", self._clock.now(), before=rest), transport)
        if port.error is not None:
            raise port.error
        return port.step or Step([], b"", port.at)

    def _lent(self, transport: Transport, step: Step) -> LentPort | None:
        """The port on the switchboard; None: this thread reads it."""
        if self._switchboard is None or not self._lends:
            return None
        wire = transport.transport if isinstance(transport, HeldTransport) else transport
        streams = not self._kept.on and self._link.state is LinkState.MEASURING
        if not streams or not isinstance(wire, SelectTransport):
            self._switchboard.leave(self)
            return None
        return self._switchboard.lend(self, wire, self._hear, self._bell.set, step.at, self._link.hold_s)

    def _read(self, transport: Transport, step: Step) -> Step:
        wait_s = None if step.at is None else max(SHORTEST_WAIT_S, step.at - self._clock.now())
        data = transport.read(self._clock.real_s(wait_s))
        t = self._clock.now()
        self._tell_fault(self._kept.received(data, t))
        return self._take(data, t, joined=bool(data) and step.at is not None and t >= step.at)

    def _take(
        self, data: bytes, t: float, *, before: tuple[bytes, float] | None = None, joined: bool = False
    ) -> Step:
        """Bytes to readings; see `Link.feed`."""
        step = self._link.feed(data, t, before=before, joined=joined)
        if before is not None:
            data, t = before[0] + data, before[1]
        self.tap.received(t, data, step.readings, step.thrown, due=step.at)
        return step

    def _hear(self, data: bytes, t: float, before: tuple[bytes, float] | None, joined: bool) -> Step:
        """What the switchboard does of a step: everything but sending, which may wait."""
        step = self._take(data, t, before=before, joined=joined)
        if not step.send:
            self._publish(step.items)
        return step

    def _leave(self, transport: Transport) -> None:
        """Deflate, at most three tries long; then say goodbye."""
        step = self._link.stopping(self._clock.now())
        self._carry_out(step, transport)
        while self._link.guard.aborting:
            step = self._read(transport, step)
            self._carry_out(step, transport)
        self._send(self._link.goodbye(), transport)
        self._publish(self._link.left(self._clock.now()))

    def _carry_out(self, step: Step, transport: Transport) -> None:
        self._send(step.send, transport)
        self._publish(step.items)

    def _send(self, data: bytes, transport: Transport) -> None:
        if data:
            transport.write(data)
            t = self._clock.now()
            self.tap.sent(t, data)
            self._tell_fault(self._kept.sent(data, t))

    def _publish(self, items: list[Item]) -> None:
        for item in items:
            self._sink(item)

    def _tell_fault(self, fault: str) -> None:
        """Say with the next step what ended the capture, if anything did."""
        if fault:
            self._link.notice(fault, self._clock.now())

    def _follow_switches(self) -> None:
        """Begin or end the capture as it was asked for."""
        fault = self._kept.follow()
        if fault:
            self._tell_fault(fault)
            self._publish(self._link.take_items())

    def _rest(self, seconds: float | None) -> None:
        """Wait without a port, answering what is asked meanwhile."""
        if self._stopping:
            return
        self._bell.wait(self._clock.real_s(seconds))
        self._bell.clear()
        self._follow_switches()
        while self._requests:
            self._publish(self._link.ask(self._requests.popleft(), self._clock.now()).items)
