"""The date grammar."""
