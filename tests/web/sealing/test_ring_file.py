from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from forbear.problems import ForbearError
from forbear.web.sealing import Place, Ring, RingFile, seal, unseal

PLACE = Place("customer.name", "C1")


def test_ring_is_drawn_where_there_is_none(path: Path) -> None:
    made = RingFile(path).made()

    assert RingFile(path).ring == made
    assert RingFile(path).made() == made


def test_ring_is_drawn_once_by_many_at_a_time(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: RingFile(path).made(), range(8)))

    assert set(rings) == {Ring.read(path)}


def test_ring_that_others_may_read_is_not_drawn_anew(ring: Ring, path: Path) -> None:
    ring.write(path)
    path.chmod(0o644)

    with pytest.raises(ForbearError) as refused:
        RingFile(path).made()
    assert refused.value.problems[0].code == "ring.open_to_others"


def test_ring_that_can_not_be_kept_is_not_drawn(path: Path) -> None:
    with pytest.raises(ForbearError) as refused:
        RingFile(path.parent / "none" / "keys.json").made()
    assert refused.value.problems[0].code == "ring.unwritten"


def test_process_started_before_a_rotation_opens_what_was_sealed_after(path: Path) -> None:
    running = RingFile(path)
    before = running.made()
    rotated = before.rotated()
    rotated.write(path, instead_of=before)

    assert unseal(running.ring, seal(rotated, "张伟", PLACE), PLACE) == "张伟"


def test_ring_is_read_once_while_the_file_stays(path: Path) -> None:
    file = RingFile(path)
    file.made()

    assert file.ring is file.ring


def test_ring_whose_file_is_gone_is_told(ring: Ring, path: Path) -> None:
    file = RingFile(path)
    ring.write(path)
    assert file.ring == ring
    path.unlink()

    with pytest.raises(ForbearError) as refused:
        _ = file.ring
    assert refused.value.problems[0].code == "ring.missing"


def test_repr_shows_the_path_only(ring: Ring, path: Path) -> None:
    ring.write(path)
    file = RingFile(path)
    assert file.ring == ring

    assert repr(file) == f"RingFile({str(path)!r})"
