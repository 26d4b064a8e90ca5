"""Trains the encoder and the reader that search uses: `python -m index.train --help`.

Nothing here is imported to answer a question; torch is needed only here and for encoders that
ship no ONNX file.
"""
