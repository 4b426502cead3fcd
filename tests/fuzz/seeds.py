"""What a fuzzer begins with: talks between both ends of a driver, heard streams and saved files, made when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bedside import registry
from bedside.driver_api import CuffOrder, CuffRequest, Device, Driver
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PatientType
from drivers.accutorr3.device import AccutorrDevice
from drivers.bbraun.device import BraunDevice
from drivers.contec_5byte import layout as five_byte
from drivers.contec_v7 import stored
from drivers.contec_v7.device import ContecV7Device
from drivers.intellivue.device import IntellivueDevice
from drivers.ivy_ansar.device import IvyDevice
from drivers.nonin.device import NoninDevice
from drivers.patient import Effect, SimulatedPatient
from tests.fuzz.scripts import BYTE_BY_BYTE, FILE, IN_STRIDES, RECOGNISE, feed_of, wait_of

LONGEST: Final = MappingProxyType(
    {"intellivue": 4096, "datex_dri": 4096, "ivy_ansar": 2048, "contec_v7": 1536}
)
"""Bytes of an input, for drivers with long messages; short inputs are tried much more often."""
USUAL: Final = 1024
_STEPS_S: Final = (0.02, 0.05, 0.25)
_MOST_STEPS: Final = 1200
_HEARD_S: Final = 6.0

VARIANTS: Final[Mapping[str, tuple[Callable[[], Device], ...]]] = MappingProxyType(
    {
        "accutorr3": (lambda: AccutorrDevice(oximeter=False), lambda: AccutorrDevice(mean_first=False)),
        "bbraun": (lambda: BraunDevice(stuffed=True, pumps=3),),
        "contec_v7": (lambda: ContecV7Device(with_pi=False), lambda: ContecV7Device(recording=True)),
        "intellivue": (lambda: IntellivueDevice(waves=False), lambda: IntellivueDevice(demo=True)),
        "ivy_ansar": (lambda: IvyDevice(co2=True, temp=True),),
        "nonin": tuple(lambda kind=kind: NoninDevice(kind) for kind in (1, 7, 8, 13)),
    }
)
"""Other forms of a driver's device than the one its driver makes."""

_START = CuffRequest(order=CuffOrder.START, patient_type=PatientType.ADULT)
_CANCEL = CuffRequest(order=CuffOrder.CANCEL, patient_type=PatientType.ADULT)


def longest(key: str) -> int:
    """Bytes of an input of this driver at most."""
    return LONGEST.get(key, USUAL)


def seeds(key: str) -> Iterator[bytes]:
    """Inputs for one driver, `longest` bytes each at most."""
    driver, most = registry.load(key), longest(key)
    yield bytes((BYTE_BY_BYTE,))
    for make in (driver.device, *VARIANTS.get(key, ())):
        for step_s in _STEPS_S:
            script, stream = _talk(driver, make(), step_s, most)
            yield bytes((IN_STRIDES if step_s == _STEPS_S[0] else BYTE_BY_BYTE,)) + script
            if step_s == _STEPS_S[1]:
                yield from _heard(driver, stream, most)
                yield (bytes((IN_STRIDES,)) + feed_of(stream))[:most]
                yield (bytes((FILE,)) + stream)[:most]
    for file in _FILES.get(key, tuple)():
        yield bytes((FILE,)) + file
        yield (bytes((IN_STRIDES,)) + feed_of(file))[:most]


def stream_of(key: str) -> bytes:
    """Some thousand bytes that the driver's own device sends."""
    driver = registry.load(key)
    return _talk(driver, driver.device(), _STEPS_S[-1], 4096)[1]


def _talk(driver: Driver, device: Device, step_s: float, most: int) -> tuple[bytes, bytes]:
    """A script of what a host does and hears, until it is full, and the bytes that came."""
    patient = SimulatedPatient(
        5,
        [Effect("probe_off", 2.0, 4.0)],
        auto_cuff_s=None if driver.info.starts_cuff else 20.0,
    )
    protocol = driver.protocol()
    script, stream, t = b"", b"", 0.0
    for number in range(_MOST_STEPS):
        due = protocol.due(t)
        device.feed(due.send, t)
        operation = wait_of(step_s)
        if driver.info.starts_cuff and number in {60, 120, 200}:
            order = _CANCEL if number == 120 else _START
            device.feed(protocol.request(order, t), t)
            operation += bytes(
                (0xB0 if order is _CANCEL else 0xA0 | tuple(PatientType).index(order.patient_type),)
            )
        t += step_s
        data = device.emit(patient, t)
        protocol.feed(data, t)
        operation += feed_of(data) if data else b""
        if len(script) + len(operation) >= most:
            break
        script += operation
        stream += data
    return script, stream


def _heard(driver: Driver, stream: bytes, most: int) -> Iterator[bytes]:
    """Inputs of `recognise`: the stream, and what was answered to the probes."""
    rate = 300 if Parameter.PLETH in driver.info.parameters else 20
    for seconds in (2.5, _HEARD_S):
        heard = stream[: round(rate * seconds)]
        yield (bytes((RECOGNISE,)) + round(seconds * 1000).to_bytes(2, "big") + heard)[:most]
    for signature in driver.info.signatures:
        if not signature.probe:
            continue
        device, patient, t, heard = driver.device(), SimulatedPatient(5), 0.0, b""
        for request in signature.probe:
            device.feed(request, t)
            for _ in range(6):
                t += 0.05
                heard += device.emit(patient, t)
        yield (bytes((RECOGNISE,)) + round(t * 1000).to_bytes(2, "big") + heard)[:most]


def _contec_v7_files() -> Iterator[bytes]:
    samples = [stored.Sample(97, 70, 500), stored.Sample(None, None, None), stored.Sample(88, 130, 20)] * 4
    for with_pi, size in ((False, 2), (True, 4)):
        packets = b"".join(stored.encode_stored(samples, with_pi=with_pi))
        yield packets
        # as the maker's own program saves it: a head, the number of records, the records
        records = b"".join(bytes((0x10, 0x00, 97, 70)[4 - size :]) for _ in samples)
        head = (0x358).to_bytes(4, "little") + (1).to_bytes(4, "little")
        yield head.ljust(0x438, b"\0") + len(samples).to_bytes(4, "little") + records


def _masimo_files() -> Iterator[bytes]:
    lines = [
        f"09/21/08 09:56:{n:02d} SpO2={90 + n:03d} PR=070 PI=03.00 EXC=800:SET\r\n" for n in range(0, 10, 2)
    ]
    yield "".join(lines).encode()


def _five_byte_files() -> Iterator[bytes]:
    records = [five_byte.Stored(spo2=97, pr=70), five_byte.Stored(spo2=None, pr=None)] * 5
    yield five_byte.encode_stored(records)
    # as the maker's old program saves it: where the data begin, a date, the records
    head = (60).to_bytes(2, "little").ljust(8, b"\0") + "11/21/26 10:20:30".encode("utf-16-le")
    yield head.ljust(60, b"\0") + bytes((72, 97, 143, 98, 255, 127))


_FILES: Final[Mapping[str, Callable[[], Iterator[bytes]]]] = MappingProxyType(
    {"contec_v7": _contec_v7_files, "contec_5byte": _five_byte_files, "masimo": _masimo_files}
)
