"""Surveys, as reps and managers start and read them."""
