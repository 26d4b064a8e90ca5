"""Keeps papers in a library and finds the paragraphs that answer a question."""
