"""The journal in the database: added to with every change, closed every day, exported.

`keep.enter` adds an entry, `keep.close_day` closes a day, `give.export_of` exports chains.
"""
