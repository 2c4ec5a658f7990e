"""Supervision: the team's board, what happened, and the figures that nights prepared."""
