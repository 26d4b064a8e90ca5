"""Lets other programs ask: over HTTP, and as tools of the Model Context Protocol."""
