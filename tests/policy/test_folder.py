"""The shipped policy is whole, and a bank's folder lies over it, file by file."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from forbear.policy import Policy, PolicyModel, load
from forbear.problems import ForbearError

BANK = "name: {en: Our Bank, zh: 我行}\ntimezone: Asia/Shanghai\n"


class Names(PolicyModel):
    en: str
    zh: str


class Bank(PolicyModel):
    name: Names
    timezone: str


def refused(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(ForbearError) as caught:
        load(folder)
    assert all(p.en and p.zh for p in caught.value.problems)
    return [(p.code, p.where) for p in caught.value.problems]


def test_default_alone_when_no_folder_is_given() -> None:
    policy = load()

    assert "bank.yaml" in policy.files
    assert policy.own == frozenset()


def test_default_is_read_the_same_each_time() -> None:
    assert load() == load()
    assert load().digest == load().digest


def test_own_file_replaces_the_default_whole(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")

    policy = load(tmp_path)

    assert policy.text("bank.yaml") == BANK
    assert policy.own == frozenset({"bank.yaml"})
    assert policy.files.keys() == load().files.keys()
    assert policy.read("bank.yaml", Bank).name.zh == "我行"


def test_empty_folder_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path).digest == load().digest


def test_digest_changes_with_any_text(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    first = load(tmp_path).digest
    (tmp_path / "bank.yaml").write_text(BANK + "# a remark\n", encoding="utf-8")

    assert len({first, load(tmp_path).digest, load().digest}) == 3


def test_digest_is_of_names_and_texts_and_nothing_else() -> None:
    one = Policy({"a.yaml": "x", "b.yaml": "言"}, frozenset())
    turned = Policy({"b.yaml": "言", "a.yaml": "x"}, frozenset({"a.yaml"}))
    long = b"\0\0\0\0\0\0\0"

    assert one.digest == turned.digest
    assert (
        one.digest
        == sha256(
            long + b"\6a.yaml" + long + b"\1x" + long + b"\6b.yaml" + long + b"\3\xe8\xa8\x80"
        ).hexdigest()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a.yaml": "x"}, {"a.yaml": "y"}),
        ({"a.yaml": "x"}, {"b.yaml": "x"}),
        ({"a.yaml": "xb.yaml"}, {"a.yaml": "x", "b.yaml": ""}),
        ({"a": "bc"}, {"ab": "c"}),
        ({"a": "", "b": ""}, {"a": "b"}),
    ],
)
def test_digest_tells_different_policies_apart(one: dict[str, str], other: dict[str, str]) -> None:
    assert Policy(one, frozenset()).digest != Policy(other, frozenset()).digest


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_make_no_difference(
    tmp_path: Path, mark: bytes, ending: str
) -> None:
    (tmp_path / "bank.yaml").write_bytes(mark + BANK.replace("\n", ending).encode())

    assert load(tmp_path).text("bank.yaml") == BANK


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "bank.yaml"
    path.write_bytes(BANK.encode(encoding))

    assert refused(tmp_path) == [("policy.encoding", str(path))]


@pytest.mark.parametrize(
    "name", ["bnak.yaml", "bank.yml", "bank.YAML", "table.csv", "overlay/x.yml", "more/x.yaml"]
)
def test_file_that_nothing_reads_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("a: 1\n", encoding="utf-8")

    assert refused(tmp_path) == [("policy.unknown_file", str(path))]


def test_every_stray_file_is_named_and_what_is_known(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml"):
        (tmp_path / name).write_text("a: 1\n", encoding="utf-8")

    with pytest.raises(ForbearError, match=r"a\.yaml: nothing reads .*bank\.yaml") as caught:
        load(tmp_path)

    assert [Path(p.where).name for p in caught.value.problems] == ["a.yaml", "b.yaml"]
    assert "bank.yaml" in caught.value.problems[0].zh


@pytest.mark.parametrize("name", ["README.md", "notes.txt", ".bank.yaml.swp", ".git/x.yaml"])
def test_notes_and_hidden_files_may_lie_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\xff")

    assert load(tmp_path) == load()


def test_folder_named_like_a_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").mkdir()

    assert load(tmp_path) == load()


def test_subfolder_holds_files_of_the_bank_s_own(tmp_path: Path) -> None:
    shipped = load().under("overlay")
    (tmp_path / "overlay").mkdir()
    for name in ("~b", "~a"):
        (tmp_path / "overlay" / f"{name}.yaml").write_text(f"# {name}\n", encoding="utf-8")

    found = load(tmp_path).under("overlay")

    assert found == {**shipped, "overlay/~a.yaml": "# ~a\n", "overlay/~b.yaml": "# ~b\n"}
    assert list(found) == sorted(found)


def test_part_of_a_subfolder_s_name_is_no_subfolder() -> None:
    assert load().under("over") == {}


@pytest.mark.parametrize("there", [False, True])
def test_path_that_is_no_folder_is_refused(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "policy"
    if there:
        path.write_text("", encoding="utf-8")

    assert refused(path) == [("policy.no_folder", str(path))]


def test_file_the_policy_lacks_is_refused() -> None:
    with pytest.raises(ForbearError) as caught:
        load().read("absent.yaml", Bank)

    assert [(p.code, p.where) for p in caught.value.problems] == [("policy.missing", "absent.yaml")]


def test_fault_in_an_own_file_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text("name: {en: A, zh: 甲}\nzone: x\n", encoding="utf-8")

    with pytest.raises(ForbearError) as caught:
        load(tmp_path).read("bank.yaml", Bank)

    assert [(p.where, p.zh) for p in caught.value.problems] == [
        ("bank.yaml", "timezone：缺少此项，请补上"),
        ("bank.yaml:2", "zone：此处没有这一项，请检查拼写或删除（填写的是 'x'）"),
    ]
