"""Discussions as files: what an export holds of them, and what other systems have exported."""
