"""The journal that nobody can rewrite unseen, and exports that anyone can verify without Forbear.

Entries are chained by hash, one chain a case; every day a Merkle tree over the heads of all chains
is tied to the day before. Its hash, once told to somebody else, holds everything up to that day.
"""

from forbear.evidence.bundle import pack, verify_bundle
from forbear.evidence.canonical import canonical, digest
from forbear.evidence.days import Day, Head, close
from forbear.evidence.entry import NOTHING, Entry, follow
from forbear.evidence.export import export
from forbear.evidence.verify import Verified, verify

__all__ = [
    "NOTHING",
    "Day",
    "Entry",
    "Head",
    "Verified",
    "canonical",
    "close",
    "digest",
    "export",
    "follow",
    "pack",
    "verify",
    "verify_bundle",
]
