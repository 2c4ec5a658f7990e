"""A passkey in software, as a phone or a plugged-in key would answer a browser."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

ORIGIN = "https://testserver"
#: User present, user verified; with a credential attached.
SEEN, ATTACHED = 0b101, 0b1000000


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    """One key pair for one site."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(b"one passkey").digest()
        self.count = 0
        self.user = ""

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _seen(self, flags: int) -> bytes:
        self.count += 1
        site = hashlib.sha256(b"testserver").digest()
        return site + bytes([flags]) + self.count.to_bytes(4, "big")

    def _told(self, **response: Any) -> dict[str, Any]:
        return {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }

    def made(self, options: Any) -> dict[str, Any]:
        """The answer to ``navigator.credentials.create``."""
        told = options["publicKey"]
        self.user = told["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attached = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        whole = {"fmt": "none", "attStmt": {}, "authData": self._seen(SEEN | ATTACHED) + attached}
        client = self._client("webauthn.create", told["challenge"])
        return self._told(clientDataJSON=b64(client), attestationObject=b64(cbor.encode(whole)))

    def signed(self, options: Any) -> dict[str, Any]:
        """The answer to ``navigator.credentials.get``."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        seen = self._seen(SEEN)
        signature = self.key.sign(seen + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told(
            clientDataJSON=b64(client),
            authenticatorData=b64(seen),
            signature=b64(signature),
            userHandle=self.user,
        )
