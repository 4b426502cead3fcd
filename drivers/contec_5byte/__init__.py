"""Older Contec oximeters that stream five-byte packets over their USB-serial cable."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.contec_5byte.device import ContecFiveByteDevice
from drivers.contec_5byte.layout import LIVE_REQUEST
from drivers.contec_5byte.protocol import RATE_HZ, ContecFiveByteProtocol
from drivers.contec_5byte.recognise import WORTH_S, answer, possible, recognise
from drivers.contec_5byte.stored import read_file

_PORT = PortSettings(baud=19200, parity="O")
_SLOW = PortSettings(baud=4800, parity="O")

DRIVER = Driver(
    info=DriverInfo(
        key="contec_5byte",
        title="Contec five-byte",
        devices=(
            "Contec CMS50D+ (firmware up to 4.5)",
            "Contec CMS50D, CMS50E (old)",
            "Contec CMS-P, CMS50C",
        ),
        port=_PORT,
        other_ports=(_SLOW,),
        parameters=(Parameter.SPO2, Parameter.PR, Parameter.PLETH),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=1.0,
        silence_s=2.0,
        signatures=tuple(
            Signature(port=port, recognise=heard, possible=possible, probe=probe, listen_s=WORTH_S)
            for heard, probe in ((recognise, ()), (answer, (LIVE_REQUEST,)))
            for port in (_PORT, _SLOW)
        ),
        sealed=False,
        advice="Put a finger in, switch \"USB\" on in the oximeter's own menu, and use Contec's own cable: an "
        "ordinary USB cable carries nothing.",
    ),
    protocol=ContecFiveByteProtocol,
    device=ContecFiveByteDevice,
    read_file=read_file,
)
