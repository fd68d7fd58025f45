"""The one way a snapshot is written down and sealed, so that a changed one shows."""

from __future__ import annotations

import hashlib
import json


def canonical(document: object) -> str:
    """Return a JSON document as the one text it has: keys in order, no spaces, every sign in ASCII."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(body: str) -> str:
    """Return the SHA-256 of a snapshot's body, in hexadecimal: what a closed sprint's report prints."""
    return hashlib.sha256(body.encode()).hexdigest()
