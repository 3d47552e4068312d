"""Queries of surveys and answers."""
