"""How requests come in and processes live: gateway, server, workers, and the work behind requests."""
