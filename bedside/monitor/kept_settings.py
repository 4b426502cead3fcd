"""The settings while the program runs: changed here, written at once, and never a reason to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bedside.errors import UserFacingError
from bedside.settings import RememberedDevice, Settings


class KeptSettings:
    """Used by the station's thread only. A write that fails is told, and the change counts until the end."""

    def __init__(
        self, settings: Settings, save: Callable[[Settings], None], told: Callable[[str], None]
    ) -> None:
        self.settings = settings
        self._save = save
        self._told = told

    def keep(self, **changed: Any) -> None:
        """Change the named settings; nothing is written when they already are so."""
        settings = replace(self.settings, **changed)
        if settings == self.settings:
            return
        self.settings = settings
        try:
            self._save(settings)
        except UserFacingError as error:
            self._told(str(error))

    def remember(self, device: RememberedDevice) -> None:
        """A device comes back to its bed at the next start; one per adapter, or per port where none is known.

        A port name alone replaces no device whose adapter is known: the system gives that name to another adapter.
        """
        self.keep(devices=(*(old for old in self.settings.devices if not _replaces(device, old)), device))

    def hangs_on(self, device: str, adapter: str) -> None:
        """The adapter of a device, by its id, is known now, or it was moved; nothing if it is not remembered."""
        for old in self.settings.devices:
            if old.device == device and adapter and old.adapter != adapter:
                self.remember(replace(old, adapter=adapter))
                return

    def forget(self, device: str) -> None:
        """A device, by its id, does not come back."""
        self.keep(devices=tuple(old for old in self.settings.devices if old.device != device))


def _replaces(new: RememberedDevice, old: RememberedDevice) -> bool:
    if old.device == new.device:
        return True
    if old.adapter:
        return old.adapter == new.adapter
    return old.port == new.port
