"""What CRFsuite trains, as a field: its model files hold features by name, and weights one by one."""

from __future__ import annotations

import struct

import numpy as np

from kg.errors import TableError
from kg.tables.fields import Field

__all__ = ["field_of"]

# The file format of CRFsuite 0.12 (lib/crf/src/crf1d_model.c): a header, the weights, and two constant databases of names.
_HEADER = struct.Struct("<4sI4s9I")  # magic, size, type, version, features, labels, attributes, then where each part begins
_WEIGHTS = struct.Struct("<4s2I")  # chunk, size, how many
_WEIGHT = np.dtype([("kind", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
_OF_ATTRIBUTE, _OF_TRANSITION = 0, 1  # kinds of weights
_NAMES = struct.Struct("<4s5I")  # chunk, size, flags, byte order, how many, where the places of the names stand
_NAME = struct.Struct("<2I")  # number, size with the closing zero; then the name


def field_of(model: bytes) -> Field:
    """The field of a model file; raises TableError where the bytes are none of CRFsuite's."""
    try:
        return _field(model)
    except (struct.error, ValueError, IndexError) as error:
        raise TableError(f"a model of {len(model)} bytes is no CRF of CRFsuite: {error}; train it with make model") from error


def _field(model: bytes) -> Field:
    magic, _, kind, _, _, labels, attributes, weights_at, labels_at, attributes_at, _, _ = _HEADER.unpack_from(model)
    if (magic, kind) != (b"lCRF", b"FOMC"):
        raise ValueError(f"it begins with {magic + kind!r}")
    count = _WEIGHTS.unpack_from(model, weights_at)[2]
    found = np.frombuffer(model, _WEIGHT, count, weights_at + _WEIGHTS.size)
    weights, transitions = np.zeros((attributes, labels)), np.zeros((labels, labels))
    for kind_, table in ((_OF_ATTRIBUTE, weights), (_OF_TRANSITION, transitions)):
        of_kind = found[found["kind"] == kind_]
        table[of_kind["source"], of_kind["label"]] = of_kind["weight"]
    return Field.of(_names(model, labels_at, labels), _names(model, attributes_at, attributes), weights, transitions)


def _names(model: bytes, start: int, count: int) -> list[str]:
    """The names of a constant database, by their number."""
    chunk, _, _, _, held, places_at = _NAMES.unpack_from(model, start)
    if chunk != b"CQDB" or held < count:
        raise ValueError(f"no database of {count} names at {start}")
    places = np.frombuffer(model, "<u4", count, start + places_at).astype(np.int64) + start
    sizes = (_NAME.unpack_from(model, place)[1] for place in places.tolist())
    first = _NAME.size
    return [model[at + first : at + first + size - 1].decode() for at, size in zip(places.tolist(), sizes, strict=True)]
