"""Colour profiles for tests, as small as they can be."""

import struct

D50 = (0.9642, 1.0, 0.8249)
P3 = ((0.515102, 0.241182, -0.001050), (0.291965, 0.692236, 0.041882), (0.157153, 0.066582, 0.784378))
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _profile(space: bytes, pcs: bytes, tags: dict[bytes, bytes], kind: bytes = b"mntr") -> bytes:
    padded = {name: data + b"\0" * (-len(data) % 4) for name, data in tags.items()}
    table, at = struct.pack(">I", len(tags)), 128 + 4 + 12 * len(tags)
    for name, data in padded.items():
        table += name + struct.pack(">II", at, len(tags[name]))
        at += len(data)
    head = struct.pack(">I4sI4s4s4s", at, b"lcms", 0x04200000, kind, space, pcs)
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + _fixed(*D50)
    return head.ljust(128, b"\0") + table + b"".join(padded.values())


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _curve(*numbers: float) -> bytes:
    return b"para\0\0\0\0" + struct.pack(">HH", 3 if len(numbers) > 1 else 0, 0) + _fixed(*numbers)


def rgb(primaries: tuple[tuple[float, ...], ...] = P3) -> bytes:
    """A screen's profile; of Display P3 unless told otherwise."""
    tags = {name: _xyz(*primary) for name, primary in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(*SRGB_CURVE))
    return _profile(b"RGB ", b"XYZ ", {b"wtpt": _xyz(*D50)} | tags)


def grey(gamma: float) -> bytes:
    return _profile(b"GRAY", b"XYZ ", {b"wtpt": _xyz(*D50), b"kTRC": _curve(gamma)})


def cmyk() -> bytes:
    """Of inks that make each colour half as light, whichever they are."""
    identity = bytes(range(256))
    lut = b"mft1\0\0\0\0" + struct.pack(">BBBB", 4, 3, 2, 0) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1) + identity * 4
    for corner in range(16):
        lut += bytes([255 >> corner.bit_count(), 128, 128])
    return _profile(b"CMYK", b"Lab ", {b"wtpt": _xyz(*D50), b"A2B0": lut + identity * 3}, b"prtr")
