"""What the assessments app does: one function a use case."""
