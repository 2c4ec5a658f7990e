"""The Django project: what the bank's people and systems see, over the rooms above it."""
