"""Queries of customers' accounts, links, invitations and messages."""
