"""What the docs say is what the code has."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest
import typer.main

import forbear
import make_docs
from forbear import policy
from forbear.cli import app
from forbear.delinquency.schema import Bucket, FiveTier
from forbear.portfolio import words
from forbear.web.environment import SETTINGS, Setting
from forbear.web.journal.acts import WORDS, Act

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
)
CODES = [
    (kind, member.value)
    for kind in (
        *(v for v in vars(words).values() if isinstance(v, type) and issubclass(v, StrEnum)),
        Bucket,
        FiveTier,
    )
    if kind is not StrEnum
    for member in kind
]
WITH_STATES = [
    *sorted(ROOT.glob("src/forbear/web/records/models/*.py")),
    ROOT / "src/forbear/web/nights/models.py",
]
#: Read, not imported: Django's models need the settings of an installation.
STATES = [
    (found.name, str(word.value.value))
    for path in WITH_STATES
    for found in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(found, ast.ClassDef) and "StrEnum" in map(ast.unparse, found.bases)
    for word in found.body
    if isinstance(word, ast.Assign) and isinstance(word.value, ast.Constant)
]
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
CHINESE = re.compile(r"[一-鿿]")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page: str) -> set[str]:
    """Headings as links name them: lower case, spaces to hyphens, other marks dropped."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text_of(page))
    }


def test_pages_made_from_the_code_are_in_step() -> None:
    assert [p for p, text in make_docs.pages().items() if text_of(p) != text] == [], "make docs"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    broken = []
    for link in LINK.findall(text_of(page)):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (
            anchor and anchor not in anchors(target.resolve().relative_to(ROOT).as_posix())
        ):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.startswith("docs/") and p.count("/") == 1 and "README" not in p]
)
def test_page_stands_in_the_index(page: str) -> None:
    assert f"]({Path(page).name})" in text_of("docs/README.md")


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.startswith("docs/decisions/") and "README" not in p]
)
def test_decision_stands_in_the_index_and_has_its_parts(page: str) -> None:
    text = text_of(page)

    assert f"]({Path(page).name})" in text_of("docs/decisions/README.md")
    assert text.startswith("# ")
    assert len(text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("kind", "code"), [*((kind.__name__, code) for kind, code in CODES), *STATES]
)
def test_code_stands_in_the_glossary_in_english_and_chinese(kind: str, code: str) -> None:
    section = text_of("docs/glossary.md").partition(f"## {kind}\n")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith(f"| `{code}` |")]

    assert len(rows) == 1
    _, _, en, zh, _ = rows[0]
    assert en.strip()
    assert CHINESE.search(zh)


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_targets_named_exist(page: str) -> None:
    text = text_of(page)
    fenced = [line for block in text.split("```")[1::2] for line in block.splitlines()]
    code = "\n".join([*fenced, *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)])
    commands = getattr(typer.main.get_command(app), "commands", {})
    targets = re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE)

    assert set(re.findall(r"^forbear ([a-z]+)", code, re.MULTILINE)) - set(commands) == set()
    assert set(re.findall(r"^make ([a-z-]+)", code, re.MULTILINE)) - set(targets) == set()


@pytest.mark.parametrize("file", sorted(policy.load().files))
def test_file_of_the_default_policy_is_explained(file: str) -> None:
    name = f"{file.rpartition('/')[0]}/" if "/" in file else file

    assert f"`{name}`" in text_of("docs/policy.md")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_setting_is_explained_to_operators_in_english_and_chinese(setting: Setting) -> None:
    section = text_of("docs/operate.md").partition("## Settings\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith(f"| `{setting.name}` |")]

    assert len(rows) == 1
    assert setting.en in rows[0]
    assert setting.zh in rows[0]
    assert CHINESE.search(setting.zh)


def test_pages_name_no_setting_that_there_is_not() -> None:
    # A client's own variable in an example, not of the installation.
    known = {setting.name for setting in SETTINGS} | {"FORBEAR_TOKEN"}
    named = {name for page in PAGES for name in re.findall(r"\bFORBEAR_[A-Z_]+", text_of(page))}

    assert named - known == set()


def test_every_act_of_the_journal_has_words_and_stands_on_its_page() -> None:
    page = text_of("docs/journal.md")

    assert set(WORDS) == set(Act)
    for act, (en, zh) in WORDS.items():
        assert f"| `{act}` | {en} | {zh} |" in page


def test_constraints_named_in_the_architecture_are_in_the_database() -> None:
    section = text_of("docs/architecture.md").partition("By constraint:\n")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z_]{6,})`", "".join(row.split("|")[1] for row in table(section)))
    made = "".join(
        path.read_text(encoding="utf-8") for path in ROOT.glob("src/forbear/web/*/migrations/0*.py")
    )

    assert len(named) > 10
    assert [name for name in named if f'name="{name}"' not in made] == []


def table(section: str) -> list[str]:
    return [line for line in section.splitlines() if line.startswith("| ")][2:]


def test_pages_named_in_the_package_exist() -> None:
    named = {
        found
        for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.yaml")]
        for found in re.findall(r"\bdocs/[\w/-]+\.md", path.read_text(encoding="utf-8"))
    }

    assert [page for page in sorted(named) if not (ROOT / page).is_file()] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_names_the_two_commands_and_holds_the_measured_table(readme: str) -> None:
    text = text_of(readme)

    assert "make demo" in text
    assert "forbear plan FOLDER --as-of" in text
    assert text.count("<!-- bench:begin -->") == text.count("<!-- bench:end -->") == 1
    assert text.index("<!-- bench:begin -->") < text.index("<!-- bench:end -->")


def test_readmes_have_the_same_sections() -> None:
    english, chinese = (text_of(name) for name in ("README.md", "README.zh-CN.md"))

    assert len(HEADING.findall(english)) == len(HEADING.findall(chinese))
    assert english.count("```") == chinese.count("```")


def test_changelog_says_what_is_not_yet_released_and_knows_this_version() -> None:
    headings = HEADING.findall(text_of("CHANGELOG.md"))

    assert "Unreleased" in headings
    assert forbear.__version__ in text_of("CHANGELOG.md") or forbear.__version__ == "0.1.0"
