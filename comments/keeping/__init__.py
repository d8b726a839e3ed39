"""What is kept of people and for how long, and how somebody is forgotten."""
