"""Answers a question from a library, with citations that are checked."""
