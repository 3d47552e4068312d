"""Queries of the relay."""
