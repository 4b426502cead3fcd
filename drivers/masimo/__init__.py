"""Masimo oximeters that print ASCII lines on their serial port."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.masimo.device import MasimoDevice
from drivers.masimo.protocol import RATE_HZ, MasimoProtocol
from drivers.masimo.recognise import possible, recognise
from drivers.masimo.stored import read_trend

_PORT = PortSettings(baud=9600)

DRIVER = Driver(
    info=DriverInfo(
        key="masimo",
        title="Masimo ASCII",
        devices=("Masimo Rad-8, set to AS1", "Masimo Rad-87", "Masimo Radical-7", "Masimo Radical-5"),
        port=_PORT,
        parameters=(Parameter.SPO2, Parameter.PR, Parameter.PI),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=2.0,
        silence_s=3.0,
        signatures=(Signature(port=_PORT, recognise=recognise, possible=possible, listen_s=4.5),),
        sealed=False,
        advice="A Rad-8 leaves the factory silent: hold Enter and Down on it for 5 s until menu level 3 opens and "
        "set the serial output to AS1; on the others set the serial output to ASCII 1.",
    ),
    protocol=MasimoProtocol,
    device=MasimoDevice,
    read_file=read_trend,
)
