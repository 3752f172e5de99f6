"""The key that addresses are digested under: so it is known that two are the same, and not which.

Whoever reads a plain digest of an address can find out the address by trying; nobody can who has no key.
"""

import hmac
import unicodedata
from hashlib import sha256

from gridcase.secret import NO_SECRET, Secret

DIGITS = 32
"""Of a digest, in hexadecimal."""


class AddressKey:
    """Digests addresses; a city without a key digests none."""

    def __init__(self, secret: Secret = NO_SECRET) -> None:
        self._secret = secret

    def digest(self, address: str) -> str:
        """The same for an address however it is spaced, and in whatever width or case its letters are."""
        if not (self._secret and address.strip()):
            return ""
        spelt = "".join(unicodedata.normalize("NFKC", address).casefold().split())
        return hmac.new(self._secret.reveal.encode(), spelt.encode(), sha256).hexdigest()[:DIGITS]


NO_KEY = AddressKey()
