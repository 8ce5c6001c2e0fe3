"""Figures, measured against the raw limit in the same run: `make bench`."""
