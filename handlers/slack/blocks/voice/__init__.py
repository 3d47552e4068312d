"""How customers' accounts and words look in Slack."""
