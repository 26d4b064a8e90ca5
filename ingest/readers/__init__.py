"""One reader for each format; each gives the paper's lines and their looks."""
