"""The sealing of personal data: encrypted where it is stored, and still found by equality.

A `Ring` holds the bank's keys; `RingFile` follows the file in which it is kept. `seal`
and `unseal` (`seal_series`, `unseal_series` for whole columns) bind a value to its `Place`: table,
column and row. `blind` makes of a value what a search by equality needs and nothing more, and
`searched` makes the same of what somebody looks for. Why so: docs/decisions/personal-data.md.
"""

from forbear.web.sealing.blind import blind, blind_series, searched
from forbear.web.sealing.keys import Key
from forbear.web.sealing.normal import Kind, normal
from forbear.web.sealing.place import Place
from forbear.web.sealing.ring import Ring
from forbear.web.sealing.ring_file import RingFile
from forbear.web.sealing.seals import (
    key_of,
    key_of_column,
    seal,
    seal_series,
    unseal,
    unseal_series,
)

__all__ = [
    "Key",
    "Kind",
    "Place",
    "Ring",
    "RingFile",
    "blind",
    "blind_series",
    "key_of",
    "key_of_column",
    "normal",
    "seal",
    "seal_series",
    "searched",
    "unseal",
    "unseal_series",
]
