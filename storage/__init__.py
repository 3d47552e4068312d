"""Remembers: the tables, the unit of work and every query by name."""
