"""An encyclopedia of structured articles. `site` is the ground floor; the order of imports stands in pyproject.toml."""
