"""How customers' words look in Slack."""
