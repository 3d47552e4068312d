"""Queries of customers' accounts, consent, surveys, messages and cases."""
