"""Customers and companies, as reps find, read and edit them."""
