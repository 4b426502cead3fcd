"""Simulated patients on the wire: scenarios, virtual devices, ports."""
