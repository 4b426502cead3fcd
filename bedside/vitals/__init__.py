"""The vocabulary drivers, alarms, recorder, replay and screens share. A leaf: it imports nothing above it."""
