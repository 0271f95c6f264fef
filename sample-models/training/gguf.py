"""Reads and writes GGUF version 3, as much of it as the sample models need."""
import struct
import numpy as np

ALIGNMENT = 32
U32, I32, F32, BOOL, STRING, ARRAY, U64 = 4, 5, 6, 7, 8, 9, 10
GGML_F32, GGML_F16 = 0, 1


def _string(s):
    b = s.encode("utf-8")
    return struct.pack("<Q", len(b)) + b


def _value(v):
    """(type, bytes) of a value; Python's types say which: bool, int (32 bit), float, str, or a list of one of them."""
    if isinstance(v, bool):
        return BOOL, struct.pack("<?", v)
    if isinstance(v, int):
        return U32, struct.pack("<I", v)
    if isinstance(v, float):
        return F32, struct.pack("<f", v)
    if isinstance(v, str):
        return STRING, _string(v)
    kind, pack = {int: (I32, lambda x: struct.pack("<i", x)), float: (F32, lambda x: struct.pack("<f", x)), str: (STRING, _string)}[type(v[0])]
    return ARRAY, struct.pack("<IQ", kind, len(v)) + b"".join(pack(x) for x in v)


def write(path, metadata, tensors):
    """metadata: name -> value; tensors: name -> numpy array, float16 or float32, in the order rows first."""
    out, offset, data = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata))), 0, []
    for name, v in metadata.items():
        kind, packed = _value(v)
        out += _string(name) + struct.pack("<I", kind) + packed
    for name, a in tensors.items():
        shape = a.shape[::-1]
        out += _string(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape)
        out += struct.pack("<IQ", GGML_F16 if a.dtype == np.float16 else GGML_F32, offset)
        b = np.ascontiguousarray(a).tobytes()
        b += bytes(-len(b) % ALIGNMENT)
        data.append(b)
        offset += len(b)
    out += bytes(-len(out) % ALIGNMENT)
    with open(path, "wb") as f:
        f.write(out)
        f.writelines(data)


def read(path):
    """(metadata, tensors) of a file that `write` made."""
    raw, at = open(path, "rb").read(), 0

    def take(format):
        nonlocal at
        v = struct.unpack_from("<" + format, raw, at)
        at += struct.calcsize("<" + format)
        return v if len(v) > 1 else v[0]

    def string():
        nonlocal at
        n = take("Q")
        at += n
        return raw[at - n:at].decode("utf-8")

    def value(kind):
        if kind == ARRAY:
            inner, n = take("IQ")
            return [value(inner) for _ in range(n)]
        return string() if kind == STRING else take({U32: "I", I32: "i", F32: "f", BOOL: "?", U64: "Q"}[kind])

    assert raw[:4] == b"GGUF"
    at = 4
    version, tensor_count, metadata_count = take("IQQ")
    assert version == 3
    metadata = {}
    for _ in range(metadata_count):
        name = string()
        metadata[name] = value(take("I"))
    infos = []
    for _ in range(tensor_count):
        name, dims = string(), take("I")
        shape = [take("Q") for _ in range(dims)]
        infos.append((name, shape[::-1], *take("IQ")))
    start = (at + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT
    return metadata, {name: np.frombuffer(raw, np.float16 if kind == GGML_F16 else np.float32, int(np.prod(shape)), start + offset).reshape(shape)
                      for name, shape, kind, offset in infos}
