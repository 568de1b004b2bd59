"""Runs what takes time off the GUI thread, with progress and cancel, and hands results back as Qt signals."""
