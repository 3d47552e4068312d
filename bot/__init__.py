"""Runs and carries: the command line, the doors, the worker, the one mouth."""
