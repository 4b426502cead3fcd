"""The scales that come with bedside, read from resources/scales: one TOML file each, checked before use.

They are no site's to edit: a changed band would make old and new totals differ under one name. What a site may add
are item texts it is entitled to (`scale_texts`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from bedside import resources
from bedside.errors import BrokenFileError
from bedside.therapy.scales import (
    AskedOf,
    Band,
    Better,
    Change,
    Cluster,
    InARow,
    Kind,
    Number,
    PromptRule,
    Scale,
    ScaleItem,
    Skip,
)

T = TypeVar("T")

SEDATION: Final = "moaas"
SEDATION_SCALES: Final = (SEDATION, "rass", "ramsay")  # how awake somebody is; the first is the usual one
RISK_SCREEN: Final = "cssrs"

# Order in which lists show them; a file that is not named here comes after, by its title.
_ORDER: Final = (
    *("dissociation", "anxiety", "nausea", "pain", "drowsiness", "well_being", "moaas", "rass", "ramsay"),
    *("phq9", "gad7", "pcl5", "cssrs", "qids_sr16", "madrs", "hamd", "bdi2", "cadss", "cadss6"),
    *("aldrete", "padss"),
)


@cache
def scales() -> Mapping[str, Scale]:
    """Every scale by its key, in the order of lists.

    Raises:
        BrokenFileError: a file of the installation is broken; the sentence says which and how.
    """
    found = [load_scale(file) for file in resources.path("scales").glob("*.toml")]
    place = {key: n for n, key in enumerate(_ORDER)}
    found.sort(key=lambda scale: (place.get(scale.key, len(place)), scale.title))
    return MappingProxyType({scale.key: scale for scale in found})


def scale_title(key: str) -> str:
    """As people call it; the key itself of one that this version does not know."""
    known = scales().get(key)
    return known.title if known is not None else key


def load_scale(file: Path) -> Scale:
    """One scale.

    Raises:
        BrokenFileError: the file cannot be used; the sentence says why.
    """
    table = resources.read_toml(file)
    try:
        scale = _scale(table)
    except KeyError as error:
        raise BrokenFileError(f"{file}: the line {error} is missing: add it.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BrokenFileError(f"{file}: a line has a value it cannot have ({error}): correct it.") from error
    if fault := _fault(scale, file.stem):
        raise BrokenFileError(f"{file}: {fault}: correct it.")
    return scale


def _scale(table: Mapping[str, Any]) -> Scale:
    return Scale(
        key=table["key"],
        title=table["title"],
        version=table["version"],
        kind=Kind(table["kind"]),
        asked_of=AskedOf(table["asked_of"]),
        low=table["low"],
        high=table["high"],
        number=Number(table.get("number", Number.SUM)),
        better=Better(table.get("better", "")),
        items=table.get("items", 0),
        level_items=table.get("level_items", 0),
        credit=table.get("credit", ""),
        ends=tuple(table.get("ends", ())),
        levels=tuple(table.get("levels", ())),
        own_items=tuple(
            ScaleItem(words=row["words"], levels=tuple(row["levels"])) for row in table.get("item", ())
        ),
        bands=_rows(Band, table.get("band", ())),
        clusters=_rows(Cluster, table.get("cluster", ())),
        prompts=_rows(PromptRule, table.get("prompt", ())),
        changes=_rows(Change, table.get("change", ())),
        skip=Skip(**table["skip"]) if "skip" in table else None,
        in_a_row=InARow(**table["in_a_row"]) if "in_a_row" in table else None,
        alarm_at_most=table.get("alarm", {}).get("at_most"),
        alarm_at_least=table.get("alarm", {}).get("at_least"),
    )


def _rows(kind: Callable[..., T], rows: list[dict[str, Any]]) -> tuple[T, ...]:
    return tuple(kind(**row) for row in rows)


def _fault(scale: Scale, name: str) -> str:
    """What does not fit together; "" when all does."""
    numbers = scale.high - scale.low + 1
    if scale.key != name:
        return f'the key "{scale.key}" is not the name of the file'
    if numbers < 2:
        return "high must be more than low"
    if (scale.kind is Kind.SINGLE) != (scale.items == 0):
        return "a single number has no items, every other scale has"
    if scale.levels and len(scale.levels) != numbers:
        return f"{len(scale.levels)} levels for {numbers} numbers"
    if scale.own_items and len(scale.own_items) != scale.items:
        return f"{len(scale.own_items)} items are named, there are {scale.items}"
    if any(len(item.levels) != numbers for item in scale.own_items):
        return f"an item has not {numbers} levels"
    if scale.bands:
        ends = [scale.lowest - 1, *(band.high for band in scale.bands)]
        joined = all(band.low == end + 1 for band, end in zip(scale.bands, ends, strict=False))
        if not joined or ends[-1] != scale.highest:
            return f"the bands leave a gap between {scale.lowest} and {scale.highest}"
    numbered = [n for c in scale.clusters for n in (c.first, c.last)]
    numbered += [rule.item for rule in scale.prompts if rule.item is not None]
    if any(not 1 <= n <= scale.items for n in numbered):
        return f"an item is named that is not from 1 to {scale.items}"
    return ""
