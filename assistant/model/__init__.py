"""A chat model as an option: what it may write, and the checks that prove it."""
