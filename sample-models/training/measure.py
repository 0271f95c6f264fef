#!/usr/bin/env python3
"""Samples from the sample models and measures how well the draft model drafts.

    python3 measure.py accept --target target --draft draft --vocab tales.vocab --valid valid.u16
    python3 measure.py sample --model target --vocab tales.vocab
    python3 measure.py loss --model target --vocab tales.vocab --valid valid.u16
    python3 measure.py own --model diffusion --valid train.u16 --documents 384 --out own.u16
"""
import argparse, json
import numpy as np
import torch
import torch.nn.functional as F
from model import Model
from train import OWN_PROMPT, rare_tokens, said_before, split
from vocabulary import BEGIN, END, MASK, Encoder, read_vocabulary

PROMPTS = ["Once upon a time, there was a little girl named Lily who", "Once upon a time, there was a little fox named Finn.",
           "One day,", "In a small village, there lived a", "Once upon a time, there was a brave little boy named Tom who lived near an old windmill. He had a red kite",
           "There once was a little", "Long ago, on a quiet farm, there lived a", "Max was a curious little boy who", "Once upon a time,", "Nora was"]


def load(name):
    with open(name + ".json") as f:
        model = Model(json.load(f)).eval()
    model.load_state_dict(torch.load(name + ".pt"))
    return model


def sample(model, ids, temperature, generator, most=230):
    ids = list(ids)
    while len(ids) < most:
        logits = model(torch.tensor([ids]))[0, -1]
        p = torch.softmax(logits / temperature, -1)
        ids.append(int(torch.multinomial(p, 1, generator=generator)))
        if ids[-1] == END:
            break
    return ids


def unmask(model, ids, canvas, temperature, generator, per_step=2):
    """Low-confidence remasking: each step samples every masked place and keeps the few that it is surest of. </s> is kept
    only where no other place is left, and what follows the first </s> is removed. A model that sees no further than its block
    fills one after the other."""
    x, full, block = torch.tensor(list(ids)), len(ids) + canvas, model.c["block"] if model.c["kind"] == "block-diffusion" else len(ids) + canvas
    while len(x) < full or (x == MASK).any():
        if not (x == MASK).any():
            x = torch.cat([x, torch.full((min(full, (len(x) // block + 1) * block) - len(x),), MASK)])
        at = (x == MASK).nonzero().flatten()
        logits = model(x[None])[0, at - int(model.c.get("shift", False))]
        logits[:, MASK] = float("-inf")
        p = torch.softmax(logits / temperature, -1)
        drawn = torch.multinomial(p, 1, generator=generator).flatten()
        sure = torch.softmax(logits, -1).gather(1, drawn[:, None]).flatten()
        sure = torch.where(drawn == END, sure - 1, sure)
        best = sure.topk(min(per_step, len(at))).indices
        x[at[best]] = drawn[best]
    return x.tolist()


def own_texts(model, docs, canvas, block=32):
    """What the model makes of the documents' beginnings, one token a step and the surest first: (documents, length)."""
    x = torch.from_numpy(np.stack([np.concatenate([d[:OWN_PROMPT], np.full(canvas, MASK)]) for d in docs]))
    rows = torch.arange(len(x))
    for step in range(canvas):
        start = OWN_PROMPT + step // block * block
        logits = model.logits(model.hidden(x)[:, start - 1:start + block - 1] if model.c.get("shift", False) else model.hidden(x)[:, start:start + block])
        logits[..., MASK] = float("-inf")
        sure, best = torch.softmax(logits, -1).max(-1)
        at = torch.where(x[:, start:start + block] == MASK, sure, -1.0).argmax(-1)
        x[rows, start + at] = best[rows, at]
    return x


def accept(target, draft, prompts, length, most=120):
    """Greedy chains: (tokens drafted, judged, accepted, target passes, tokens emitted)."""
    drafted = judged = accepted = passes = emitted = 0
    for prompt in prompts:
        ids = list(prompt)
        while len(ids) - len(prompt) < most and END not in ids[len(prompt):]:
            chain = list(ids)
            for _ in range(length):
                chain.append(int(draft(torch.tensor([chain]))[0, -1].argmax()))
            choice = target(torch.tensor([chain]))[0, len(ids) - 1:].argmax(-1).tolist()
            good = 0
            while good < length and chain[len(ids) + good] == choice[good]:
                good += 1
            drafted += length
            accepted += good
            judged += min(good + 1, length)
            passes += 1
            emitted += good + 1
            ids = chain[:len(ids) + good] + [choice[good]]
    return drafted, judged, accepted, passes, emitted


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("verb", choices=["accept", "sample", "loss", "tasks", "own"])
    for n, d in (("target", "target"), ("draft", "draft"), ("model", "target"), ("vocab", "tales.vocab"), ("valid", "valid.u16")):
        p.add_argument("--" + n, default=d)
    p.add_argument("--temperature", type=float, default=0.8)
    p.add_argument("--documents", type=int, default=300)
    p.add_argument("--out", default="own.u16", help="where the model's own texts go")
    p.add_argument("--only", type=int, help="only this one of the prompts")
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    encoder = Encoder(read_vocabulary(a.vocab))
    ids_of = lambda text: [BEGIN, *encoder.encode(text)]
    if a.verb == "accept":
        target, draft = load(a.target), load(a.draft)
        for length in (4, 5):
            drafted, judged, accepted, passes, emitted = accept(target, draft, [ids_of(t) for t in PROMPTS], length)
            print(f"draft length {length}: accepted/drafted {accepted / drafted:.3f}, accepted/judged {accepted / judged:.3f}, {emitted / passes:.2f} tokens a target pass")
    elif a.verb == "sample":
        model = load(a.model)
        for i, text in enumerate(PROMPTS):
            if a.only not in (None, i):
                continue
            g = torch.Generator().manual_seed(i + 1)
            made = sample(model, ids_of(text), a.temperature, g) if model.c["kind"] == "causal" else unmask(model, ids_of(text), 160, a.temperature, g)
            made = made[:made.index(END)] if END in made else made
            print(f"{i + 1}. {encoder.decode(made[1:])}\n")
    elif a.verb == "own":
        model, made = load(a.model), []
        tales = [d for d in split(a.valid) if len(d) > 100][:a.documents]
        for i in range(0, len(tales), 32):
            made += [row.numpy().astype(np.uint16) for row in own_texts(model, tales[i:i + 32], 64)]
            np.concatenate(made).tofile(a.out)
            print(len(made), "texts", flush=True)
    elif a.verb == "loss":
        model, sums, rare = load(a.model), {}, rare_tokens(a.valid, 2048)
        for d in split(a.valid)[:a.documents]:
            text = encoder.decode(d[1:-1].tolist())
            kind = "tasks" if "\nAnswer: " in text else "tales"
            each = F.cross_entropy(model(torch.from_numpy(d[None, :-1]))[0], torch.from_numpy(d[1:]), reduction="none")
            again = said_before(torch.from_numpy(d[None]), rare)[0].bool()
            for k, part in ((kind, each), ("all", each), ("said before", each[again])):
                s = sums.setdefault(k, [0.0, 0])
                s[0] += part.sum().item()
                s[1] += len(part)
        print({k: f"{s / n:.4f} nats = {s / n / np.log(2):.3f} bits a token over {n}" for k, (s, n) in sums.items()})
    else:
        model, right = load(a.model), {}
        for d in [d for d in split(a.valid) if "\nAnswer: " in encoder.decode(d[1:-1].tolist())][:a.documents]:
            text = encoder.decode(d[1:-1].tolist())
            prompt, answer = text.split("\nAnswer:")
            first = prompt.split(" ")[0]
            ids = ids_of(prompt + "\nAnswer:")
            if model.c["kind"] == "causal":
                made = list(ids)
                while len(made) < len(ids) + 60 and made[-1] != END:
                    made.append(int(model(torch.tensor([made]))[0, -1].argmax()))
            else:
                made = unmask(model, ids, 48, 1e-4, None, per_step=1)
            made = made[len(ids):]
            made = encoder.decode(made[:made.index(END)] if END in made else made).strip()
            r = right.setdefault(first, [0, 0])
            r[0] += made == answer.strip()
            r[1] += 1
        print({k: f"{r}/{n}" for k, (r, n) in sorted(right.items())})


if __name__ == "__main__":
    main()
