"""Reading packs and the bank's overlay: folders of YAML, every fault named with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path

from forbear.problems import ForbearError, Problem, refuse
from forbear.rulebook.entry import Entry
from forbear.rulebook.instrument import Instrument, Registered, Registry, RuleFile
from forbear.rulebook.reading import read
from forbear.rulebook.rule import Bindingness, Text

INSTRUMENT = "instrument.yaml"
REGISTRY = "registry.yaml"
#: Endings of files that hold clocks and duties.
STANDING = (".clock.yaml", ".duty.yaml")


def shipped() -> Path:
    """The folder of packs that comes with Forbear."""
    return Path(str(resources.files("forbear.rulebook") / "packs"))


def read_packs(packs: Sequence[str], folder: Path) -> tuple[dict[str, Registered], list[Entry]]:
    """The register of the packs asked for and every rule in them, by id."""
    register = read(_text(folder / REGISTRY, REGISTRY), Registry, REGISTRY).packs
    entries: list[Entry] = []
    for pack in packs:
        if pack not in register:
            raise _no_pack(pack, register)
        entries += read_entries(pack_texts(folder, pack, contacts_only=True), pack)
    return {pack: register[pack] for pack in packs}, entries


def pack_texts(folder: Path, pack: str, contacts_only: bool = False) -> dict[str, str]:
    """The files of a pack: path below ``folder`` -> text. Clocks and duties can be left out.

    Raises `ForbearError` if there is no such pack.
    """
    if not (folder / pack).is_dir():
        raise _no_pack(pack, (path.name for path in folder.iterdir() if path.is_dir()))
    return {
        path.relative_to(folder).as_posix(): _text(path, path.name)
        for path in sorted((folder / pack).rglob("*.yaml"))
        if not (contacts_only and is_standing(path.name))
    }


def _no_pack(pack: str, known: Iterable[str]) -> ForbearError:
    return refuse(
        "rulebook.no_pack",
        REGISTRY,
        f"there is no pack '{pack}'; there are: {', '.join(sorted(known))}",
        f"没有规则包“{pack}”，现有：{'、'.join(sorted(known))}",
    )


def is_standing(name: str) -> bool:
    """Whether a file holds clocks or duties instead of rules about contacts."""
    return name.endswith(STANDING)


def missing_instrument(name: str) -> ForbearError:
    """What is said of a file in a folder that names no instrument."""
    return refuse(
        "rulebook.no_instrument",
        name,
        f"the folder has no {INSTRUMENT}, which says to which text its rules belong",
        f"所在文件夹缺少 {INSTRUMENT}，无法确定规则所属文件",
    )


def read_entries(files: Mapping[str, str], pack: str) -> list[Entry]:
    """The rules of a set of files, each under the instrument of its folder."""
    ruled = {name.rpartition("/")[0] for name in files if not name.endswith(INSTRUMENT)}
    instruments = {
        name.rpartition("/")[0]: read(text, Instrument, name)
        for name, text in files.items()
        if name.rpartition("/")[2] == INSTRUMENT and name.rpartition("/")[0] in ruled
    }
    entries = []
    for name, text in sorted(files.items()):
        folder, _, last = name.rpartition("/")
        if last == INSTRUMENT:
            continue
        if folder not in instruments:
            raise missing_instrument(name)
        instrument = instruments[folder]
        if pack != OVERLAY and instrument.bindingness is Bindingness.POLICY:
            raise refuse(
                "rulebook.policy_in_pack",
                f"{folder}/{INSTRUMENT}",
                "what is the bank's policy belongs into the policy folder, not into a pack",
                "银行自定政策应放在策略文件夹中，不属于规则包",
            )
        rules = read(text, RuleFile, name).rules
        entries += [Entry(rule, pack, folder, name, instrument) for rule in rules]
    return entries


#: Name under which the bank's own rules stand in the book.
OVERLAY = "bank"

#: The instrument to which they belong.
BANK = Instrument(
    title=Text(en="Bank policy", zh="本行政策"),
    short="bank",
    bindingness=Bindingness.POLICY,
    source=("policy folder, overlay/",),
)


def read_overlay(files: Mapping[str, str], law: Iterable[Entry]) -> list[Entry]:
    """The bank's own rules. They are added to the law's, so they can only refuse more.

    A rule that says it ``tightens`` one of law must be of the same kind, cover no less and be at
    least as strict, else `ForbearError` says that it loosens the law.
    """
    by_id = {entry.id: entry for entry in law}
    entries = [
        Entry(rule, OVERLAY, OVERLAY, name, BANK)
        for name, text in sorted(files.items())
        if not is_standing(name)
        for rule in read(text, RuleFile, name).rules
    ]
    faults = [fault for entry in entries for fault in _loosening(entry, by_id)]
    if faults:
        raise ForbearError(*faults)
    return entries


def _loosening(entry: Entry, law: Mapping[str, Entry]) -> list[Problem]:
    base = entry.rule.tightens
    if base is None:
        return []
    if base not in law:
        return [
            Problem(
                "rulebook.tightens_nothing",
                f"{entry.file}: {entry.id}",
                f"it tightens {base}, which no pack in use contains; name a rule that is there",
                f"所收紧的规则 {base} 不在所用规则包中，请填写已有规则",
            )
        ]
    rule = law[base].rule
    if type(rule) is not type(entry.rule):
        loose = "kind"
    elif not set(rule.channels) <= set(entry.rule.channels) and entry.rule.effect != "refuse":
        loose = "channels"
    elif not all(_no_looser(one.value, rule) for one in entry.rule.versions):
        loose = "value"
    elif set(entry.rule.lifted_by) - set(rule.lifted_by):
        loose = "lifted_by"
    else:
        return []
    return [
        Problem(
            "rulebook.loosens",
            f"{entry.file}: {entry.id}.{loose}",
            f"it would loosen {base}; a bank's rule may only be stricter than the law",
            f"会放宽 {base}；本行规则只能严于法规",
        )
    ]


def _no_looser(value: object, rule: object) -> bool:
    versions = getattr(rule, "versions", ())
    return all(value.stricter(one.value) for one in versions)  # type: ignore[attr-defined]


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise refuse(
            "rulebook.unreadable",
            name,
            "not readable as a UTF-8 file; check that it is there and saved as UTF-8",
            "无法按 UTF-8 读取，请确认文件存在且以 UTF-8 保存",
        ) from None
