"""The programme: what it says, its versions, its tiers, and what the law asks of it."""
