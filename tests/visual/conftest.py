"""Pictures are drawn off-screen, with our own fonts and the clock of UTC."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"

import time

time.tzset()
