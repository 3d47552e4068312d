"""Knows time: words to moments, ticks to sweeps."""
