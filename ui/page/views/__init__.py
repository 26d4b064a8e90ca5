"""The page's views, one module each."""
