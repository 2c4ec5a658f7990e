"""The bank's records: what the tape says, and what was done with it."""
