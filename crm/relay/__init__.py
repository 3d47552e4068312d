"""The relay: what customers and reps say to each other, and who answers."""
