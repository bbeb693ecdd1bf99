"""What the labs share: a protocol beyond the interaction's, variants, verdicts with exact credits."""
