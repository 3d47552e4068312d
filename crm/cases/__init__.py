"""Being heard: a customer who was let down, until it is put right and told."""
