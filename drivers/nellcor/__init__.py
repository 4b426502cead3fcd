"""Nellcor pulse oximeters that print a line every 2 s on their serial port."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.nellcor.device import NellcorDevice
from drivers.nellcor.protocol import RATE_HZ, NellcorProtocol
from drivers.nellcor.recognise import possible, recognise

_PORTS = (PortSettings(baud=19200), PortSettings(baud=9600), PortSettings(baud=115200))

DRIVER = Driver(
    info=DriverInfo(
        key="nellcor",
        title="Nellcor printout",
        devices=(
            "Nellcor N-560",
            "Nellcor N-595, N-600, N-600x",
            "Nellcor NPB-290, NPB-295",
            "Nellcor PM100N, PM1000N",
        ),
        port=_PORTS[0],
        other_ports=_PORTS[1:],
        parameters=(Parameter.SPO2, Parameter.PR),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=4.0,
        silence_s=6.0,
        signatures=tuple(
            Signature(port=port, recognise=recognise, possible=possible, listen_s=6.5) for port in _PORTS
        ),
        sealed=False,
        advice="Connect the monitor to the mains, because an NPB-290 prints nothing on its battery, and choose "
        "the real-time output and the line speed of bedside in its serial port menu.",
    ),
    protocol=NellcorProtocol,
    device=NellcorDevice,
)
