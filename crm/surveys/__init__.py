"""Asking and being answered: surveys, whom they may ask, answers, and the arithmetic of their scores."""
