"""Discussions that were led elsewhere, taken in from the exports of other comment systems."""
