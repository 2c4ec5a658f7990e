"""What a compliance officer looks at: rules, why a contact was allowed, near misses, the journal.

Nothing is decided here: the rulebook is asked, and the journal read.
"""
