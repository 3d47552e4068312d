"""Points in Slack."""
