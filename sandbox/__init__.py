"""Pretends to be the world: fake Slack, fake LINE, demo people and one page."""
