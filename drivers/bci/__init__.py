"""Oximeter modules that send the BCI five-byte protocol."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.bci.device import BciDevice
from drivers.bci.protocol import RATE_HZ, BciProtocol
from drivers.bci.recognise import WORTH_S, possible, recognise

# the document gives no speed; 4800 baud carries only 96 of the 100 packets a second
_PORTS = tuple(PortSettings(baud=baud) for baud in (115200, 57600, 9600, 4800))

DRIVER = Driver(
    info=DriverInfo(
        key="bci",
        title="BCI five-byte",
        devices=(
            "BerryMed BM1000 and its kin",
            "Oximeter modules and Bluetooth-serial oximeters that say they speak the BCI protocol",
        ),
        port=_PORTS[0],
        other_ports=_PORTS[1:],
        parameters=(Parameter.SPO2, Parameter.PR, Parameter.PLETH),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=1.0,
        silence_s=2.0,
        signatures=tuple(
            Signature(port=port, recognise=recognise, possible=possible, listen_s=WORTH_S) for port in _PORTS
        ),
        sealed=False,
        advice="Switch the oximeter on, put a finger in, and if nothing comes try its other speeds: 57600, 9600 "
        "and 4800 baud.",
    ),
    protocol=BciProtocol,
    device=BciDevice,
)
