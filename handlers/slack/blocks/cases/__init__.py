"""How cases look in Slack."""
