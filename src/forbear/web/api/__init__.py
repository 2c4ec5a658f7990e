"""The API: what a bank's other systems, and the pages, ask and tell."""
