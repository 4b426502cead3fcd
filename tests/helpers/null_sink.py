"""A sound server of our own with loudspeakers that play into nothing, and an ear at each of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
_PROGRAMS = {"pulseaudio": "pulseaudio", "pactl": "pulseaudio-utils", "parec": "pulseaudio-utils"}
_STARTS_WITHIN_S = 20.0


def missing_package() -> str:
    """Debian's name of the package that is not installed; "" if a server can be started."""
    return next((package for program, package in _PROGRAMS.items() if shutil.which(program) is None), "")


class NullSinkServer:
    """PulseAudio with null sinks, reachable through `env` only."""

    def __init__(self) -> None:
        # a socket's path has at most 108 characters, so not below pytest's folder
        self._folder = Path(tempfile.mkdtemp(prefix="bedside-sound-"))
        self._socket = self._folder / "socket"
        self._server: subprocess.Popen[bytes] | None = None
        self.env = os.environ | {
            "XDG_RUNTIME_DIR": str(self._folder),
            "HOME": str(self._folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            "LC_ALL": "C",
        }

    def __enter__(self) -> NullSinkServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server, without any loudspeaker."""
        self._socket.unlink(missing_ok=True)
        self._server = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes"),
                *("--use-pid-file=no", "-L"),
                f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
            ],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + _STARTS_WITHIN_S
        while not self._socket.exists() or self._pactl("info", check=False).returncode:
            if self._server.poll() is not None or time.monotonic() > end:
                raise RuntimeError("pulseaudio did not start")
            time.sleep(0.02)

    def kill(self) -> None:
        """End the server at once, as by a crash."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def plug_in(self, name: str, *, default: bool = False) -> str:
        """Load a null sink; the number to unplug it by. `norewinds`: without it what is heard comes 1.3 s late."""
        number = self._pactl(
            *("load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE_HZ}", "norewinds=1"),
            f"sink_properties=device.description={name}",
        ).stdout.strip()
        if default:
            self._pactl("set-default-sink", name)
        return number

    def unplug(self, number: str) -> None:
        """Unload a sink."""
        self._pactl("unload-module", number)

    def set_volume(self, name: str, percent: int, *, muted: bool) -> None:
        """What a person does in the operating system's settings."""
        self._pactl("set-sink-volume", name, f"{percent}%")
        self._pactl("set-sink-mute", name, "1" if muted else "0")

    @contextmanager
    def ear(self, name: str) -> Iterator[Ear]:
        """Listen to one loudspeaker."""
        ear = Ear(name, self.env)
        try:
            yield ear
        finally:
            ear.close()

    def _pactl(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pactl", *words], env=self.env, check=check, capture_output=True, text=True, timeout=20
        )


class Ear:
    """Everything one loudspeaker plays. Its time is its own: seconds since it began to listen."""

    def __init__(self, name: str, env: dict[str, str]) -> None:
        self._file = Path(tempfile.mkstemp(suffix=".raw", dir=env["XDG_RUNTIME_DIR"])[1])
        with self._file.open("wb") as out:
            self._recorder = subprocess.Popen(
                [
                    *("parec", "-d", f"{name}.monitor", "--raw", "--format=s16le", "--channels=1"),
                    *(f"--rate={RATE_HZ}", "--latency-msec=10"),
                ],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
            )
        end = time.monotonic() + _STARTS_WITHIN_S
        while not self._file.stat().st_size:
            if self._recorder.poll() is not None or time.monotonic() > end:
                raise RuntimeError("parec did not start")
            time.sleep(0.005)

    def now(self) -> float:
        """How long it has listened, s; what is still on its way to it is not counted."""
        return self._file.stat().st_size / 2 / RATE_HZ

    def heard(self) -> NDArray[np.int16]:
        """All samples so far."""
        return np.frombuffer(self._file.read_bytes(), np.int16)

    def close(self) -> None:
        """Listen no more."""
        self._recorder.kill()
        self._recorder.wait()


def pulse_starts(samples: NDArray[np.int16], loud: int = 1000) -> list[float]:
    """Times at which it gets loud after at least 10 ms of quiet, s."""
    at = np.flatnonzero((samples > loud) | (samples < -loud))
    if not at.size:
        return []
    first = np.concatenate(([True], np.diff(at) > 0.01 * RATE_HZ))
    return [float(t) / RATE_HZ for t in at[first]]
