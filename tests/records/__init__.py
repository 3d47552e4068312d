"""Customers and companies."""
