"""Points: what customers earn and spend, by the company's programme, in a ledger that is kept like a bank's."""
