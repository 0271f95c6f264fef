"""The sample models: a small Llama, causal, bidirectional or block-causal, in plain PyTorch (1.13 or later)."""
import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class RmsNorm(nn.Module):
    def __init__(self, dim, eps=1e-5):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(dim)), eps

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps))


def rope_table(length, head_dim, theta):
    """cos and sin, each (length, head_dim / 2), for the interleaved (even, odd) pairing that GGUF's llama uses."""
    freq = theta ** (-torch.arange(0, head_dim, 2).float() / head_dim)
    angle = torch.arange(length).float()[:, None] * freq[None]
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads, self.kv_heads, self.head_dim = c["heads"], c["kv_heads"], c["dim"] // c["heads"]
        dim, ffn, kv = c["dim"], c["ffn"], self.kv_heads * self.head_dim
        self.attn_norm, self.ffn_norm = RmsNorm(dim), RmsNorm(dim)
        self.q, self.k, self.v, self.o = (nn.Linear(i, o, bias=False) for i, o in ((dim, dim), (dim, kv), (dim, kv), (dim, dim)))
        self.gate, self.up, self.down = (nn.Linear(i, o, bias=False) for i, o in ((dim, ffn), (dim, ffn), (ffn, dim)))

    def heads_of(self, x, cos, sin):
        B, T, _ = x.shape
        h = self.attn_norm(x)
        q = rotate(self.q(h).view(B, T, self.heads, self.head_dim).transpose(1, 2), cos, sin) * self.head_dim ** -0.5
        k = rotate(self.k(h).view(B, T, self.kv_heads, self.head_dim).transpose(1, 2), cos, sin)
        return q, k, self.v(h).view(B, T, self.kv_heads, self.head_dim).transpose(1, 2)

    def mix(self, q, k, v, mask):
        B, _, T, _ = q.shape
        # The query heads of a group lie one after another, so a group is one taller matrix and keys are not copied.
        group, seen = self.heads // self.kv_heads, k.shape[2]
        a = torch.matmul(q.reshape(B, self.kv_heads, group * T, self.head_dim), k.transpose(-1, -2)).view(B, self.heads, T, seen)
        a = torch.softmax(a if mask is None else a + mask, -1).view(B, self.kv_heads, group * T, seen)
        return self.o(torch.matmul(a, v).view(B, self.heads, T, self.head_dim).transpose(1, 2).reshape(B, T, -1))

    def attend(self, x, cos, sin, mask):
        return self.mix(*self.heads_of(x, cos, sin), mask)

    def attend_views(self, x, clean, cos, sin, mask, view_mask):
        """The last `clean` rows attend to themselves by `mask`; each noisy row before them to its clean row and itself by
        `view_mask` (T, 2 T)."""
        q, k, v = self.heads_of(x, cos, sin)
        views = len(x) // clean - 1
        beside = lambda a: torch.cat([a[-clean:].repeat(views, 1, 1, 1), a[:-clean]], 2)
        return torch.cat([self.mix(q[:-clean], beside(k), beside(v), view_mask), self.mix(q[-clean:], k[-clean:], v[-clean:], mask)])

    def feed(self, x):
        h = self.ffn_norm(x)
        return self.down(F.silu(self.gate(h)) * self.up(h))


class Model(nn.Module):
    """c: vocab, dim, layers, heads, kv_heads, ffn, theta, kind ("causal", "masked-diffusion", or "block-diffusion", which
    also has block: how many positions, counted from 0, see each other and all before them)."""

    def __init__(self, c):
        super().__init__()
        self.c = c
        self.embed = nn.Embedding(c["vocab"], c["dim"])
        self.blocks = nn.ModuleList(Block(c) for _ in range(c["layers"]))
        self.norm = RmsNorm(c["dim"])
        # Words that are alike as outputs (all names, say) soon share a direction. An embedding must start long enough for
        # what tells them apart to survive beside it: with the customary 0.02, these widths learn neither who is a girl
        # nor whose name it was.
        for n, p in self.named_parameters():
            if n == "embed.weight":
                nn.init.normal_(p, std=0.1)
            elif p.dim() > 1:
                nn.init.normal_(p, std=p.shape[1] ** -0.5 / (math.sqrt(2 * c["layers"]) if n.endswith(("o.weight", "down.weight")) else 1))

    def hidden(self, ids, drop=0.0):
        """ids (batch, length) -> last hidden states. `drop` is the last layer's chance to lose a sublayer for this batch.

        The chance rises linearly with depth from 0; a sublayer that stays is scaled up so that its expectation is what
        inference, which never drops, computes. Later, layers can be skipped with little harm because of it.
        """
        T = ids.shape[1]
        cos, sin = rope_table(T, self.c["dim"] // self.c["heads"], self.c["theta"])
        mask = self.mask(T)
        x = self.embed(ids)
        for i, b in enumerate(self.blocks):
            p = drop * i / max(1, len(self.blocks) - 1)
            for sublayer in (lambda h: b.attend(h, cos, sin, mask), b.feed):
                if p == 0.0:
                    x = x + sublayer(x)
                elif torch.rand(()).item() >= p:
                    x = x + sublayer(x) / (1 - p)
        return self.norm(x)

    def mask(self, T):
        """(T, T) 0 where a position may look and -inf elsewhere, or None where it may look everywhere."""
        block = {"causal": 1, "masked-diffusion": 0, "block-diffusion": self.c.get("block", 0)}[self.c["kind"]]
        if block == 0:
            return None
        at = torch.arange(T) // block
        return torch.zeros(T, T).masked_fill(at[None] > at[:, None], float("-inf"))

    def hidden_views(self, noisy, clean):
        """Last hidden states (noisy rows, then clean rows; T; dim) for the training of a block-causal model. `noisy` holds
        views of the rows of `clean` one after another. A noisy block sees itself and the clean blocks before it; a clean
        block sees itself and the clean ones before it."""
        T = clean.shape[1]
        cos, sin = rope_table(T, self.c["dim"] // self.c["heads"], self.c["theta"])
        at = torch.arange(T) // self.c["block"]
        allowed = torch.cat([at[None] < at[:, None], at[None] == at[:, None]], 1)
        mask, view_mask = self.mask(T), torch.zeros(T, 2 * T).masked_fill(~allowed, float("-inf"))
        x = self.embed(torch.cat([noisy, clean]))
        for b in self.blocks:
            x = x + b.attend_views(x, len(clean), cos, sin, mask, view_mask)
            x = x + b.feed(x)
        return self.norm(x)

    def logits(self, hidden):
        return F.linear(hidden, self.embed.weight)

    def forward(self, ids):
        return self.logits(self.hidden(ids))
