"""Reads a PDF: its lines in reading order, with their looks, pages and rectangles.

`ingest.readers.pdf.reading` does so in this process; `ingest.readers.apart` has it done in another.
"""
