"""bedside: live vitals, limit alarms, the session's timeline and its replay, for infusion rooms."""

__version__ = "0.1.0"
