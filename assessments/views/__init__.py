"""The screens of the assessments app."""
