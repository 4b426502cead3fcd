"""The operating system's own volume, from whichever tool there is (ALM-55)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedside.ui.system_volume import UNREAD, SystemVolume, read_system_volume

PACTL = """#!/bin/sh
case $1 in
get-sink-volume) echo "Volume: front-left: 29491 /  45% / -20.81 dB,   front-right: 29491 /  45% / -20.81 dB" ;;
get-sink-mute) echo "Mute: yes" ;;
esac
"""
WPCTL = '#!/bin/sh\necho "Volume: 0.62 [MUTED]"\n'


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


@pytest.mark.req("ALM-55")
def test_pactl_tells_volume_and_mute(tools: Path) -> None:
    put(tools, "pactl", PACTL)
    put(tools, "wpctl", WPCTL)
    assert read_system_volume() == SystemVolume(0.45, True)


@pytest.mark.req("ALM-55")
def test_each_loudspeaker_has_a_volume_of_its_own(tools: Path) -> None:
    put(tools, "wpctl", WPCTL)
    assert read_system_volume("station") == UNREAD, "wpctl knows no names"
    put(tools, "pactl", PACTL.replace("case $1", "[ $2 = station ] || exit 1\ncase $1"))
    assert read_system_volume("station") == SystemVolume(0.45, True)
    assert read_system_volume() == UNREAD
    assert read_system_volume("gone") == UNREAD


@pytest.mark.req("ALM-55")
def test_wpctl_serves_where_there_is_no_pactl(tools: Path) -> None:
    put(tools, "wpctl", WPCTL)
    assert read_system_volume() == SystemVolume(0.62, True)
    put(tools, "wpctl", '#!/bin/sh\necho "Volume: 1.00"\n')
    assert read_system_volume() == SystemVolume(1.0, False)


@pytest.mark.req("ALM-55")
@pytest.mark.parametrize(
    "text", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho Connection refused\n", "not a program"]
)
def test_what_cannot_be_read_is_none_not_zero(tools: Path, text: str) -> None:
    assert read_system_volume() == UNREAD
    put(tools, "pactl", text)
    assert read_system_volume() == SystemVolume(None, None)
    (tools / "pactl").unlink()
    put(tools, "wpctl", text)
    assert read_system_volume() == SystemVolume(None, None)
