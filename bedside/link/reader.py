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
from bedside.errors import BrokenFileError, UserFacingError
from bedside.link.capture import CaptureWriter
from bedside.link.link import Arrival, Item, Link, LinkNotice, Step
from bedside.link.raw_tap import RawTap
from bedside.link.transport import HeldTransport, Transport
from bedside.vitals.devices import LinkState
from bedside.vitals.sessions import PatientType

__all__ = ["Arrival", "Item", "LinkNotice", "Opener", "Reader", "Sink"]

Opener = Callable[[str, Driver], Transport]
Sink = Callable[[Item], object]  # what it returns is not looked at

BACKOFF_S = (0.25, 0.5, 1.0, 2.0)
STOP_S = 4.0  # three cancels 0.75 s apart, and the goodbye
SHORTEST_WAIT_S = 0.0005  # a deadline that is already past must not keep a core busy

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
        """
        self.tap = RawTap()
        self._driver = driver
        self._port = port
        self._open_transport = open_transport
        self._sink = sink
        self._clock = clock
        self._capture = capture
        self._new_capture = new_capture
        self._switches: deque[bool] = deque()  # of the capture, asked for by another thread
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
        if on and self._new_capture is None:
            return False
        self._switches.append(on)
        self._ring()
        return True

    @property
    def capture_file(self) -> str:
        """The file in which every byte is kept now; "" = none. From any thread."""
        capture = self._capture
        return "" if capture is None else str(capture.path)

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
        if self._capture is not None:
            self._capture.close()

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
            step = self._read(transport, self._wait_s(step))

    def _wait_s(self, step: Step) -> float | None:
        return None if step.at is None else max(SHORTEST_WAIT_S, step.at - self._clock.now())

    def _read(self, transport: Transport, wait_s: float | None) -> Step:
        data = transport.read(self._clock.real_s(wait_s))
        t = self._clock.now()
        if data and self._capture is not None:
            self._keep(self._capture.received, data, t)
        step = self._link.feed(data, t) if data else self._link.advance(t)
        self.tap.received(t, data, step.readings, step.thrown, due=step.at)
        return step

    def _leave(self, transport: Transport) -> None:
        """Deflate, at most three tries long; then say goodbye."""
        step = self._link.stopping(self._clock.now())
        self._carry_out(step, transport)
        while self._link.guard.aborting:
            step = self._read(transport, self._wait_s(step))
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
            if self._capture is not None:
                self._keep(self._capture.sent, data, t)

    def _publish(self, items: list[Item]) -> None:
        for item in items:
            self._sink(item)

    def _keep(self, write: Callable[[bytes, float], None], data: bytes, t: float) -> None:
        """Capture bytes; a full disk costs the capture, not the link."""
        try:
            write(data, t)
        except BrokenFileError as error:
            self._link.notice(str(error), t)
            self._capture = None

    def _follow_switches(self) -> None:
        """Begin or end the capture as it was asked for."""
        while self._switches:
            on = self._switches.popleft()
            if on and self._capture is None and self._new_capture is not None:
                try:
                    self._capture = self._new_capture()
                except BrokenFileError as error:
                    self._link.notice(str(error), self._clock.now())
                    self._publish(self._link.take_items())
            elif not on and self._capture is not None:
                self._capture.close()
                self._capture = None

    def _rest(self, seconds: float | None) -> None:
        """Wait without a port, answering what is asked meanwhile."""
        if self._stopping:
            return
        self._bell.wait(self._clock.real_s(seconds))
        self._bell.clear()
        self._follow_switches()
        while self._requests:
            self._publish(self._link.ask(self._requests.popleft(), self._clock.now()).items)
