"""Errors for people: what is wrong, where, why, and what to do, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what a person gave us.

    ``where`` names file, line, column or field as far as known; ``en`` and ``zh`` say what is
    wrong and what to do. ``code`` is stable and used by tests and translations.
    """

    code: str
    where: str
    en: str
    zh: str

    def __str__(self) -> str:
        return f"{self.where}: {self.en}" if self.where else self.en


class ForbearError(Exception):
    """Input that cannot be used. Carries every `Problem` found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("a ForbearError needs at least one Problem")
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


def refuse(code: str, where: str, en: str, zh: str) -> ForbearError:
    """The error for a single problem: ``raise refuse(...)``."""
    return ForbearError(Problem(code, where, en, zh))
