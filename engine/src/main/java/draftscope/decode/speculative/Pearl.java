package draftscope.decode.speculative;

import draftscope.cache.KvCache;
import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.TokenScorer;
import draftscope.sampling.SamplerChain;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.IntPredicate;

/// PEARL: the draft model writes the next chunk while the target checks the last one, so that neither waits for the other.
///
/// The draft is one chain that goes on until a guess is rejected. In each round the target reads what is pending of it, at most
/// gamma - 1 guesses, while the draft model writes gamma more. What the target says after the last guess that it read judges
/// the first of the new ones at once (pre-verify); the others are pending in the next round (post-verify). So a chunk is
/// judged in two rounds, no bonus token is ever drawn, and a round with nothing pending writes exactly one token.
///
/// Both models are at rest between rounds. Guesses are a function of text, seed and round, never of timing. A guess that nobody
/// judged is never output: at the end of a run what is pending is dropped.
///
/// Source: Liu, Li, Lv, Zhu, Hu, Sun 2024, arXiv 2408.11850, algorithm 2. We differ: only judged tokens count as written,
/// where the released loop can return up to gamma - 1 pending ones.
public final class Pearl implements Proposer {
    public static final DecodingMethod METHOD = new DecodingMethod("pearl", "PEARL", Family.SPECULATIVE,
            "A small model writes the next chunk while the target checks the last one; what is written grows until a guess"
                    + " is rejected.",
            new Paper("Liu, Li, Lv et al.", 2024,
                    "PEARL: parallel speculative decoding with adaptive draft length", "2408.11850"),
            "", Set.of(Need.CAUSAL_MODEL, Need.DRAFT_MODEL),
            List.of(new Parameter.Whole("gamma", "Chunk length",
                    "Tokens that the draft model writes while the target reads. Best near the number of draft passes that take"
                            + " as long as one pass of the target.",
                    "tokens", 1, 32, 4)),
            new CausalComposition((values, ingredients) -> new CausalParts(
                    ingredients.draftBeside(values.whole("gamma")),
                    ingredients.greedy() ? new GreedyMatch() : new RatioTest())));

    // Its threads end when nothing was asked of them for a minute.
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            task -> Thread.ofPlatform().daemon().name("draftscope-draft").unstarted(task));

    private final SamplerChain sampler;
    private final DraftModel model;
    private final int gamma;
    private final int contextLength;
    private final int maxLength;
    private final IntPredicate ends;
    private final List<Guess> chain = new ArrayList<>(); // what is pending, then what was written in this round
    private int read; // guesses of the chain that the draft model has read
    private final List<Note> notes = new ArrayList<>(); // not told yet
    private volatile boolean unwanted; // the target's forward failed

    private record Guess(DraftLaw law, int token) {}

    /// @param contextLength positions that the draft model was made for
    /// @param maxLength     most committed tokens that the run can reach
    /// @param ends          whether a token ends a text
    public Pearl(TokenScorer scorer, SamplerChain sampler, int gamma, int contextLength, int maxLength,
            IntPredicate ends) {
        this.sampler = sampler;
        this.gamma = gamma;
        this.contextLength = contextLength;
        this.maxLength = maxLength;
        this.ends = ends;
        model = new DraftModel(scorer, contextLength, maxLength, 0);
    }

    @Override
    public int maxDepth() {
        return gamma - 1;
    }

    /// What may be pending and what is written meanwhile.
    @Override
    public int maxNodes() {
        return 2 * gamma - 1;
    }

    @Override
    public Optional<KvCache> cache() {
        return Optional.ofNullable(model.cache());
    }

    @Override
    public int forwards() {
        return model.forwards();
    }

    @Override
    public void begin(DraftContext context) {
        model.begin(context);
    }

    @Override
    public Optional<DraftStop> full(DraftTree tree) {
        if (chain.isEmpty()) {
            return Optional.of(new DraftStop("nothing is pending: the draft model writes while the target reads", 0,
                    maxDepth()));
        }
        return tree.full().or(() -> tree.size() < chain.size()
                ? Optional.empty()
                : Optional.of(new DraftStop("all that was pending is sent", tree.size(), maxDepth())));
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        while (full(tree).isEmpty()) {
            hangNext(tree);
        }
        return Optional.empty();
    }

    private void hangNext(DraftTree tree) {
        Guess next = chain.get(tree.size());
        next.law().hang(tree, tree.size(), next.token());
    }

    @Override
    public List<AsidePass> during(Runnable reading, DraftTree tree, DraftContext context) {
        int pending = chain.size();
        List<AsidePass> passes = new ArrayList<>(gamma);
        unwanted = false;
        FutureTask<Void> writing = new FutureTask<>(() -> write(context, passes), null);
        THREADS.execute(writing);
        try {
            reading.run();
        } catch (RuntimeException | Error failure) {
            unwanted = true;
            failureOf(writing).ifPresent(failure::addSuppressed);
            throw failure;
        }
        failureOf(writing).ifPresent(Pearl::rethrow);
        if (chain.size() > tree.size()) {
            hangNext(tree);
        }
        if (context.captured() > 0 && chain.size() > pending) {
            note("written ahead", "guesses that were written while the target read", context.committed().size(),
                    pending);
            notes.forEach(context.notes());
            notes.clear();
        }
        return passes;
    }

    /// Writes up to gamma guesses behind the chain; on a thread of its own.
    private void write(DraftContext context, List<AsidePass> passes) {
        int root = context.committed().size() - 1;
        for (int i = 0; i < gamma && !unwanted; i++) {
            int last = root + chain.size();
            if (last + 1 >= maxLength || last >= contextLength
                    || !chain.isEmpty() && ends.test(chain.getLast().token())) {
                return;
            }
            context.checkpoint().run();
            long begun = System.nanoTime();
            var raw = chain.isEmpty()
                    ? model.readText(context.committed())
                    : model.readGuess(chain.getLast().token(), last);
            long forward = System.nanoTime() - begun;
            read = chain.size();
            DraftLaw law = new DraftLaw(i, raw, sampler, context, ModelProposer.DRAFT_MODEL);
            chain.add(new Guess(law, law.take(law.law(), 0)));
            passes.add(new AsidePass(begun, System.nanoTime(), forward));
        }
    }

    /// Waits until the draft model is at rest, whatever happens; it is never longer than one of its passes after a cancel.
    private static Optional<Throwable> failureOf(FutureTask<Void> writing) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    writing.get();
                    return Optional.empty();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return Optional.of(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure; // a Runnable throws nothing else
    }

    @Override
    public void observe(Acceptance acceptance) {
        int accepted = acceptance.accepted().size();
        int kept = Math.min(accepted, read);
        model.cache().append(kept);
        boolean rejected = accepted < acceptance.tree().size();
        chain.subList(0, accepted).clear();
        if (rejected) {
            note("discarded", "guesses behind the one that was rejected", Note.NOWHERE, 1);
            chain.clear();
            model.cache().rollback(model.cache().length());
        }
        read = rejected ? 0 : read - kept;
    }

    @Override
    public void learn(TargetReading reading, DraftContext context) {
        if (context.captured() > 0) {
            notes.forEach(context.notes());
        }
        notes.clear();
    }

    /// @param root place of the first guess of the chain, or [Note#NOWHERE]
    private void note(String topic, String text, int root, int from) {
        List<Integer> tokens = chain.subList(Math.min(from, chain.size()), chain.size()).stream().map(Guess::token)
                .toList();
        if (!tokens.isEmpty()) {
            notes.add(new Note(topic, text, tokens, root == Note.NOWHERE ? root : root + from, DraftNode.NONE,
                    tokens.size()));
        }
    }
}
