"""Reports tell the time of this place: here that is UTC."""

from __future__ import annotations

import os
import time

os.environ["TZ"] = "UTC"
time.tzset()
