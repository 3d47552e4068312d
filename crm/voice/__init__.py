"""What customers say, and what they agreed to hear: accounts, links, consent, surveys, messages, cases."""
