"""Queries of customers and companies."""
