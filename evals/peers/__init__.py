"""The usual tutorial pipeline, measured beside this project in processes of their own."""
