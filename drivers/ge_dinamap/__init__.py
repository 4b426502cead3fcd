"""GE (Critikon) DINAMAP blood-pressure monitors with the ASCII host protocol."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.ge_dinamap import layout
from drivers.ge_dinamap.device import DinamapDevice
from drivers.ge_dinamap.protocol import DinamapProtocol
from drivers.ge_dinamap.recognise import recognise

DRIVER = Driver(
    info=DriverInfo(
        key="dinamap",
        title="GE DINAMAP",
        devices=("CARESCAPE V100", "DINAMAP ProCare", "DINAMAP PRO 100-400", "DINAMAP Compact"),
        port=PortSettings(baud=9600),
        parameters=(Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR),
        frame_rate_hz=0.2,
        numeric_interval_s=5.0,
        silence_s=12.0,
        signatures=(
            Signature(
                port=PortSettings(baud=9600),
                recognise=recognise,
                probe=(layout.seal(layout.READ),),
                listen_s=1.0,
            ),
        ),
        starts_cuff=True,
        advice="Use the maker's host cable; in the monitor's configuration menu the host port must be set to "
        "the ASCII host protocol at 9600 baud.",
    ),
    protocol=DinamapProtocol,
    device=DinamapDevice,
)
