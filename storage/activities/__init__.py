"""Queries of touches, follow-ups and promises."""
