"""Tapes imported, nights run and published."""
