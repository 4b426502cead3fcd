"""Alarm conditions and signals: pure, table-driven, in event time."""
