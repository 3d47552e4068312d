"""Export, restore and import."""
