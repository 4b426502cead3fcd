"""Omron HBP-9030 and HBP-9020 blood-pressure monitors: one line after every measurement, nothing is ever sent."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.omron_hbp.device import OmronHbpDevice
from drivers.omron_hbp.protocol import OmronHbpProtocol
from drivers.omron_hbp.recognise import possible, recognise

_PORT = PortSettings(baud=9600)
_SLOW_PORT = PortSettings(baud=2400, parity="E", stop=2)

DRIVER = Driver(
    info=DriverInfo(
        key="omron_hbp",
        title="Omron HBP-9030 / 9020",
        devices=("Omron HBP-9030", "Omron HBP-9031C", "Omron HBP-9020"),
        port=_PORT,
        parameters=(Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR),
        frame_rate_hz=1 / 60,
        numeric_interval_s=3600.0,
        silence_s=3600.0,
        other_ports=(_SLOW_PORT,),
        signatures=(
            Signature(port=_PORT, recognise=recognise, possible=possible),
            Signature(port=_SLOW_PORT, recognise=recognise, possible=possible),
        ),
        sealed=False,
        push_only=True,
        advice="The monitor speaks only after a measurement: take one at the monitor, and set function item 32 "
        "to 5 on an HBP-9030 or the output to mode 5 on an HBP-9020.",
    ),
    protocol=OmronHbpProtocol,
    device=OmronHbpDevice,
)
