"""How surveys look in Slack."""
