"""What the field's codes are called: ``code_words.yaml``, in English and Chinese."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml


@cache
def code_words() -> dict[str, dict[str, tuple[str, str]]]:
    """English and Chinese of each code, by kind: ``code_words()["outcome"]["promise"]``."""
    raw = resources.files("forbear.portfolio").joinpath("code_words.yaml").read_text("utf-8")
    return {
        kind: {code: (told["en"], told["zh"]) for code, told in codes.items()}
        for kind, codes in yaml.safe_load(raw).items()
    }
