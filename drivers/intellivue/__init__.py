"""Philips IntelliVue patient monitors with the MIB/RS-232 data export."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.intellivue.device import IntellivueDevice
from drivers.intellivue.protocol import POLL_S, WAVE_BLOCK_S, IntellivueProtocol
from drivers.intellivue.recognise import PROBE, possible, recognise

_PORT = PortSettings(baud=115200)
_SLOW = PortSettings(baud=19200)  # the other fixed speed that can be set at the monitor

DRIVER = Driver(
    info=DriverInfo(
        key="intellivue",
        title="Philips IntelliVue",
        devices=(
            "Philips IntelliVue MP5 and MP20 to MP90 with the MIB/RS232 interface",
            "Philips IntelliVue MX400 to MX800 with the MIB/RS232 interface",
        ),
        port=_PORT,
        other_ports=(_SLOW,),
        parameters=(
            Parameter.SPO2,
            Parameter.PR,
            Parameter.HR,
            Parameter.RR,
            Parameter.TEMP,
            Parameter.PLETH,
            Parameter.NIBP_SYS,
            Parameter.NIBP_DIA,
            Parameter.NIBP_MAP,
        ),
        frame_rate_hz=1 / WAVE_BLOCK_S + 1 / POLL_S,
        numeric_interval_s=1.2,
        silence_s=6.0,
        signatures=(
            Signature(port=_PORT, recognise=recognise, possible=possible),
            Signature(port=_PORT, recognise=recognise, probe=PROBE),
            Signature(port=_SLOW, recognise=recognise, possible=possible),
            Signature(port=_SLOW, recognise=recognise, probe=PROBE),
        ),
        advice="Use the socket marked MIB/RS232, not RS232; in the monitor's service mode its driver must be "
        "DtOut1 and Data Export 1 set to Fix 115200, then the monitor is switched off and on.",
    ),
    protocol=IntellivueProtocol,
    device=IntellivueDevice,
)
