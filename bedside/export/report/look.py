"""The colours of the light theme and the measures of the chart, for files that no screen paints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bedside import resources

_PLACE: Final = re.compile(r"var\(--(\w+)\)")


@cache
def colours() -> Mapping[str, str]:
    """Role → colour of the light theme, which is the one for paper."""
    table = resources.read_toml(resources.path("themes", "light.toml"))
    return {**table["roles"], **table["alarm_roles"]}


@cache
def chart_measures() -> Mapping[str, Any]:
    """Lengths of the chart."""
    return resources.read_toml(resources.path("report", "chart.toml"))


@cache
def style(name: str) -> str:
    """A style sheet of the report with the theme's colours in it.

    Args:
        name: "page" for a browser, "paper" for the pages of a PDF.
    """
    text = resources.path("report", f"{name}.css").read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: colours()[place.group(1)], text)
