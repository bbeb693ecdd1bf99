"""What courses do, one use case to a function."""
