"""Customers' accounts, as reps link them."""
