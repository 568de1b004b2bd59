"""Shows and asks. No rule, no call to an engine, no parsing of engine data."""
