#!/usr/bin/env python3
"""Generates with Hugging Face transformers and an assistant model, and writes what happened as a Draftscope recording.

    python3 hf_generate.py MODEL ASSISTANT "Once upon a time" run.dscope --max-new-tokens 64 --temperature 0.8
    ./draftscope open run.dscope

Both models must share a tokenizer. Tried with transformers 5.18. The format: docs/import-format.md.
"""
import argparse
import json
import time

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.generation.candidate_generator import AssistedCandidateGenerator


class Trace:
    """Writes one event a line and names each token before it is used."""

    def __init__(self, path, tokenizer):
        self.file, self.tokenizer = open(path, "w", encoding="utf-8"), tokenizer
        self.seq, self.begun, self.named = 0, time.perf_counter_ns(), set()

    def tell(self, event, **fields):
        line = {"event": event, "seq": self.seq, "nanos": time.perf_counter_ns() - self.begun, **fields}
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        self.seq += 1

    def name(self, ids):
        pieces = []
        for token in [t for t in dict.fromkeys(ids) if t not in self.named]:
            piece, text = self.tokenizer.convert_ids_to_tokens(token), self.tokenizer.decode([token])
            # Decoded alone, a token that begins a word loses its space.
            text = " " + text if piece.startswith("\u2581") and not text.startswith(" ") else text
            special = token in self.tokenizer.all_special_ids
            # A part of a character decodes to U+FFFD, and nobody knows here which part: its bytes are left out.
            known = not special and "\ufffd" not in text
            pieces.append({"id": token, "piece": piece, "bytes": text.encode().hex() if known else "",
                           "special": special})
        self.named.update(ids)
        if pieces:
            self.tell("TokensNamed", pieces=pieces)


def law(probabilities, count=10):
    top = probabilities.topk(min(count, probabilities.shape[-1]))
    tokens = [{"token": t, "probability": p} for t, p in zip(top.indices.tolist(), top.values.tolist())]
    return {"tokens": tokens, "tailMass": max(0.0, 1 - sum(t["probability"] for t in tokens))}


class Watch:
    """Stands between generate and its assistant; tells a round when the target has judged it."""

    def __init__(self, trace, sampled):
        self.trace, self.sampled, self.step = trace, sampled, 0
        get, update = AssistedCandidateGenerator.get_candidates, AssistedCandidateGenerator.update_candidate_strategy

        def get_candidates(generator, input_ids, **more):
            self.length, self.start = input_ids.shape[1], time.perf_counter_ns()
            self.candidates, self.logits = get(generator, input_ids, **more)
            self.drafted = time.perf_counter_ns()
            return self.candidates, self.logits

        def update_candidate_strategy(generator, input_ids, scores, num_matches):
            self.tell_round(input_ids[0, self.length:].tolist(), scores[0], time.perf_counter_ns())
            update(generator, input_ids, scores, num_matches)

        AssistedCandidateGenerator.get_candidates = get_candidates
        AssistedCandidateGenerator.update_candidate_strategy = update_candidate_strategy

    def tell_round(self, written, scores, now):
        draft = self.candidates[0, self.length:].tolist()
        target = scores.softmax(-1)
        guess = self.logits[0].softmax(-1) if self.logits is not None else None
        tops = [law(row) for row in target]
        guesses = [law(row) for row in guess] if guess is not None else []
        # A draft token that was written is one that was accepted: the target never draws a token that it just rejected.
        accepted = 0
        while accepted < min(len(draft), len(written)) and draft[accepted] == written[accepted]:
            accepted += 1
        tell, step = self.trace.tell, self.step
        self.trace.name(draft + written + [t["token"] for top in tops + guesses for t in top["tokens"]])
        tell("StepStarted", step=step, length=self.length)
        if draft:
            tell("Drafted", step=step, level=1, nodes=[
                {"index": i + 1, "parent": i, "depth": i + 1, "token": token, "source": "assistant model",
                 **({"probability": guess[i, token].item(), "top": guesses[i]} if guesses else {})}
                for i, token in enumerate(draft)])
            tell("PhaseFinished", step=step, phase="DRAFT", level=1, spentNanos=self.drafted - self.start)
        tell("Verified", step=step, rows=[
            {"node": i, "position": self.length - 1 + i, "top": top} for i, top in enumerate(tops)])
        tell("PhaseFinished", step=step, phase="VERIFY", spentNanos=now - self.drafted)
        if draft:
            tell("Judged", step=step, verdicts=[self.verdict(i, draft[i], accepted, target, guess)
                                                for i in range(len(draft))])
        for i, token in enumerate(written):
            provenance = ("ACCEPTED_DRAFT" if i < accepted else "TARGET" if not draft
                          else "BONUS" if accepted == len(draft) else "CORRECTION")
            tell("Committed", step=step, position=self.length + i, token=token, provenance=provenance,
                 node=i + 1 if i < accepted else -1)
        self.step += 1

    def verdict(self, i, token, accepted, target, guess):
        outcome = "ACCEPTED" if i < accepted else "REJECTED" if i == accepted else "NOT_REACHED"
        verdict = {"node": i + 1, "outcome": outcome, "rule": "RATIO" if self.sampled else "GREEDY_MATCH"}
        if outcome == "NOT_REACHED":
            return {**verdict, "blockedBy": accepted + 1}
        p = target[i, token].item()
        if not self.sampled:
            return {**verdict, "target": p, "drawnToken": target[i].argmax().item()}
        q = guess[i, token].item()
        # The uniform number that decided stays inside of generate, so it is not told.
        return {**verdict, "target": p, "draft": q, "threshold": min(1.0, p / q)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "assistant", "prompt", "out"):
        parser.add_argument(name)
    parser.add_argument("--max-new-tokens", type=int, default=64)
    parser.add_argument("--temperature", type=float, default=0.0, help="0 is greedy")
    parser.add_argument("--seed", type=int, default=42)
    args = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(args.model)
    model = AutoModelForCausalLM.from_pretrained(args.model).eval()
    assistant = AutoModelForCausalLM.from_pretrained(args.assistant).eval()
    torch.manual_seed(args.seed)
    inputs = tokenizer(args.prompt, return_tensors="pt")
    sampled = args.temperature > 0
    trace = Trace(args.out, tokenizer)
    trace.tell("RunStarted", settings={
        "methodId": "hf-assisted", "methodName": "Assisted generation (transformers)", "family": "Speculative",
        "seed": args.seed, "maxTokens": args.max_new_tokens, "prompt": args.prompt, "engine": "transformers",
        "sampling": {"temperature": args.temperature},
        "target": {"name": args.model, "parameters": model.num_parameters(), "vocabulary": model.config.vocab_size},
        "draft": {"name": args.assistant, "parameters": assistant.num_parameters()}})
    prompt = inputs["input_ids"][0].tolist()
    trace.name(prompt)
    trace.tell("PromptIngested", tokens=prompt)
    Watch(trace, sampled)
    choice = {"do_sample": True, "temperature": args.temperature, "top_k": 0} if sampled else {"do_sample": False}
    out = model.generate(**inputs, assistant_model=assistant, max_new_tokens=args.max_new_tokens, **choice)
    ended = out.shape[1] - len(prompt) < args.max_new_tokens
    trace.tell("RunFinished", reason="END_OF_TEXT" if ended else "MAX_TOKENS")
    print(tokenizer.decode(out[0], skip_special_tokens=True))


if __name__ == "__main__":
    main()
