"""One module per place a reader can be."""
