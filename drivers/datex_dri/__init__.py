"""GE / Datex-Ohmeda patient monitors that send DRI records over RS-232."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.datex_dri.device import DatexDriDevice
from drivers.datex_dri.protocol import DatexDriProtocol
from drivers.datex_dri.recognise import PROBE, possible, recognise

_PORT = PortSettings(baud=19200, parity="E")
_FAST_PORT = PortSettings(baud=115200, parity="E")

DRIVER = Driver(
    info=DriverInfo(
        key="datex_dri",
        title="GE / Datex-Ohmeda S/5 (DRI)",
        devices=(
            "GE / Datex-Ohmeda S/5 monitors",
            "GE CARESCAPE B450, B650, B850 (through a USB serial adapter in the monitor)",
            "GE B20, B40, B105, B125",
        ),
        port=_PORT,
        parameters=(
            Parameter.SPO2,
            Parameter.PR,
            Parameter.HR,
            Parameter.TEMP,
            Parameter.NIBP_SYS,
            Parameter.NIBP_DIA,
            Parameter.NIBP_MAP,
            Parameter.NIBP_PR,
            Parameter.PLETH,
        ),
        frame_rate_hz=1.2,  # a wave a second, and values every 5 s
        numeric_interval_s=6.0,
        silence_s=12.0,
        other_ports=(_FAST_PORT,),
        signatures=tuple(
            Signature(port=port, recognise=recognise, probe=(PROBE,), listen_s=3.0)
            for port in (_PORT, _FAST_PORT)
        )
        + tuple(
            Signature(
                port=port, recognise=recognise, possible=possible, listen_s=7.0
            )  # another program asked it
            for port in (_PORT, _FAST_PORT)
        ),
        advice="Use a cable that connects RTS and CTS, in the monitor's serial output for the computer "
        "interface (on a CARESCAPE: a USB serial adapter plugged into the monitor).",
    ),
    protocol=DatexDriProtocol,
    device=DatexDriDevice,
)
