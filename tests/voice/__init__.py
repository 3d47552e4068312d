"""Customers' accounts, consent, surveys, messages and cases."""
