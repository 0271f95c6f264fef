#!/usr/bin/env python3
"""Writes list-oracle: a vocabulary and no weights. The engine counts the answers of list tasks for it, so there is nothing to train.

    python3 oracle.py --out DIR

DIR/models.tsv gets or replaces its line, as from export_gguf.py.
"""
import argparse, hashlib, os, string
import numpy as np
import gguf

NAME = "list-oracle"
SUMMARY = "perfect model of list tasks, by exact counting; for demonstrations"
NORMAL, UNKNOWN, CONTROL = 1, 2, 3
SPACE = "\u2581"
TASKS = ["copy", "reverse", "sort", "replace-index", "replace-random", "insert-random", "remove-random", "shuffle", "latin-square"]


def vocabulary():
    words = [":", "=", *TASKS, *string.ascii_lowercase, *string.digits[1:]]
    return ["<unk>", "<s>", "</s>", "<mask>", ":", "=", *(SPACE + w for w in words)]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    a = p.parse_args()
    pieces = vocabulary()
    path = os.path.join(a.out, NAME + ".gguf")
    gguf.write(path, {
        "general.architecture": NAME,
        "general.name": NAME,
        "general.license": "apache-2.0",
        "general.alignment": gguf.ALIGNMENT,
        # A shape, because every file has one; the engine runs no layer of it.
        NAME + ".context_length": 256,
        NAME + ".embedding_length": 1,
        NAME + ".block_count": 1,
        NAME + ".feed_forward_length": 1,
        NAME + ".attention.head_count": 1,
        NAME + ".rope.dimension_count": 0,
        NAME + ".attention.causal": False,
        "tokenizer.ggml.model": "t5",
        "tokenizer.ggml.tokens": pieces,
        "tokenizer.ggml.scores": [0.0 if i < 4 else -1.0 for i in range(len(pieces))],
        "tokenizer.ggml.token_type": [UNKNOWN if i == 0 else CONTROL if i < 4 else NORMAL for i in range(len(pieces))],
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.mask_token_id": 3,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.ggml.add_space_prefix": True,
        "tokenizer.ggml.remove_extra_whitespaces": True,
        "diffusion.shift_logits": False,
    }, {"token_embd.weight": np.zeros((len(pieces), 1), np.float32)})
    content = open(path, "rb").read()
    index = os.path.join(a.out, "models.tsv")
    lines = [l for l in open(index).read().splitlines() if not l.startswith(NAME + "\t")] if os.path.exists(index) else []
    lines.append("\t".join([NAME, NAME + ".gguf", "masked-diffusion", "oracle", str(len(content)), hashlib.sha256(content).hexdigest(), SUMMARY]))
    open(index, "w").write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
