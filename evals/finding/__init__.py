"""How well and how fast paragraphs are found, beside the usual tutorial."""
