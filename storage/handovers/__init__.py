"""Queries of handovers: what is proposed, what waits, what is due to move, and what hangs on it."""
