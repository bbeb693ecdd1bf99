"""What the certificates app does: one function a use case."""
