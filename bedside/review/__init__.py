"""Pure functions over a recorded session: statistics, what-if."""
