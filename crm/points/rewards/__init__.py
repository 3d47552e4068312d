"""What points buy: the card, rewards, their codes, and the till."""
