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
        """A device comes back to its bed at the next start; one per port."""
        self.keep(devices=(*(old for old in self.settings.devices if old.port != device.port), device))

    def forget(self, device: str) -> None:
        """A device, by its id, does not come back."""
        self.keep(devices=tuple(old for old in self.settings.devices if f"{old.driver}@{old.port}" != device))
