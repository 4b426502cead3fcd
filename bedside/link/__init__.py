"""Bytes to readings: transports, the reader thread, capture and playback, the cuff guard."""
