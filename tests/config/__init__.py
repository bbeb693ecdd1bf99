"""The command that runs everything."""
