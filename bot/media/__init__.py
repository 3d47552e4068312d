"""Pictures, films, sounds and files on their way between LINE and Slack: fetched, judged, kept and shown."""
