"""/handover and everything that is pressed and filled in about it."""
