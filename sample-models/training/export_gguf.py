#!/usr/bin/env python3
"""Writes a trained model as GGUF, with its tokenizer, and checks the file by reading it back.

    python3 export_gguf.py --model target --name tales-target --role target --vocab tales.vocab --out DIR

DIR/models.tsv, the list of shipped models, gets or replaces the model's line: name, file, kind, role, bytes, SHA-256, summary.
"""
import argparse, hashlib, json, os
import numpy as np
import torch
import gguf
from model import Model
from vocabulary import BEGIN, END, FIRST_BYTE, MASK, UNKNOWN, read_vocabulary

NORMAL, UNKNOWN_TYPE, CONTROL, BYTE = 1, 2, 3, 6
SUBLAYERS = {"attn_q": "q", "attn_k": "k", "attn_v": "v", "attn_output": "o", "ffn_gate": "gate", "ffn_up": "up", "ffn_down": "down"}
SUMMARIES = {
    "target": "causal; tells tales and does small tasks",
    "draft": "causal, a tenth of the target's size, same vocabulary; drafts for it",
    "diffusion": "bidirectional masked diffusion; fills a canvas of masks",
    "block": "block diffusion; fills blocks of 16, and finished ones stay in an exact cache",
    "parallel": "tales-diffusion, taught to be certain of many places at once",
}


def metadata_of(c, name, vocabulary):
    causal = c["kind"] == "causal"
    types = [UNKNOWN_TYPE if i == UNKNOWN else CONTROL if i < FIRST_BYTE else BYTE if i < FIRST_BYTE + 256 else NORMAL for i in range(len(vocabulary))]
    m = {
        "general.architecture": "llama",
        "general.name": name,
        "general.license": "apache-2.0",
        "general.file_type": 1,
        "general.alignment": gguf.ALIGNMENT,
        "llama.vocab_size": c["vocab"],
        "llama.context_length": 512,
        "llama.embedding_length": c["dim"],
        "llama.block_count": c["layers"],
        "llama.feed_forward_length": c["ffn"],
        "llama.attention.head_count": c["heads"],
        "llama.attention.head_count_kv": c["kv_heads"],
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": c["dim"] // c["heads"],
        "llama.rope.freq_base": float(c["theta"]),
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": [p for p, _ in vocabulary],
        "tokenizer.ggml.scores": [s for _, s in vocabulary],
        "tokenizer.ggml.token_type": types,
        "tokenizer.ggml.bos_token_id": BEGIN,
        "tokenizer.ggml.eos_token_id": END,
        "tokenizer.ggml.unknown_token_id": UNKNOWN,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.ggml.add_space_prefix": True,
    }
    if not causal:
        m |= {"llama.attention.causal": False, "tokenizer.ggml.mask_token_id": MASK, "diffusion.shift_logits": c.get("shift", False)}
    if c["kind"] == "block-diffusion":
        m["llama.attention.block_length"] = c["block"]
    return m


def tensors_of(model):
    half, full = (lambda p: p.detach().numpy().astype(np.float16)), (lambda p: p.detach().numpy().astype(np.float32))
    t = {"token_embd.weight": half(model.embed.weight), "output_norm.weight": full(model.norm.weight)}
    for i, b in enumerate(model.blocks):
        t[f"blk.{i}.attn_norm.weight"] = full(b.attn_norm.weight)
        t[f"blk.{i}.ffn_norm.weight"] = full(b.ffn_norm.weight)
        for name, ours in SUBLAYERS.items():
            t[f"blk.{i}.{name}.weight"] = half(getattr(b, ours).weight)
    return t


def logits_from_file(path, ids):
    """The model once more in numpy, from nothing but the file: what a reader of the file must compute."""
    m, t = gguf.read(path)
    heads, kv, d = (m["llama." + k] for k in ("attention.head_count", "attention.head_count_kv", "rope.dimension_count"))
    t = {k: v.astype(np.float32) for k, v in t.items()}
    n = len(ids)
    angle = np.arange(n)[:, None] * m["llama.rope.freq_base"] ** (-np.arange(0, d, 2) / d)
    norm = lambda x, w: w * x / np.sqrt((x * x).mean(-1, keepdims=True) + m["llama.attention.layer_norm_rms_epsilon"])

    def rotate(x):
        y, cos, sin = np.empty_like(x), np.cos(angle)[:, None], np.sin(angle)[:, None]
        y[..., 0::2] = x[..., 0::2] * cos - x[..., 1::2] * sin
        y[..., 1::2] = x[..., 0::2] * sin + x[..., 1::2] * cos
        return y

    block = 1 if m.get("llama.attention.causal", True) else m.get("llama.attention.block_length", 0) or n
    hide = np.where(np.arange(n)[None] // block > np.arange(n)[:, None] // block, -np.inf, 0.0)
    x = t["token_embd.weight"][ids]
    for i in range(m["llama.block_count"]):
        w = lambda s: t[f"blk.{i}.{s}.weight"]
        h = norm(x, w("attn_norm"))
        q, k = rotate((h @ w("attn_q").T).reshape(n, heads, d)), rotate((h @ w("attn_k").T).reshape(n, kv, d))
        v, y = (h @ w("attn_v").T).reshape(n, kv, d), np.empty((n, heads, d), np.float32)
        for j in range(heads):
            g = j * kv // heads
            a = q[:, j] @ k[:, g].T / np.sqrt(d) + hide
            a = np.exp(a - a.max(-1, keepdims=True))
            y[:, j] = a / a.sum(-1, keepdims=True) @ v[:, g]
        x = x + y.reshape(n, -1) @ w("attn_output").T
        h = norm(x, w("ffn_norm"))
        gate = h @ w("ffn_gate").T
        x = x + (gate / (1 + np.exp(-gate)) * (h @ w("ffn_up").T)) @ w("ffn_down").T
    return norm(x, t["output_norm.weight"]) @ t["token_embd.weight"].T


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for n in ("model", "name", "role", "vocab", "out"):
        p.add_argument("--" + n, required=True)
    a = p.parse_args()
    with open(a.model + ".json") as f:
        c = json.load(f)
    model = Model(c).eval()
    model.load_state_dict(torch.load(a.model + ".pt"))
    file = a.name + ".gguf"
    path = os.path.join(a.out, file)
    gguf.write(path, metadata_of(c, a.name, read_vocabulary(a.vocab)), tensors_of(model))

    ids = np.random.default_rng(0).integers(FIRST_BYTE + 256, c["vocab"], 40)
    ids[0] = BEGIN
    with torch.no_grad():
        expected = model(torch.from_numpy(ids)[None])[0].numpy()
    far = np.abs(logits_from_file(path, ids) - expected).max()
    assert far < 0.1, far
    print(f"{file}: logits differ from PyTorch's by at most {far:.4f} (16-bit rounding)")

    with open(path, "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    index, lines = os.path.join(a.out, "models.tsv"), {}
    if os.path.exists(index):
        with open(index) as f:
            lines = {line.split("\t")[0]: line.rstrip("\n") for line in f}
    lines[a.name] = "\t".join([a.name, file, c["kind"], a.role, str(os.path.getsize(path)), digest, SUMMARIES[a.role]])
    order = [*SUMMARIES, "oracle"]
    with open(index, "w") as f:
        f.writelines(lines[n] + "\n" for n in sorted(lines, key=lambda n: order.index(lines[n].split("\t")[3])))


if __name__ == "__main__":
    main()
