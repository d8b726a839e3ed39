"""The door: how often one may try to come in, which device is known, and the code beside the password."""
