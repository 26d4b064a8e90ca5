"""Reads a council's papers into numbered paragraphs."""
