"""Files in and out: export, restore, and lists from elsewhere."""
