"""Cases, as those who see to them work on them."""
