"""The links between articles, and the names that links use and no article has."""
