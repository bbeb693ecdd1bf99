"""Attempts for tests: a form with every interaction, and its answers."""

OTHER = {"choice": "c"}
