"""Backups of a whole installation, and their way back."""
