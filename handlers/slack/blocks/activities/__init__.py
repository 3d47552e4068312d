"""How touches and follow-ups look in Slack."""
