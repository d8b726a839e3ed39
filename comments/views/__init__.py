"""Where readers meet a discussion: its pages, its forms, and what may be done to one comment."""
