"""Starts real nodes and asks them things. Knows nothing that a user cannot see."""
