"""How a discussion reads: as pages, as data, as a feed."""
