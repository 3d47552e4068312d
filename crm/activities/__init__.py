"""What is done with customers and what is owed to them: touches, follow-ups, promises, and who reminds whom."""
