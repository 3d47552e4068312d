"""A Slack workspace that speaks HTTP as the real one does."""
