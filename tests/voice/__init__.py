"""Customers' accounts, links and messages."""
