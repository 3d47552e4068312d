"""Customers that come in a file: read, mapped, matched with those we know, and written.

The files themselves: bot.interchange.imports.
"""
