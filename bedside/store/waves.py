"""Wave blocks laid end to end as arrays, with holes as NaN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bedside.store.blocks import unpack_samples


def join_blocks(blocks: Sequence[Mapping[Any, Any]]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """All samples of the blocks.

    Args:
        blocks: rows of `wave_block` of one parameter, by time.

    Returns:
        Session times in s and device units, shape (samples,), oldest first. A hole of more than half a sample
        between two blocks is one NaN at the time the next sample was due.
    """
    if not blocks:
        return np.empty(0), np.empty(0, dtype=np.float32)
    counts = np.array([block["n"] for block in blocks])
    starts = np.array([block["t"] for block in blocks])
    steps = 1.0 / np.array([block["rate_hz"] for block in blocks])
    offsets = np.cumsum(counts) - counts
    within = np.arange(counts.sum()) - np.repeat(offsets, counts)
    t = np.repeat(starts, counts) + within * np.repeat(steps, counts)
    y = _samples(blocks)

    due = starts + counts * steps  # time of the sample after each block's last
    holes = np.flatnonzero(starts[1:] - due[:-1] > 0.5 * steps[:-1])
    ends = (offsets + counts)[holes]
    t = np.insert(t, ends, due[holes])
    y = np.insert(y, ends, np.float32(np.nan))
    order = np.argsort(t, kind="stable")  # blocks of two devices, or a clock that was corrected, may overlap
    return t[order], y[order]


def _samples(blocks: Sequence[Mapping[Any, Any]]) -> NDArray[np.float32]:
    if len({block["sample_bytes"] for block in blocks}) == 1:
        return unpack_samples(b"".join(block["samples"] for block in blocks), blocks[0]["sample_bytes"])
    return np.concatenate([unpack_samples(block["samples"], block["sample_bytes"]) for block in blocks])
