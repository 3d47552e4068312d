"""The relay, as those who answer customers use it."""
