"""How handovers look in Slack."""
