"""A LINE platform that speaks HTTP as the real one does."""
