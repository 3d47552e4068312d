"""The bank: the ledger, its wallets and lots, and what adds up."""
