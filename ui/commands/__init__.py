"""The commands, one module for each sort; nothing heavy is imported before it is needed."""
