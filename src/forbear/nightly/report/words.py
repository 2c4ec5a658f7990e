"""The report's own words: one catalogue, ``strings.yaml``, in English and Chinese.

An entry is ``key: {en: ..., zh: ...}`` with ``{name}`` places. Where English needs a singular,
``en`` holds both forms as ``one visit|{n} visits`` and the place ``n`` decides.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml
from markupsafe import Markup, escape

from forbear.nightly.report.figures import number
from forbear.nightly.report.model import Text


@cache
def catalogue() -> dict[str, Text]:
    """Every entry by key. A key given with a language missing is an error of the catalogue."""
    raw = (resources.files("forbear.nightly.report") / "strings.yaml").read_text("utf-8")
    return {key: Text(entry["en"], entry["zh"]) for key, entry in yaml.safe_load(raw).items()}


def say(key: str, **places: Text | str | int) -> Text:
    """The words of `key` with its places filled; whole numbers get thousands separators."""
    entry = catalogue()[key]
    one, bar, many = entry.en.partition("|")
    english = one if not bar or places.get("n") == 1 else many
    return Text(_fill(english, places, "en"), _fill(entry.zh, places, "zh"))


def word(kind: str, code: str) -> Text:
    """What a code of the data is called; a code the catalogue does not know stands for itself."""
    return catalogue().get(f"{kind}.{code}", Text(code, code))


def join(parts: list[Text], en: str = ", ", zh: str = "、") -> Text:
    """Several texts in a row."""
    return Text(en.join(p.en for p in parts), zh.join(p.zh for p in parts))


def same(text: str) -> Text:
    """A name or figure that reads the same in both languages."""
    return Text(text, text)


def both(text: Text | str, tag: str = "span") -> Markup:
    """Escaped, in both languages, of which the page shows one; once where they are alike."""
    if isinstance(text, str):
        return escape(text)
    if text.en == text.zh:
        return escape(text.en)
    return Markup(
        f'<{tag} class="en" lang="en">{{}}</{tag}><{tag} class="zh" lang="zh-Hans">{{}}</{tag}>'
    ).format(text.en, text.zh)


def _fill(pattern: str, places: dict[str, Text | str | int], language: str) -> str:
    return pattern.format(**{name: _one(value, language) for name, value in places.items()})


def _one(value: Text | str | int, language: str) -> str:
    if isinstance(value, Text):
        return value.en if language == "en" else value.zh
    return number(value) if isinstance(value, int) else value
