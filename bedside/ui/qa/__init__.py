"""QA notes on recorded sessions, and which of them were reviewed: beside the replay, and no part of what it shows."""
