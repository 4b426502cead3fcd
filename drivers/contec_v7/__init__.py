"""Contec oximeters that speak protocol V7.0 over their USB-serial cable."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.contec_v7.device import ContecV7Device
from drivers.contec_v7.download import Download
from drivers.contec_v7.protocol import RATE_HZ, ContecV7Protocol
from drivers.contec_v7.recognise import ANSWER_S, STOP, WORTH_S, answer, possible, streaming
from drivers.contec_v7.stored import read_file

_PORT = PortSettings(baud=115200)

DRIVER = Driver(
    info=DriverInfo(
        key="contec_v7",
        title="Contec V7.0",
        devices=(
            "Contec CMS50D+ (firmware 4.6 and later)",
            "Contec CMS50E, CMS50F, CMS50H, CMS50I",
            "Contec CMS50EW, CMS50FW, CMS50IW",
            "Contec CMS60C, CMS60D, CMS60CW",
            "ReFleX RX101, AQWave RX101",
            "Pulox PO-250",
        ),
        port=_PORT,
        parameters=(Parameter.SPO2, Parameter.PR, Parameter.PI, Parameter.PLETH),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=1.0,
        silence_s=2.0,
        sealed=False,
        signatures=(
            Signature(port=_PORT, recognise=streaming, possible=possible, listen_s=WORTH_S),
            Signature(port=_PORT, recognise=answer, probe=STOP, listen_s=ANSWER_S),
        ),
        advice="Switch the oximeter on, put a finger in, and use Contec's own cable: an ordinary USB cable "
        "carries nothing.",
    ),
    protocol=ContecV7Protocol,
    device=ContecV7Device,
    read_file=read_file,
    download=Download,
)
