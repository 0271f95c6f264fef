#!/usr/bin/env python3
"""Trains a sample model on token files made by vocabulary.py, within a time budget; SIGTERM stops it, --resume goes on.

    python3 train.py --tokens train.u16 --valid valid.u16 --minutes 60 --out target
    python3 train.py --tokens train.u16 --valid valid.u16 --kind masked-diffusion --init target.pt --minutes 60 --out diffusion
    python3 train.py --tokens train.u16 --valid valid.u16 --kind block-diffusion --block 16 --shift --init target.pt --minutes 60 --out block
    python3 train.py --tokens own.u16 --valid own-valid.u16 --kind masked-diffusion --shift --certain 2 --block 32 --init diffusion.pt --minutes 25 --out parallel
"""
import argparse, json, math, os, signal, time
import numpy as np
import torch
import torch.nn.functional as F
import gguf
from export_gguf import SUBLAYERS
from model import Model

BEGIN, END, MASK = 1, 2, 3
OWN_PROMPT = 12  # tokens that a model is given to write its own texts from
SHAPE = [("vocab", 2048), ("dim", 256), ("layers", 8), ("heads", 8), ("kv_heads", 4), ("ffn", 512)]


def split(path):
    """The documents of a token file, each from <s> to </s>."""
    data = np.fromfile(path, dtype=np.uint16).astype(np.int64)
    return np.split(data, np.flatnonzero(data == BEGIN)[1:])


def rows_of(docs, length):
    """Documents as rows of one length: cut, or filled with </s>. Diffusion learns to end from the fill, and a causal
    model ignores it (see loss_of)."""
    out = np.full((len(docs), length), END, dtype=np.int64)
    for row, d in zip(out, docs):
        row[:min(length, len(d))] = d[:length]
    return torch.from_numpy(out)


def batches(docs, c, rng):
    """Batches of about `budget` tokens. Documents of like length go together, one a row, from position 0; short ones of a
    causal model are first strung together, so that a row is worth its attention. `long_share` of the batches teach
    the far positions: rows of `long_length` with documents end to end or, for diffusion, of one document and much fill."""
    causal = c.kind == "causal"
    while c.certain > 0:
        yield rows_of([docs[i] for i in rng.integers(0, len(docs), max(1, c.budget // len(docs[0])))], len(docs[0]))
    while True:
        pool = [echoed(docs[i], rng) if rng.random() < c.echo_share else docs[i] for i in rng.integers(0, len(docs), 512)]
        if causal:
            strung = []
            for d in pool:
                if strung and len(strung[-1]) + len(d) <= min(150, c.length):
                    strung[-1] = np.concatenate([strung[-1], d])
                else:
                    strung.append(d)
            pool = strung
        pool.sort(key=len)
        made, at = [], 0
        while at < len(pool):
            extra = 0 if causal or rng.random() < 0.5 else int(rng.integers(0, 64))
            n = 1
            while at + n < len(pool) and n * (min(c.length, len(pool[at + n]) + extra)) < c.budget:
                n += 1
            group = pool[at:at + n]
            made.append(rows_of(group, min(c.length, len(group[-1]) + extra)))
            at += n
        rng.shuffle(made)
        for x in made:
            if rng.random() < c.long_share:
                x = far_rows(docs, c, rng)
            yield x


def echoed(doc, rng):
    """The document's beginning, twice. All of the second can be copied from the first, which rewards looking back; from
    tales alone, where only names and objects come back, small models learn that late."""
    start = doc[:int(rng.integers(24, 90))]
    return np.concatenate([start, start])


def far_rows(docs, c, rng):
    pick = lambda n: [docs[i] for i in rng.integers(0, len(docs), n)]
    if c.kind == "causal":
        rows = max(1, c.budget // c.long_length)
        return rows_of([np.concatenate(pick(8)) for _ in range(rows)], c.long_length)
    length = int(rng.integers(c.length, c.long_length + 1))
    return rows_of(pick(max(1, c.budget // length)), length)


def loss_of(model, x, c, rng, drop=0.0):
    """(loss, tokens that count)."""
    if c.kind == "causal":
        target = x[:, 1:].clone()
        # Of the fill only the first </s>, the document's own, is a target.
        target[(target == END) & (x[:, :-1] == END)] = -1
        keep = (target >= 0).flatten()
        h = model.hidden(x[:, :-1], drop).flatten(0, 1)[keep]
        each = F.cross_entropy(model.logits(h), target.flatten()[keep], reduction="none")
        if model.training and c.recall > 0:
            weight = 1 + c.recall * said_before(x, c.rare).flatten()[keep]
            return (each * weight).sum() / weight.sum(), int(keep.sum())
        return each.mean(), int(keep.sum())
    if c.certain > 0:
        return certain_loss(model, x, c, rng)
    if c.kind == "block-diffusion":
        return block_loss(model, x, c.block, rng)
    # Masked diffusion (LLaDA): a masking rate t per row, spread evenly over the batch; each token is masked with
    # probability t; cross entropy on masked tokens weighted by 1/t (a least t keeps single tokens from ruling a batch). Half of the rows keep a clean prefix, as a prompt.
    B, T = x.shape
    t = torch.from_numpy((rng.permutation(B) + rng.random(B)) / B).float().clamp(c.least_mask)[:, None]
    hide = torch.from_numpy(rng.random((B, T))).float() < t
    prefix = torch.from_numpy(np.where(rng.random(B) < 0.5, rng.integers(0, max(1, T * 3 // 4), B), 1))[:, None]
    free = torch.arange(T)[None] >= prefix
    hide &= free
    at = hide.flatten()
    h = model.hidden(torch.where(hide, torch.full_like(x, MASK), x), drop)
    # Shifted, as a causal model's logits are: what stands at i - 1 predicts i. A model that began causal keeps what it knew.
    h = (h.roll(1, 1) if c.shift else h).flatten(0, 1)[at]
    logits = model.logits(h)
    logits[:, MASK] = float("-inf")
    each = F.cross_entropy(logits, x.flatten()[at], reduction="none")
    return (each / t.expand(B, T).flatten()[at]).sum() / free.sum(), int(free.sum())


def block_loss(model, x, block, rng):
    """(loss, tokens that count) of block diffusion with complementary masks (Fast-dLLM v2): what one view masks the other
    shows, so every token is predicted once; plain cross entropy, no weight by masking rate. Each block draws its own
    masking rate; half of the blocks are instead cut in two, as a prompt and a decoder that goes from left to right
    leave them. Logits are shifted. A block's first token is predicted by the clean end of the block before, which
    is what stands there when it is decoded."""
    x = F.pad(x, (0, -x.shape[1] % block), value=END)
    R, T = x.shape
    rate = np.repeat(rng.random((R, T // block)), block, 1)
    cut = np.tile(np.arange(block) / block, T // block)[None] >= rate
    whole = np.repeat(rng.random((R, T // block)) < 0.5, block, 1)
    hide = torch.from_numpy(np.where(whole, rng.random((R, T)) < rate, cut))
    # The last block is taught to its end; blocks of nothing but fill are not.
    ended = torch.cat([torch.zeros(R, 1, dtype=torch.bool), (x == END).cumsum(1)[:, :-1] > 0], 1)
    told = ~ended[:, torch.arange(T) // block * block]
    told[:, 0] = False
    first = torch.arange(T) % block == 0
    masked = torch.cat([hide & told, ~hide & told])
    both = torch.cat([x, x])
    h = model.hidden_views(both.masked_fill(masked, MASK), x).roll(1, 1)
    h = torch.where(first[None, :, None], h[2 * R:].repeat(2, 1, 1), h[:2 * R])
    logits = model.logits(h[masked])
    logits[:, MASK] = float("-inf")
    return F.cross_entropy(logits, both[masked]), int(masked.sum())


def certain_loss(model, x, c, rng):
    """(loss, tokens that count) of certainty-forcing self-distillation (dParallel) on a model's own texts. In one block of
    each row half of the tokens are masked, and once more the other half; what is before is clean, what is behind is masked.
    Besides the cross entropy, the entropy of the law at temperature 0.5 is brought down where its first choice is right."""
    R, T = x.shape
    start = torch.from_numpy(OWN_PROMPT + c.block * rng.integers(0, (T - OWN_PROMPT) // c.block, (R, 1)))
    at = torch.arange(T)[None]
    inside, behind = (at >= start) & (at < start + c.block), at >= start + c.block
    coin = torch.from_numpy(rng.random((R, T)) < 0.5)
    loss, count = 0.0, 0
    for hide in (inside & coin, inside & ~coin):
        h = model.hidden(x.masked_fill(hide | behind, MASK))
        logits = model.logits((h.roll(1, 1) if c.shift else h)[hide])
        logits = logits.index_fill(1, torch.tensor([MASK]), -1e9)
        law = F.log_softmax(logits / 0.5, -1)
        entropy = -(law.exp() * law).sum(-1)
        right = logits.argmax(-1) == x[hide]
        loss = loss + F.cross_entropy(logits, x[hide]) + c.certain * entropy[right].sum() / max(1, int(right.sum()))
        count += int(hide.sum())
    return loss, count


def rare_tokens(path, vocab):
    """(vocab) true for tokens that make up less than 0.2 % of a corpus each: names, things, colours, places."""
    counts = np.bincount(np.fromfile(path, dtype=np.uint16), minlength=vocab)
    return torch.from_numpy(counts < 0.002 * counts.sum())


def said_before(x, rare):
    """1 where the next token is a rare one that this row has held before: a name, a thing or a place that comes back."""
    again = (x[:, 1:, None] == x[:, None, :]).tril(-1)[:, :, :x.shape[1]].any(-1)
    return (again & rare[x[:, 1:]]).float()


def weights_of(path):
    """The weights of a checkpoint, or of a shipped GGUF file, so that training can go on from what others already have."""
    if not path.endswith(".gguf"):
        return torch.load(path)
    _, tensors = gguf.read(path)
    ours = {"token_embd": "embed", "output_norm": "norm"}
    state = {}
    for name, values in tensors.items():
        parts = name.split(".")
        key = ours[parts[0]] if parts[0] != "blk" else f"blocks.{parts[1]}.{SUBLAYERS.get(parts[2], parts[2])}"
        state[key + ".weight"] = torch.from_numpy(values.astype(np.float32))
    return state


class Muon(torch.optim.Optimizer):
    """Steps along the orthogonalised momentum of each matrix: Muon (Keller Jordan and others, 2024), five Newton-Schulz
    rounds. Matrices of one shape go through together. The factor 0.2 sqrt(longer side) gives a step the size that AdamW's
    has (Liu and others, 2025, arXiv 2502.16982), so both share one learning rate."""

    def __init__(self, params, lr, momentum=0.95, weight_decay=0.1):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for g in self.param_groups:
            shapes = {}
            for p in g["params"]:
                if p.grad is not None:
                    shapes.setdefault(p.shape, []).append(p)
            for ps in shapes.values():
                for p in ps:
                    s = self.state[p]
                    if "buf" not in s:
                        s["buf"] = torch.zeros_like(p)
                    s["buf"].lerp_(p.grad, 1 - g["momentum"])
                x = torch.stack([p.grad.lerp(self.state[p]["buf"], g["momentum"]) for p in ps])
                tall = x.shape[1] > x.shape[2]
                x = x.transpose(1, 2).contiguous() if tall else x
                x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
                for _ in range(5):
                    a = torch.bmm(x, x.transpose(1, 2))
                    x = 3.4445 * x + torch.bmm(-4.775 * a + 2.0315 * torch.bmm(a, a), x)
                x = x.transpose(1, 2) if tall else x
                for p, u in zip(ps, x):
                    p.mul_(1 - g["lr"] * g["weight_decay"]).add_(u, alpha=-g["lr"] * 0.2 * max(p.shape) ** 0.5)


def evaluate(model, checks, c):
    model.eval()
    with torch.no_grad():
        pairs = [loss_of(model, x, c, np.random.default_rng(i)) for i, x in enumerate(checks)]
    model.train()
    return sum(l.item() * n for l, n in pairs) / sum(n for _, n in pairs)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for n, d in SHAPE:
        p.add_argument("--" + n.replace("_", "-"), type=int, default=d)
    for n, k, d in [("tokens", str, None), ("valid", str, None), ("out", str, None), ("kind", str, "causal"), ("theta", float, 10000.0),
                    ("length", int, 256), ("budget", int, 2048), ("long_share", float, 0.1), ("long_length", int, 512), ("lr", float, 2e-3),
                    ("drop", float, 0.15), ("minutes", float, 60), ("warmup", int, 100), ("seed", int, 1), ("threads", int, 1),
                    ("save_minutes", float, 4), ("least_mask", float, 0.05), ("echo_share", float, 0.0), ("short_length", int, 80), ("short_share", float, 0.0), ("init", str, None), ("recall", float, 0.0), ("recall_share", float, 0.7)]:
        p.add_argument("--" + n.replace("_", "-"), type=k, default=d)
    p.add_argument("--block", type=int, default=0, help="block diffusion and --certain: positions a block")
    p.add_argument("--certain", type=float, default=0.0, help="weight of the entropy where the model is right, on its own texts")
    p.add_argument("--resume", action="store_true", help="go on from OUT.state where it is there (not with --muon)")
    p.add_argument("--shift", action="store_true", help="masked diffusion: the logits at a position are for the next one")
    p.add_argument("--muon", action="store_true", help="matrices inside the layers step by Muon, all else by AdamW")
    c = p.parse_args()
    torch.set_num_threads(c.threads)
    torch.manual_seed(c.seed)
    rng = np.random.default_rng(c.seed)
    model = Model({k: getattr(c, k) for k, _ in SHAPE} | {"theta": c.theta, "kind": c.kind, "block": c.block})
    decay = [q for q in model.parameters() if q.dim() > 1]
    opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.1}, {"params": [q for q in model.parameters() if q.dim() < 2], "weight_decay": 0.0}],
                            lr=c.lr, betas=(0.9, 0.95))
    opts = [opt]
    if c.muon:
        inner = [q for n, q in model.named_parameters() if q.dim() > 1 and "embed" not in n]
        rest = [q for n, q in model.named_parameters() if not (q.dim() > 1 and "embed" not in n)]
        opts = [torch.optim.AdamW(rest, lr=c.lr, betas=(0.9, 0.95), weight_decay=0.0), Muon(inner, lr=c.lr)]
        opt = opts[0]
    step = seen = 0
    spent, curve = 0.0, []
    if c.init:
        model.load_state_dict(weights_of(c.init))
    if c.resume and os.path.exists(c.out + ".state"):
        s = torch.load(c.out + ".state")
        model.load_state_dict(s["model"]), opt.load_state_dict(s["opt"])
        step, seen, spent, curve = s["step"], s["seen"], s["spent"], s["curve"]
        rng = np.random.default_rng([c.seed, step])
    c.rare, full_recall = rare_tokens(c.tokens, c.vocab), c.recall
    docs, valid = split(c.tokens), batches(split(c.valid), argparse.Namespace(**{**vars(c), "long_share": 0.0, "echo_share": 0.0}), np.random.default_rng(0))
    checks = [next(valid) for _ in range(24)]
    train = batches(docs, c, rng)
    print("parameters", sum(q.numel() for q in model.parameters()), "documents", len(docs), flush=True)

    def save(last):
        torch.save(model.state_dict(), c.out + ".part")
        os.replace(c.out + ".part", c.out + ".pt")
        if not last:
            torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "step": step, "seen": seen, "spent": spent, "curve": curve}, c.out + ".state")
        with open(c.out + ".json", "w") as f:
            json.dump({**{k: v for k, v in vars(c).items() if k != "rare"}, "length": full[0], "long_share": full[1], "steps": step, "tokens_seen": seen, "minutes_spent": round(spent / 60, 1), "curve": curve}, f, indent=1)

    stop, full = [], (c.length, c.long_share)
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    now, saved, smooth = time.time(), spent, None
    while spent < c.minutes * 60:
        if stop:
            save(False)
            return
        done = spent / 60 / c.minutes
        # Beginnings first: names come back sooner there, and more tales fit into the time.
        c.length, c.long_share = (c.short_length, 0.0) if done < c.short_share else full
        c.recall = full_recall if done < c.recall_share else 0.0
        for g in [g for o in opts for g in o.param_groups]:
            g["lr"] = c.lr * min(1, (step + 1) / c.warmup) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done)))
        loss, tokens = loss_of(model, next(train), c, rng, c.drop)
        for o in opts:
            o.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for o in opts:
            o.step()
        step, seen = step + 1, seen + tokens
        smooth = loss.item() if smooth is None else 0.98 * smooth + 0.02 * loss.item()
        spent, now = spent + time.time() - now, time.time()
        if step % 50 == 0:
            print(f"step {step} {100 * done:.1f}% loss {smooth:.3f} {seen / spent:.0f} tok/s {seen / 1e6:.2f}M", flush=True)
        if spent - saved > c.save_minutes * 60:
            saved = spent
            curve.append([step, seen, round(evaluate(model, checks, c), 4)])
            print("valid", curve[-1], flush=True)
            save(False)
            now = time.time()
    curve.append([step, seen, round(evaluate(model, checks, c), 4)])
    print("valid", curve[-1], flush=True)
    save(True)


if __name__ == "__main__":
    main()
