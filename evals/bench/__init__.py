"""What every step costs, and how the cost grows with the library: `python -m evals.bench`."""
