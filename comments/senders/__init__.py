"""Who sends, how much one may send, and which names are nobody else's."""
