"""One module for each interaction, all with the same small protocol (`registry.Interaction`)."""
