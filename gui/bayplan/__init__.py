"""Bayplan shows where the state of every Docker container lives, and what each event would do to it."""

__version__ = "0.1.0"
