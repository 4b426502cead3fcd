"""What a colour looks like to somebody who lacks one kind of cone.

Matrices of full severity (1.0) of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
Color Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009), for linear sRGB.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

PROTAN: Final = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
DEUTAN: Final = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
TRITAN: Final = np.array(
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
)
KINDS: Final[Mapping[str, np.ndarray]] = MappingProxyType(
    {"protan": PROTAN, "deutan": DEUTAN, "tritan": TRITAN}
)


def linear(srgb: np.ndarray) -> np.ndarray:
    """sRGB 0…1 to linear light."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def encoded(light: np.ndarray) -> np.ndarray:
    """Linear light 0…1 to sRGB."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0.0) ** (1 / 2.4) - 0.055)


def simulated(pixels: np.ndarray, kind: str) -> np.ndarray:
    """Pixels as a person of this kind sees them.

    Args:
        pixels: sRGB 0…255, shape (…, 3), red green blue.
        kind: "protan", "deutan" or "tritan".

    Returns:
        uint8, the same shape.
    """
    light = linear(pixels.astype(float) / 255.0) @ KINDS[kind].T
    return np.rint(encoded(np.clip(light, 0.0, 1.0)) * 255.0).astype(np.uint8)


def simulated_hex(color: str, kind: str) -> str:
    """ "#C3001D" as a person of this kind sees it, in the same writing."""
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])
    return "#" + "".join(f"{channel:02X}" for channel in simulated(rgb, kind))
