"""Queries of consent."""
