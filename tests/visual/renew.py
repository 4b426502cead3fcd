"""Draw the references anew: `python -m tests.visual.renew [PART OF A NAME]`. Look at every one before it is kept."""

from __future__ import annotations

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"


from PySide6.QtWidgets import QApplication

from tests.visual.compare import REFERENCES, shrunk
from tests.visual.scenes import picture, scenes

QUALITY_PERCENT = 100  # without loss: red words on red would blur


def main(words: list[str]) -> None:
    """Write those whose name holds one of `words`, or all."""
    app = QApplication.instance() or QApplication([])
    REFERENCES.mkdir(exist_ok=True)
    for scene in scenes():
        if words and not any(word in scene.name for word in words):
            continue
        shrunk(picture(scene)).save(str(REFERENCES / f"{scene.name}.webp"), "WEBP", QUALITY_PERCENT)
        print(scene.name)
    del app


if __name__ == "__main__":
    main(sys.argv[1:])
