"""From readings to what a screen shows: history, the monitor of one bed, and the station of many."""
