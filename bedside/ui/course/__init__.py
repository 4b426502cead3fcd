"""A patient's course of sessions: charts, sessions and calls, what is entered the next day, and the printed report."""
