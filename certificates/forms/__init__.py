"""What people send about certificates."""
