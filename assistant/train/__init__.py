"""Fits what the assistant weighs: `python -m assistant.train`."""
