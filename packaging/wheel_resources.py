"""Setuptools' build_py with one more step: `resources/` becomes `bedside/_resources` in the wheel.

The checkout keeps its data beside the code (`bedside.resources` finds both), so an editable install copies nothing.
"""

from __future__ import annotations

from pathlib import Path

from setuptools.command.build_py import build_py

RESOURCES = Path("resources")


class BuildWithResources(build_py):
    """Packages as ever, and the resources inside `bedside`."""

    def run(self) -> None:
        """Build, then add the resources."""
        super().run()
        if not self.editable_mode:
            for file in self._resource_files():
                target = Path(self.build_lib, "bedside", "_resources", file.relative_to(RESOURCES))
                self.mkpath(str(target.parent))
                self.copy_file(str(file), str(target), preserve_mode=False)

    def get_source_files(self) -> list[str]:
        """What a source distribution must carry to build the same wheel."""
        return [
            *super().get_source_files(),
            *map(str, self._resource_files()),
            "packaging/wheel_resources.py",
        ]

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Everything that is built."""
        inside = (file.relative_to(RESOURCES) for file in self._resource_files())
        built = [str(Path(self.build_lib, "bedside", "_resources", file)) for file in inside]
        return [*super().get_outputs(include_bytecode), *built]

    def _resource_files(self) -> list[Path]:
        return sorted(file for file in RESOURCES.rglob("*") if file.is_file())
