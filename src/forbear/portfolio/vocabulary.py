"""How banks name things: the words by which a mapping is guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from forbear.portfolio import spec
from forbear.portfolio.tables import TABLES

#: What stands behind a header in brackets is its unit or a remark: 贷款金额(元).
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]\s*$")


@dataclass(frozen=True)
class Vocabulary:
    """``files``: words in file names, by table; ``headers``: plain header -> how it is known, by
    table and column; ``codes``: plain value -> code, by table and column."""

    files: dict[str, tuple[str, ...]]
    headers: dict[str, dict[str, tuple[str, ...]]]
    codes: dict[str, tuple[str, ...]]


def plain(text: str) -> str:
    """A header or code without case, width, blanks, punctuation and remarks in brackets."""
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    return re.sub(r"[\s_\-./:#]+", "", _REMARK.sub("", text))


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary together with what the tables declare."""
    text = resources.files("forbear.portfolio").joinpath("vocabulary.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    return Vocabulary(
        files={t: tuple(plain(w) for w in (t, *data["tables"][t])) for t in TABLES},
        headers={
            table: {
                name: tuple(
                    dict.fromkeys(
                        plain(w)
                        for w in (name, c.zh, c.en, *c.also, *data["headers"].get(name, ()))
                    )
                )
                for name, c in spec.columns(table).items()
            }
            for table in TABLES
        },
        codes={
            code: tuple(plain(w) for w in (code, *map(str, words)))
            for code, words in data["codes"].items()
        },
    )
