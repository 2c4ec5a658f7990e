from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.problems import ForbearError
from forbear.web.sealing import (
    Place,
    Ring,
    key_of,
    key_of_column,
    seal,
    seal_series,
    unseal,
    unseal_series,
)

PLACE = Place("customer.name", "C1")
RING = Ring.new()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def nonce(length: int) -> bytes:
    return bytes(at % 251 for at in range(length))


def sealed_one(ring: Ring, text: str = "张伟", place: Place = PLACE) -> bytes:
    sealed = seal(ring, text, place)
    assert sealed is not None
    return sealed


def codes(refused: pytest.ExceptionInfo[ForbearError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@given(TEXTS, st.text(st.characters(exclude_categories=["Cs"])))
def test_text_opens_where_it_was_sealed(text: str, key: str) -> None:
    place = Place("note.text", key)

    assert unseal(RING, seal(RING, text, place), place) == text


@given(st.lists(st.none() | TEXTS))
def test_column_opens_where_it_was_sealed(texts: list[str | None]) -> None:
    plain = pl.Series("name", texts, pl.String)
    keys = pl.Series([f"C{at}" for at in range(len(texts))], dtype=pl.String)
    sealed = seal_series(RING, plain, "customer.name", keys)

    assert sealed.dtype == pl.Binary
    assert sealed.is_null().equals(plain.is_null())
    assert unseal_series(RING, sealed, "customer.name", keys).equals(plain, check_names=True)


@given(TEXTS)
def test_column_of_one_is_sealed_as_one(text: str) -> None:
    bulk = seal_series(RING, pl.Series([text]), "customer.name", pl.Series(["C1"]), nonce)

    assert bulk.item() == seal(RING, text, PLACE, nonce)


def test_none_stays_none(ring: Ring) -> None:
    assert seal(ring, None, PLACE) is None
    assert unseal(ring, None, PLACE) is None


def test_sealed_value_is_version_key_nonce_ciphertext_and_tag(ring: Ring) -> None:
    sealed = seal(ring, "abc", PLACE, nonce)
    assert sealed is not None

    assert sealed[:17] == ring.primary.head + nonce(12)
    assert len(sealed) == 1 + 4 + 12 + 3 + 16
    again = ring.primary.cipher.decrypt(nonce(12), sealed[17:], sealed[:5] + PLACE.bound)
    assert again == b"abc"


def test_equal_texts_are_sealed_differently(ring: Ring) -> None:
    texts, keys = pl.Series(["张伟"] * 100), pl.Series(["C1"] * 100)

    assert seal_series(ring, texts, "customer.name", keys).n_unique() == 100
    assert sealed_one(ring) != sealed_one(ring)


def test_value_as_a_database_gives_it_opens(ring: Ring) -> None:
    assert unseal(ring, memoryview(sealed_one(ring)), PLACE) == "张伟"


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("customer.name", "C2"),
        Place("customer.employer", "C1"),
        Place("party.name", "C1"),
        Place("customer.name", ""),
        Place("customer.name", "C1 "),
    ],
)
def test_value_moved_elsewhere_does_not_open(elsewhere: Place, ring: Ring) -> None:
    with pytest.raises(ForbearError) as refused:
        unseal(ring, sealed_one(ring), elsewhere)

    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("sealing.changed", str(elsewhere))


def test_two_rows_swapped_do_not_open(ring: Ring) -> None:
    keys = pl.Series(["C1", "C2", "C3"])
    sealed = seal_series(ring, pl.Series(["张伟", "李娜", "王芳"]), "customer.name", keys)

    with pytest.raises(ForbearError) as refused:
        unseal_series(ring, sealed.gather([1, 0, 2]), "customer.name", keys)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("sealing.changed", "customer.name")
    assert problem.en.startswith("2 ")


def test_value_with_any_byte_changed_does_not_open(ring: Ring) -> None:
    sealed = sealed_one(ring)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(ForbearError) as refused:
            unseal(ring, bytes(changed), PLACE)
        expected = "form" if at == 0 else "key_missing" if at < 5 else "changed"
        assert codes(refused) == [f"sealing.{expected}"]


def test_value_cut_short_or_made_longer_does_not_open(ring: Ring) -> None:
    sealed = sealed_one(ring, "")
    for length in range(len(sealed)):
        with pytest.raises(ForbearError) as refused:
            unseal(ring, sealed[:length], PLACE)
        assert codes(refused) == ["sealing.form"]
    with pytest.raises(ForbearError) as refused:
        unseal(ring, sealed + b"\0", PLACE)
    assert codes(refused) == ["sealing.changed"]


def test_value_under_a_key_of_another_ring_names_the_key(ring: Ring, other: Ring) -> None:
    with pytest.raises(ForbearError) as refused:
        unseal(other, sealed_one(ring), PLACE)

    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("sealing.key_missing", str(PLACE))
    assert ring.primary.id in problem.en
    assert ring.primary.id in problem.zh


def test_column_says_of_each_fault_how_many(ring: Ring, other: Ring) -> None:
    keys = pl.Series([f"C{at}" for at in range(6)])
    texts = pl.Series(["张伟"] * 6)
    ours = seal_series(ring, texts, "customer.name", keys).to_list()
    theirs = seal_series(other, texts, "customer.name", keys).to_list()
    sealed = pl.Series([ours[0], theirs[1], theirs[2], b"\x01", ours[0], None], dtype=pl.Binary)

    with pytest.raises(ForbearError) as refused:
        unseal_series(ring, sealed, "customer.name", keys)

    assert codes(refused) == ["sealing.key_missing", "sealing.form", "sealing.changed"]
    assert [problem.en[0] for problem in refused.value.problems] == ["2", "1", "1"]


def test_text_with_half_a_character_is_refused(ring: Ring) -> None:
    with pytest.raises(ForbearError) as refused:
        seal(ring, "张\ud800伟", PLACE)

    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("sealing.text", "customer.name")
    assert refused.value.__context__ is None


def test_errors_hold_nothing_personal(ring: Ring, other: Ring) -> None:
    tries: list[Callable[[], object]] = [
        lambda: unseal(ring, sealed_one(ring), Place("customer.name", "C2")),
        lambda: unseal(other, sealed_one(ring), PLACE),
        lambda: seal(ring, "张伟\ud800", PLACE),
    ]
    for attempt in tries:
        with pytest.raises(ForbearError) as refused:
            attempt()
        said = " ".join(f"{p} {p.zh}" for p in refused.value.problems)
        secrets = ("张", "伟", ring.primary.sealing.hex())
        assert [secret for secret in secrets if secret in said] == []


def test_columns_of_different_length_are_refused(ring: Ring) -> None:
    keys = pl.Series(["C1", "C2"])
    with pytest.raises(ValueError, match=r"longer|shorter"):
        seal_series(ring, pl.Series(["张伟"]), "customer.name", keys)
    with pytest.raises(ValueError, match=r"longer|shorter"):
        unseal_series(ring, pl.Series([sealed_one(ring)]), "customer.name", keys)


def test_rows_not_sealed_with_the_primary_key_are_found(ring: Ring) -> None:
    rotated = ring.rotated()
    old, new = sealed_one(ring), sealed_one(rotated)
    frame = pl.DataFrame({"name": [old, None, new]}, schema={"name": pl.Binary})

    found = frame.select(key_of_column(pl.col("name"))).to_series().to_list()

    assert found == [key_of(old), None, key_of(memoryview(new))]
    assert found == [ring.primary.id, None, rotated.primary.id]
