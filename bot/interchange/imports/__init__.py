"""`kizuna import FILE`, and tables dropped into Slack: read through, looked at, written turn by turn."""
