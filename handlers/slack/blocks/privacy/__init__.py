"""How consent looks in Slack."""
