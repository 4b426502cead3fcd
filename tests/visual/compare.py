"""How much two pictures differ, block by block, so that a missing word is found and a moved pixel is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

REFERENCES = Path(__file__).with_name("references")
SHRUNK = 2  # references are kept at half the size
BLOCK = 8  # px of a reference: about one small digit
TOLERANCE = 14.0  # mean difference of one block, of 255: other versions of the font renderer stay under it


def shrunk(image: QImage) -> QImage:
    """The picture as a reference keeps it."""
    return image.scaled(
        image.width() // SHRUNK,
        image.height() // SHRUNK,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_RGB32)


def pixels(image: QImage) -> NDArray[np.float64]:
    """Shape (height, width, 3), blue green red."""
    flat = np.frombuffer(image.constBits(), np.uint8, image.sizeInBytes())
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].astype(np.float64)


def difference(one: QImage, other: QImage) -> NDArray[np.float64]:
    """Mean difference of each block, 0…255, shape (rows, columns).

    Raises:
        ValueError: they are not of one size.
    """
    if one.size() != other.size():
        raise ValueError(f"{one.width()}×{one.height()} against {other.width()}×{other.height()}")
    apart = np.abs(pixels(one) - pixels(other)).max(axis=2)
    high, wide = (-(-side // BLOCK) * BLOCK for side in apart.shape)
    padded = np.zeros((high, wide))
    padded[: apart.shape[0], : apart.shape[1]] = apart
    blocks = padded.reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK)
    found: NDArray[np.float64] = blocks.mean(axis=(1, 3))
    return found
