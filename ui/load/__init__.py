"""Tries the running page and the answering core with many people at once."""
