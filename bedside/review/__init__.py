"""Pure functions over a recorded session."""
