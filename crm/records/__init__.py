"""Whom we know: customers and companies, how they are found, shown, edited, and kept from being doubled."""
