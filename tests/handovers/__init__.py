"""Handovers."""
