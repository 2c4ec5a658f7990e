"""The bank's own choices: one folder of readable files, checked, versioned and hashed.

A room that needs numbers declares a `PolicyModel` and asks `Policy.read` for its file. The shipped
folder ``default/`` is complete; a bank's folder holds only the files it changes.
"""

from forbear.policy.folder import Policy, load
from forbear.policy.model import PolicyModel, parse

__all__ = ["Policy", "PolicyModel", "load", "parse"]
