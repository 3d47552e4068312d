"""Queries on points."""
