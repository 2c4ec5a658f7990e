import os

import pytest

from forbear.web.sealing import Key, Ring

ONE, TWO = bytes(range(32)), bytes(range(32, 64))


def test_key_id_is_a_fingerprint_of_both_secrets() -> None:
    assert Key(ONE, TWO).id == Key(ONE, TWO).id
    assert len({Key(ONE, TWO).id, Key(TWO, ONE).id, Key(ONE, TWO[::-1]).id}) == 3


def test_key_id_is_eight_hexadecimal_digits_and_heads_what_it_seals() -> None:
    key = Key(ONE, TWO)

    assert len(key.id) == 8
    assert key.head == b"\x01" + bytes.fromhex(key.id)


@pytest.mark.parametrize(
    ("sealing", "index"),
    [(ONE[:31], TWO), (ONE + b"\0", TWO), (ONE, TWO[:16]), (b"", b""), (ONE, ONE)],
)
def test_key_of_wrong_secrets_is_refused(sealing: bytes, index: bytes) -> None:
    with pytest.raises(ValueError, match="two different secrets of 32 bytes"):
        Key(sealing, index)


def test_new_key_takes_both_secrets_from_the_randomness_given() -> None:
    bytes_given = iter([ONE, TWO])

    assert Key.new(lambda length: next(bytes_given)) == Key(ONE, TWO)


def test_new_keys_differ() -> None:
    assert Key.new() != Key.new(os.urandom)


def test_repr_shows_the_id_only() -> None:
    key = Key(ONE, TWO)

    assert repr(key) == f"Key(id='{key.id}')"
    assert str(Ring((key,))) == f"Ring({key.id})"
