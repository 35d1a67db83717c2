"""A passkey in plain Python: answers what the browser of somebody who has one would."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "testserver"
FLAG = AuthenticatorData.FLAG
SHE_CONFIRMED = FLAG.UP | FLAG.UV


class Passkey:
    """One credential of one device; `create` and `get` answer the options of a page."""

    def __init__(self) -> None:
        self._id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._uses = 0

    def create(self, page: str) -> str:
        public = ES256.from_cryptography_key(self._key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self._id, public)
        made = self._data(SHE_CONFIRMED | FLAG.AT, credential)
        client_data = _client_data("webauthn.create", page)
        attested = AttestationObject.create("none", made, {})
        return self._answer(clientDataJSON=client_data, attestationObject=attested)

    def get(self, page: str) -> str:
        self._uses += 1
        client_data, shown = _client_data("webauthn.get", page), self._data(SHE_CONFIRMED)
        signed = bytes(shown) + hashlib.sha256(client_data).digest()
        signature = self._key.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client_data, authenticatorData=shown, signature=signature
        )

    def _data(self, flags: Any, credential: bytes = b"") -> AuthenticatorData:
        place = hashlib.sha256(HOST.encode()).digest()
        return AuthenticatorData.create(place, flags, self._uses, credential)

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self._id)
        said = {key: websafe_encode(bytes(value)) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})


def _client_data(kind: str, page: str) -> CollectedClientData:
    found = re.search(r'<script id="options"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found, "the page asks for no passkey"
    (options,) = json.loads(found[1]).values()
    challenge = options["publicKey"]["challenge"]
    return CollectedClientData.create(kind, challenge, f"https://{HOST}")
