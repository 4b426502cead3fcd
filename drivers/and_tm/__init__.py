"""A&D TM-2655P and TM-2657P blood-pressure cabinets: one record after every measurement, nothing is ever sent."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.and_tm.device import AndTmDevice
from drivers.and_tm.protocol import AndTmProtocol
from drivers.and_tm.recognise import possible, recognise

_PORT = PortSettings(baud=2400)

DRIVER = Driver(
    info=DriverInfo(
        key="and_tm",
        title="A&D TM-2655P / TM-2657P",
        devices=("A&D TM-2655P", "A&D TM-2657P"),
        port=_PORT,
        parameters=(Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR),
        frame_rate_hz=1 / 60,
        numeric_interval_s=3600.0,
        silence_s=3600.0,
        signatures=(Signature(port=_PORT, recognise=recognise, possible=possible),),
        sealed=False,
        push_only=True,
        advice="The monitor speaks only after a measurement: take one at the monitor, and set its serial port "
        "to send each result by itself at 2400 baud.",
    ),
    protocol=AndTmProtocol,
    device=AndTmDevice,
)
