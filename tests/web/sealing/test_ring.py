import stat
from pathlib import Path

import pytest

from forbear.problems import ForbearError
from forbear.web.sealing import Place, Ring, key_of, seal, unseal

PLACE = Place("customer.name", "C1")


def test_new_ring_has_one_key() -> None:
    ring = Ring.new()

    assert ring.keys == (ring.primary,)


def test_rotated_ring_opens_what_was_sealed_before(ring: Ring) -> None:
    sealed = seal(ring, "张伟", PLACE)

    assert unseal(ring.rotated().rotated(), sealed, PLACE) == "张伟"


def test_rotated_ring_seals_with_the_new_key(ring: Ring) -> None:
    rotated = ring.rotated()
    sealed = seal(rotated, "张伟", PLACE)
    assert sealed is not None

    assert key_of(sealed) == rotated.primary.id
    assert rotated.keys[1:] == ring.keys
    with pytest.raises(ForbearError) as refused:
        unseal(ring, sealed, PLACE)
    assert refused.value.problems[0].code == "sealing.key_missing"


def test_ring_without_an_old_key_no_longer_opens_what_it_sealed(ring: Ring) -> None:
    sealed = seal(ring, "张伟", PLACE)
    less = ring.rotated().without(ring.primary.id)

    assert len(less.keys) == 1
    with pytest.raises(ForbearError) as refused:
        unseal(less, sealed, PLACE)
    assert [problem.code for problem in refused.value.problems] == ["sealing.key_missing"]
    assert ring.primary.id in str(refused.value)


def test_ring_without_its_primary_key_is_refused(ring: Ring) -> None:
    rotated = ring.rotated()
    with pytest.raises(ForbearError, match="rotate the ring first") as refused:
        rotated.without(rotated.primary.id)

    assert [problem.code for problem in refused.value.problems] == ["ring.primary"]


def test_ring_without_an_unknown_key_is_refused_with_the_ids_it_has(ring: Ring) -> None:
    with pytest.raises(ForbearError) as refused:
        ring.without("00000000")

    (problem,) = refused.value.problems
    assert problem.code == "ring.unknown"
    assert ring.primary.id in problem.en
    assert ring.primary.id in problem.zh


def test_ring_of_no_key_or_of_one_twice_is_refused(ring: Ring) -> None:
    for keys in ((), (*ring.keys, *ring.keys)):
        with pytest.raises(ValueError, match="at least one key"):
            Ring(keys)


def test_ring_is_read_as_it_was_written(ring: Ring, path: Path) -> None:
    rotated = ring.rotated()
    rotated.write(path)

    assert Ring.read(path) == rotated
    assert Ring.parse(rotated.text, "FORBEAR_KEYS") == rotated


def test_written_ring_is_private_and_leaves_nothing_beside_it(ring: Ring, path: Path) -> None:
    ring.write(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_ring_is_replaced_by_who_knows_it(ring: Ring, path: Path) -> None:
    ring.write(path)
    rotated = ring.rotated()
    rotated.write(path, instead_of=ring)

    assert Ring.read(path) == rotated


def test_ring_changed_in_the_meantime_is_not_overwritten(ring: Ring, path: Path) -> None:
    theirs, ours = ring.rotated(), ring.rotated()
    ring.write(path)
    theirs.write(path, instead_of=ring)

    for instead_of in (ring, None):
        with pytest.raises(ForbearError) as refused:
            ours.write(path, instead_of=instead_of)
        assert [problem.code for problem in refused.value.problems] == ["ring.other"]
    assert Ring.read(path) == theirs


def test_ring_instead_of_one_that_is_gone_is_refused(ring: Ring, path: Path) -> None:
    with pytest.raises(ForbearError) as refused:
        ring.rotated().write(path, instead_of=ring)

    assert refused.value.problems[0].code == "ring.other"
    assert not path.exists()


def test_repr_shows_ids_only(ring: Ring) -> None:
    rotated = ring.rotated()

    assert repr(rotated) == f"Ring({rotated.primary.id}, {ring.primary.id})"
