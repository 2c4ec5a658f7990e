"""Words of the policy files in both languages."""

from __future__ import annotations

from forbear.policy import PolicyModel


class Words(PolicyModel):
    """The same words in Chinese and English."""

    zh: str
    en: str
