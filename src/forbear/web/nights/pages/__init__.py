"""Tapes and nights on screen."""
