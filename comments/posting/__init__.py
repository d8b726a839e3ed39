"""How a comment comes in: the draft, whose form it is, what is held or refused, and what becomes of it."""
