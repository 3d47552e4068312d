"""How customers and companies look in Slack."""
