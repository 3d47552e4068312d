"""How the relay looks in Slack."""
