"""Hear and phrase: what a person does becomes one rule; what a rule says becomes one message."""
