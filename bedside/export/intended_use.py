"""What bedside is, and is not: on the strip of the first start and in the footer of everything on paper."""

from __future__ import annotations

from typing import Final

INTENDED_USE: Final = (
    "bedside is open-source software for recording, teaching and reviewing monitored sessions. It is "
    "not a medical device, has not been cleared or approved by any authority, and meets no alarm "
    "standard by claim. It must not be the primary or only monitor or alarm for a patient: the "
    "cleared monitor at the patient, with its own alarms on, and a trained person watching, remain "
    "necessary. It does not recommend doses or treatment. You use it at your own risk under the "
    "licence."
)
