"""ChipOx oximeter modules of EnviteC and Corscience."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.chipox.device import ChipOxDevice
from drivers.chipox.protocol import BLOCK_HZ, ChipOxProtocol
from drivers.chipox.recognise import possible, recognise

_PORT = PortSettings(baud=9600)

DRIVER = Driver(
    info=DriverInfo(
        key="chipox",
        title="ChipOx",
        devices=("EnviteC ChipOx", "Corscience ChipOx"),
        port=_PORT,
        parameters=(Parameter.SPO2, Parameter.PR, Parameter.PLETH),
        frame_rate_hz=BLOCK_HZ,
        numeric_interval_s=1.0,
        silence_s=2.0,
        signatures=(Signature(port=_PORT, recognise=recognise, possible=possible, listen_s=3.0),),
        advice="Check the power and the cable of the module; it must be configured to send SpO2 (01), "
        "pulse (02), state (08) and pleth (04 or 51).",
    ),
    protocol=ChipOxProtocol,
    device=ChipOxDevice,
)
