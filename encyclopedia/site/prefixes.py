"""Addresses that more than the urls must know: where uploads lie, and where the desk stands."""

UPLOADS = "/media/"
DESK = "/admin/"
