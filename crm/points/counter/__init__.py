"""At the counter: purchases, points by hand, and the code on a rep's telephone."""
