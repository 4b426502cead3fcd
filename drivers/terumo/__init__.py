"""Terumo ES-H and BR-500 blood-pressure monitors: one sealed record after every measurement, acknowledged."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.terumo.device import TerumoDevice
from drivers.terumo.protocol import TerumoProtocol
from drivers.terumo.recognise import possible, recognise

_PORT = PortSettings(baud=19200)

DRIVER = Driver(
    info=DriverInfo(
        key="terumo",
        title="Terumo ES-H / BR-500",
        devices=("Terumo ES-H series", "Terumo BR-500"),
        port=_PORT,
        parameters=(Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR),
        frame_rate_hz=1 / 60,
        numeric_interval_s=3600.0,
        silence_s=3600.0,
        signatures=(Signature(port=_PORT, recognise=recognise, possible=possible),),
        push_only=True,
        advice="The monitor speaks only after a measurement: take one at the monitor, and check that its serial "
        "output is on and the cable sits in its data socket.",
    ),
    protocol=TerumoProtocol,
    device=TerumoDevice,
)
