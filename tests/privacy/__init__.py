"""Consent and privacy."""
