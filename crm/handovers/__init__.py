"""Handovers: a rep moves on, and the customer keeps the company."""
