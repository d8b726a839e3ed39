"""Comments on articles, the accounts of those who write them, and their moderation."""
