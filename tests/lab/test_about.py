from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from forbear.lab import ABOUT


@pytest.mark.parametrize("language", ["en", "zh"])
def test_about_names_the_source_and_its_licence(language: str) -> None:
    said = " ".join(getattr(note, language) for note in ABOUT.notes)
    wanted = ("I-Cheng Yeh", "doi.org/10.24432/C55S3H", "CC BY 4.0", "30,000")
    assert [word for word in wanted if word not in said] == []


@pytest.mark.parametrize("file", ["docs/demo-data.md", "src/forbear/lab/data/README.md"])
def test_about_agrees_with_the_docs_on_the_source(file: str) -> None:
    text = (Path(__file__).parents[2] / file).read_text(encoding="utf-8")
    wanted = ("I-Cheng", "https://doi.org/10.24432/C55S3H", "CC BY 4.0", "30,000")
    assert [word for word in wanted if word not in text] == []


def test_about_outcome_is_a_column_of_the_accounts(tape: Callable[[str], pl.DataFrame]) -> None:
    assert sorted(tape("accounts")[ABOUT.outcome].unique()) == [0, 1]
    assert "not whether it pays after a contact" in ABOUT.outcome_note.en
    assert "并非“联系后是否还款”" in ABOUT.outcome_note.zh
