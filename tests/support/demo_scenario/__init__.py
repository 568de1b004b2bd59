"""The scenario behind the demo: what is made on a real engine before its payloads are recorded."""
