"""Customers in LINE: their accounts, whose they are, invitations, and what is said."""
