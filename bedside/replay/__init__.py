"""Recorded sessions, played back through the same monitor."""
