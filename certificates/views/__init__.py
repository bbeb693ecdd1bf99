"""The screens and machine faces of the certificates app."""
