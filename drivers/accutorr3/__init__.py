"""Datascope Accutorr 3: blood pressure, and SpO2 where fitted, on request; nothing can be started."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.accutorr3 import layout
from drivers.accutorr3.device import AccutorrDevice
from drivers.accutorr3.protocol import POLL_S, AccutorrProtocol
from drivers.accutorr3.recognise import recognise

_PORT = PortSettings(baud=9600)
_OTHER_PORTS = tuple(PortSettings(baud=baud) for baud in (4800, 2400, 1200, 19200))

DRIVER = Driver(
    info=DriverInfo(
        key="accutorr3",
        title="Datascope Accutorr 3",
        devices=("Datascope Accutorr 3", "Datascope Accutorr 3 with SaO2"),
        port=_PORT,
        parameters=(
            Parameter.SPO2,
            Parameter.PR,
            Parameter.NIBP_SYS,
            Parameter.NIBP_DIA,
            Parameter.NIBP_MAP,
        ),
        frame_rate_hz=1 / POLL_S,
        numeric_interval_s=2.5,
        silence_s=7.0,
        other_ports=_OTHER_PORTS,
        signatures=tuple(
            Signature(port=port, recognise=recognise, probe=(layout.SHOW_PATIENT, layout.SHOW_PATIENT))
            for port in (_PORT, *_OTHER_PORTS)
        ),
        sealed=False,
        advice="In the monitor's user configuration look up the baud rate of the PC interface and choose the same "
        "here; use the 25-pin RS-232 connector, with the CTS line driven.",
    ),
    protocol=AccutorrProtocol,
    device=AccutorrDevice,
)
