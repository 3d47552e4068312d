"""What customers agreed to, what we hold about them, and how it is let go."""
