"""The chat page: what a councillor or an officer opens in a browser."""
