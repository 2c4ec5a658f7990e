"""The desk: the day's worklist, one case with all that is known, contacts recorded."""
