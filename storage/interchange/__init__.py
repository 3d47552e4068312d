"""Tables in and out: the nouns of an export, its sheets, and rows that come from elsewhere."""
