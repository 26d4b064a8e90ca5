"""The command `protocols` and the chat page."""
