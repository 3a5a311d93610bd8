"""Signing a paper with a person's own key: a PKCS#12 file or a card, one stamp, several signers in order.

`holders` turns a file or a card into a key that may sign, `signer` puts a signature on bytes, `returned`
judges what comes back from a service that signs elsewhere. No database and no clock: all is given.
"""

from typing import Final, Literal

Role = Literal["pejabat", "pendamping"]
"""As what somebody signs: the official first, the mentor last."""
ROLES: Final[tuple[Role, ...]] = ("pejabat", "pendamping")
