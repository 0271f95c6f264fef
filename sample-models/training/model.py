"""The sample models: a small Llama, causal or bidirectional, in plain PyTorch (1.13 or later)."""
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

    def attend(self, x, cos, sin, mask):
        B, T, D = x.shape
        h = self.attn_norm(x)
        q = rotate(self.q(h).view(B, T, self.heads, self.head_dim).transpose(1, 2), cos, sin) * self.head_dim ** -0.5
        k = rotate(self.k(h).view(B, T, self.kv_heads, self.head_dim).transpose(1, 2), cos, sin)
        v = self.v(h).view(B, T, self.kv_heads, self.head_dim).transpose(1, 2)
        # The query heads of a group lie one after another, so a group is one taller matrix and keys are not copied.
        group = self.heads // self.kv_heads
        a = torch.matmul(q.reshape(B, self.kv_heads, group * T, self.head_dim), k.transpose(-1, -2)).view(B, self.heads, T, T)
        a = torch.softmax(a if mask is None else a + mask, -1).view(B, self.kv_heads, group * T, T)
        return self.o(torch.matmul(a, v).view(B, self.heads, T, self.head_dim).transpose(1, 2).reshape(B, T, D))

    def feed(self, x):
        h = self.ffn_norm(x)
        return self.down(F.silu(self.gate(h)) * self.up(h))


class Model(nn.Module):
    """c: vocab, dim, layers, heads, kv_heads, ffn, theta, kind ("causal" or "masked-diffusion")."""

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
        mask = torch.full((T, T), float("-inf")).triu(1) if self.c["kind"] == "causal" else None
        x = self.embed(ids)
        for i, b in enumerate(self.blocks):
            p = drop * i / max(1, len(self.blocks) - 1)
            for sublayer in (lambda h: b.attend(h, cos, sin, mask), b.feed):
                if p == 0.0:
                    x = x + sublayer(x)
                elif torch.rand(()).item() >= p:
                    x = x + sublayer(x) / (1 - p)
        return self.norm(x)

    def logits(self, hidden):
        return F.linear(hidden, self.embed.weight)

    def forward(self, ids):
        return self.logits(self.hidden(ids))
