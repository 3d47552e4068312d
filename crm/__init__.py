"""Decides: the rules, one noun a file; no SQL, no network, no platform words."""
