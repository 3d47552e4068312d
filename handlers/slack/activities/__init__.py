"""Logging and follow-ups, as reps type, press and fill them in."""
