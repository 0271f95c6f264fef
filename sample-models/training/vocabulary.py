#!/usr/bin/env python3
"""Makes the vocabulary with spm_train, and turns a corpus of tales into token ids.

    python3 vocabulary.py learn --corpus train.txt --out tales
    python3 vocabulary.py encode --corpus train.txt --vocab tales.vocab --out train

Documents are separated by blank lines. `encode` writes OUT.u16 (every document as <s> ... </s>, little-endian ids).
"""
import argparse, re, subprocess, tempfile
import numpy as np

UNKNOWN, BEGIN, END, MASK, FIRST_BYTE = 0, 1, 2, 3, 4
SPACE = "\u2581"


def documents(path):
    with open(path, encoding="utf-8") as f:
        return [d for d in f.read().split("\n\n") if d.strip()]


def learn(corpus, out, size):
    # The trainer sees single lines. Only a document's first line is preceded by a space (the prefix that the tokenizer
    # adds); the words that start a later line are learned without one, as they will be met after a newline byte.
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as f:
        for d in documents(corpus):
            first, *rest = d.split("\n")
            f.write("\n".join([" " + first, *rest]) + "\n")
        # People type characters that no tale has; each becomes a piece instead of bytes.
        f.write(" " + " ".join("0123456789;:()/&+=%#@*_<>[]") + "\n")
        f.flush()
        subprocess.run(["spm_train", f"--input={f.name}", f"--model_prefix={out}", "--model_type=bpe", f"--vocab_size={size}",
                        "--byte_fallback=true", "--split_digits=true", "--add_dummy_prefix=false", "--remove_extra_whitespaces=false",
                        "--normalization_rule_name=identity", "--character_coverage=1.0", "--control_symbols=<mask>",
                        "--unk_id=0", "--bos_id=1", "--eos_id=2", "--pad_id=-1", "--num_threads=1", "--minloglevel=1"], check=True, stderr=subprocess.DEVNULL)


def read_vocabulary(path):
    """[(piece, score)] in id order, from the .vocab file that spm_train leaves."""
    with open(path, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f]
    return [(piece, float(score)) for piece, score in rows]


class Encoder:
    """SentencePiece's BPE with byte fallback. Pieces never span two words, so each word is merged once and remembered."""

    def __init__(self, vocabulary):
        self.pieces = [p for p, _ in vocabulary]
        self.rank = {p: (-s, i) for i, (p, s) in enumerate(vocabulary) if i >= FIRST_BYTE + 256}
        self.known = {}

    def encode(self, text):
        ids = []
        for word in re.findall(SPACE + f"?[^{SPACE}\n]+|\n|{SPACE}", SPACE + text.replace(" ", SPACE)):
            if word not in self.known:
                self.known[word] = self.merge(list(word))
            ids += self.known[word]
        return ids

    def merge(self, parts):
        while True:
            best = min(((self.rank[a + b], i) for i, (a, b) in enumerate(zip(parts, parts[1:])) if a + b in self.rank), default=None)
            if best is None:
                break
            i = best[1]
            parts[i:i + 2] = [parts[i] + parts[i + 1]]
        ids = []
        for p in parts:
            ids += [self.rank[p][1]] if p in self.rank else [FIRST_BYTE + b for b in p.encode()]
        return ids

    def decode(self, ids):
        out = bytearray()
        for i in ids:
            if FIRST_BYTE <= i < FIRST_BYTE + 256:
                out.append(i - FIRST_BYTE)
            elif i >= FIRST_BYTE:
                out += self.pieces[i].replace(SPACE, " ").encode()
        text = out.decode("utf-8", "replace")
        return text[1:] if text.startswith(" ") else text


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("verb", choices=["learn", "encode"])
    p.add_argument("--corpus", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--vocab")
    p.add_argument("--size", type=int, default=2048)
    a = p.parse_args()
    if a.verb == "learn":
        learn(a.corpus, a.out, a.size)
        return
    encoder, ids = Encoder(read_vocabulary(a.vocab)), []
    docs = documents(a.corpus)
    for d in docs:
        ids += [BEGIN, *encoder.encode(d), END]
    np.array(ids, dtype=np.uint16).tofile(a.out + ".u16")
    print(f"{len(docs)} documents, {len(ids)} tokens, {sum(map(len, docs)) / len(ids):.2f} characters a token")


if __name__ == "__main__":
    main()
