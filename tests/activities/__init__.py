"""Touches, follow-ups and promises."""
