"""The session report on paper, and where it is asked for."""
