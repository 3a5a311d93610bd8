"""Whether a sync file is its sender's: `python signature_by_hand.py FILE PUBLIC_KEY_IN_HEX > AGE_FILE`.

Written from the table of the format alone: of Wira nothing is used, only the library `cryptography`.
"""

import hashlib
import json
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

with open(sys.argv[1], "rb") as file:
    magic, version, type_len, header_len = struct.unpack("<8sHHI", file.read(16))
    kind, header, key_id, signature, body = map(file.read, (type_len, header_len, 32, 64, -1))
public = bytes.fromhex(sys.argv[2])
assert (magic.hex(), version) == ("89444b530d0a1a0a", 1), "not a sync file of version 1"
assert key_id == hashlib.sha256(public).digest(), "another sender's key"
message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(header), header)
Ed25519PublicKey.from_public_bytes(public).verify(signature, message)  # raises where it does not fit
said = json.loads(header)
assert said["body_len"] == len(body), "a body of another length"
assert said["body_sha256"] == hashlib.sha256(body).hexdigest(), "another body"
sys.stdout.buffer.write(body)
