"""Turns an engine's API into a true Inventory and keeps it true; sends actions. Knows no Qt."""
