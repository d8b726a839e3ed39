"""What taking in files has in common: how far it is, what became of each, when it may be stopped."""
