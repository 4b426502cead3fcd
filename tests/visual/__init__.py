"""Whole screens against pictures of them that a person has looked at."""
