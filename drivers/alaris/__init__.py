"""Alaris (Asena) GH and CC syringe pumps, read only."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.alaris import layout
from drivers.alaris.device import AlarisDevice
from drivers.alaris.protocol import AlarisProtocol
from drivers.alaris.recognise import recognise

PORT = PortSettings(baud=38400)

DRIVER = Driver(
    info=DriverInfo(
        key="alaris",
        title="Alaris syringe pump",
        devices=("Alaris GH, GH Plus", "Alaris CC, CC Plus", "Asena GH, CC"),
        port=PORT,
        parameters=(Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME),
        frame_rate_hz=2.0,
        numeric_interval_s=1.5,
        silence_s=5.0,
        signatures=(Signature(port=PORT, recognise=recognise, probe=layout.REQUESTS * 2, listen_s=3.0),),
        advice="Use the maker's RS-232 cable, and let a technician allow the serial port at 38400 baud in the "
        "pump's configuration; remote control stays off.",
    ),
    protocol=AlarisProtocol,
    device=AlarisDevice,
)
