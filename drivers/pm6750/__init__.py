"""BerryMed PM6750 multi-parameter board: oximeter, temperature and cuff."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.pm6750 import layout
from drivers.pm6750.device import Pm6750Device
from drivers.pm6750.protocol import Pm6750Protocol
from drivers.pm6750.recognise import possible, recognise

PORT = PortSettings(baud=115200)

DRIVER = Driver(
    info=DriverInfo(
        key="pm6750",
        title="BerryMed PM6750",
        devices=("BerryMed PM6750 board (USB or serial)",),
        port=PORT,
        parameters=(
            Parameter.SPO2,
            Parameter.PR,
            Parameter.PLETH,
            Parameter.TEMP,
            Parameter.NIBP_SYS,
            Parameter.NIBP_DIA,
            Parameter.NIBP_MAP,
        ),
        frame_rate_hz=52.0,  # 50 of the pleth, about one each of SpO2 and temperature
        numeric_interval_s=1.2,
        silence_s=3.0,
        starts_cuff=True,
        signatures=(
            Signature(port=PORT, recognise=recognise, possible=possible),
            Signature(port=PORT, recognise=recognise, probe=(layout.PLETH_ON, layout.SPO2_ON), listen_s=3.0),
        ),
        advice="Connect the board by its own USB socket and give it power; it is silent until bedside asks, "
        "so allow bedside to ask it.",
    ),
    protocol=Pm6750Protocol,
    device=Pm6750Device,
)
