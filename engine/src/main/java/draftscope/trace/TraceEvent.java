package draftscope.trace;

import java.util.List;

/// A fact about one decoding run. Facts are immutable, ordered by [#seq()], and name what happened.
///
/// The driver emits facts; methods never do. Every method ends in [Committed], so the text needs no other event: drafts and
/// unmaskings are the story before it. Readers `switch` without `default`, so a new event is a compile error until every
/// reader has decided what to do with it.
///
/// Probabilities are those after the sampler chain unless a name says raw. Entropy and surprisal are in bits. A number
/// that was not captured at the run's [Observation] level is `NaN`, and a list that was not captured is empty.
public sealed interface TraceEvent {

    /// Position of the fact in its run: 0, 1, 2, ...
    long seq();

    /// Nanoseconds since [RunStarted], monotonic.
    long nanos();

    /// The first fact of every run: everything that is needed to repeat it.
    record RunStarted(long seq, long nanos, RunSettings settings) implements TraceEvent {}

    /// Gives the bytes of token ids before they are used, so that a trace can be read without its model.
    record TokensNamed(long seq, long nanos, List<TokenPiece> pieces) implements TraceEvent {
        public TokensNamed {
            pieces = List.copyOf(pieces);
        }
    }

    /// The prompt was read by the target (and by the draft model, where there is one).
    record PromptIngested(long seq, long nanos, List<Integer> tokens) implements TraceEvent {
        public PromptIngested {
            tokens = List.copyOf(tokens);
        }
    }

    /// A turn of the driver begins: a speculative round, a plain step or a denoising step.
    ///
    /// @param step   0, 1, 2, ...
    /// @param length committed tokens so far, prompt included
    record StepStarted(long seq, long nanos, int step, int length) implements TraceEvent {}

    /// A phase came to its end; the run may be paused here.
    ///
    /// @param level draft pass 1, 2, ... for [Phase#DRAFT], 0 for every other phase
    /// @param spentNanos time the engine spent in the phase, waiting for a person excluded
    /// @param forwardNanos the part of it in which the run's thread was inside a model's forward pass, or [#NOT_TOLD]
    /// @param lawNanos the part of it that made the target's laws out of scores by the sampler chain, or [#NOT_TOLD]
    /// @param tellNanos the part of it that went into telling these events, or [#NOT_TOLD]
    /// @param asideNanos for a phase that a second thread carried out beside the run's own: how long before this event it ended;
    ///        [#NOT_TOLD] for one of the run's own thread. A phase told so adds nothing to the engine's time
    record PhaseFinished(long seq, long nanos, int step, Phase phase, int level, long spentNanos, long forwardNanos,
            long lawNanos, long tellNanos, long asideNanos) implements TraceEvent {
        /// Stands for a part whose time was not taken.
        public static final long NOT_TOLD = -1;

        /// A phase of the run's own thread.
        public PhaseFinished(long seq, long nanos, int step, Phase phase, int level, long spentNanos,
                long forwardNanos, long lawNanos, long tellNanos) {
            this(seq, nanos, step, phase, level, spentNanos, forwardNanos, lawNanos, tellNanos, NOT_TOLD);
        }

        /// A phase of which only the whole time is known.
        public PhaseFinished(long seq, long nanos, int step, Phase phase, int level, long spentNanos) {
            this(seq, nanos, step, phase, level, spentNanos, NOT_TOLD, NOT_TOLD, NOT_TOLD);
        }

        /// Whether a second thread carried it out while the run's own did something else.
        public boolean aside() {
            return asideNanos != NOT_TOLD;
        }
    }

    /// The nodes that came out of one pass of the draft.
    ///
    /// @param level 1, 2, ...: number of the pass; where a tree grows level by level also the depth of its nodes
    record Drafted(long seq, long nanos, int step, int level, List<DraftNode> nodes) implements TraceEvent {
        public Drafted {
            nodes = List.copyOf(nodes);
        }
    }

    /// Why drafting ended in this round, with the number compared and its limit.
    record DraftStopped(long seq, long nanos, int step, String reason, double value, double limit)
            implements
                TraceEvent {}

    /// Nodes that were drafted but not sent to the target.
    record Cut(long seq, long nanos, int step, List<Integer> nodes, String reason) implements TraceEvent {
        public Cut {
            nodes = List.copyOf(nodes);
        }
    }

    /// The target read the root and the draft nodes in one forward.
    record Verified(long seq, long nanos, int step, List<TargetRow> rows) implements TraceEvent {
        public Verified {
            rows = List.copyOf(rows);
        }
    }

    /// The walk along the draft: one verdict a node, also for those never judged.
    record Judged(long seq, long nanos, int step, List<Verdict> verdicts) implements TraceEvent {
        public Judged {
            verdicts = List.copyOf(verdicts);
        }
    }

    /// The target's own token of this round: drawn from its law, or from what a rejection left of it.
    record Drawn(long seq, long nanos, int step, TargetDraw draw) implements TraceEvent {}

    /// What the round comes to, before any of it is output: told while the run can still be held there. Exactly these tokens
    /// are committed next.
    ///
    /// @param length  committed cells of the target's KV cache once that is done
    /// @param givenUp cells behind them that the round wrote and that are given up then
    record Planned(long seq, long nanos, int step, List<PlannedToken> tokens, int length, int givenUp)
            implements
                TraceEvent {
        public Planned {
            tokens = List.copyOf(tokens);
        }
    }

    /// A token is output and will not change.
    ///
    /// @param step     the current one; -1 for what stands before the first step: a person's token, or one that was taken over
    /// @param position index in the whole sequence, prompt included
    /// @param node     the draft node it came from, or [DraftNode#NONE]
    record Committed(long seq, long nanos, int step, int position, int token, Provenance provenance, int node,
            TokenMeasures measures) implements TraceEvent {}

    /// Cells of a KV cache changed.
    ///
    /// @param length committed cells after the change
    record KvChanged(long seq, long nanos, int step, KvOwner owner, int length, List<KvChange> changes)
            implements
                TraceEvent {
        public KvChanged {
            changes = List.copyOf(changes);
        }
    }

    /// What a method tells about how it works. Before the first step it is about the whole run.
    record Noted(long seq, long nanos, int step, List<Note> notes) implements TraceEvent {
        public Noted {
            notes = List.copyOf(notes);
        }
    }

    /// Several texts are decoded at once, each in a lane of its own. The other events tell of the first lane; this one,
    /// [BatchRead] and [BatchAdvanced] tell of all. Comes before [PromptIngested].
    record BatchOpened(long seq, long nanos, List<LanePrompt> lanes) implements TraceEvent {
        public BatchOpened {
            lanes = List.copyOf(lanes);
        }
    }

    /// The target read the rows of all lanes that go on, laid end to end, in one forward.
    record BatchRead(long seq, long nanos, int step, List<LaneRows> lanes) implements TraceEvent {
        public BatchRead {
            lanes = List.copyOf(lanes);
        }
    }

    /// What the round brought each lane that went on.
    record BatchAdvanced(long seq, long nanos, int step, List<LaneOutcome> lanes) implements TraceEvent {
        public BatchAdvanced {
            lanes = List.copyOf(lanes);
        }
    }

    /// The canvas of a diffusion run: the prompt, then masks in blocks. A run that leaves another one may find tokens there. On
    /// a canvas without masks tokens stand from the beginning, and [Edited] changes, adds and takes out.
    ///
    /// @param maskToken   or [#NO_MASK] for a canvas without masks; then a token stands at every position
    /// @param attentionBlock positions, counted from the first, that see each other and all before them; 0 where each sees the whole
    ///                       canvas
    /// @param standing    what stands behind the prompt, by rising position
    /// @param stepsBefore steps that the first block with a mask had in the run that was left; 0 where it begins anew
    /// @param masksBefore masks that this block began with there
    record CanvasOpened(long seq, long nanos, List<Integer> prompt, int length, int maskToken, List<BlockSpan> blocks,
            int attentionBlock, List<StandingToken> standing, int stepsBefore, int masksBefore)
            implements
                TraceEvent {
        /// Stands for the mask token of a canvas that has none.
        public static final int NO_MASK = -1;

        public CanvasOpened {
            prompt = List.copyOf(prompt);
            blocks = List.copyOf(blocks);
            standing = List.copyOf(standing);
        }

        /// Nothing but masks behind the prompt.
        public CanvasOpened(long seq, long nanos, List<Integer> prompt, int length, int maskToken,
                List<BlockSpan> blocks, int attentionBlock) {
            this(seq, nanos, prompt, length, maskToken, blocks, attentionBlock, List.of(), 0, 0);
        }

        /// Of which each position sees all.
        public CanvasOpened(long seq, long nanos, List<Integer> prompt, int length, int maskToken,
                List<BlockSpan> blocks) {
            this(seq, nanos, prompt, length, maskToken, blocks, 0);
        }
    }

    /// A block of the canvas ends sooner than planned; what is left of it is the next block.
    ///
    /// @param block index of the block that is filled now
    /// @param span  what it covers from now on
    record BlockCut(long seq, long nanos, int step, int block, BlockSpan span) implements TraceEvent {}

    /// What the model proposes for every masked position that it looked at.
    ///
    /// @param computed positions whose keys and values were computed for this very canvas; the others keep those of an earlier one
    /// @param rows     rows of the forward that this took, of all canvases that were read together; 0 when an earlier forward had
    ///                 read this canvas ahead, [#NOT_TOLD] in traces that do not tell
    /// @param exact    positions at the canvas's beginning that stay in the cache from now on, with the keys and values that a
    ///                 forward without a cache would give them; it grows where this forward read finished blocks
    record Predicted(long seq, long nanos, int step, int block, List<Prediction> predictions,
            List<BlockSpan> computed, int rows, int exact) implements TraceEvent {
        public static final int NOT_TOLD = -1;

        public Predicted {
            predictions = List.copyOf(predictions);
            computed = List.copyOf(computed);
        }

        /// Which does not tell what was computed for it.
        public Predicted(long seq, long nanos, int step, int block, List<Prediction> predictions) {
            this(seq, nanos, step, block, predictions, List.of(), NOT_TOLD, 0);
        }
    }

    /// Which positions the unmask policy took, and by what rule.
    record Chosen(long seq, long nanos, int step, List<UnmaskChoice> choices) implements TraceEvent {
        public Chosen {
            choices = List.copyOf(choices);
        }
    }

    /// Masks became tentative tokens.
    record Unmasked(long seq, long nanos, int step, List<CanvasToken> tokens) implements TraceEvent {
        public Unmasked {
            tokens = List.copyOf(tokens);
        }
    }

    /// Tentative tokens were looked at again; those that fail are told once more by the [Remasked] that follows.
    record LookedAgain(long seq, long nanos, int step, List<SecondLook> looks) implements TraceEvent {
        public LookedAgain {
            looks = List.copyOf(looks);
        }
    }

    /// Tentative tokens became masks again; `tokens` holds what stood there.
    record Remasked(long seq, long nanos, int step, List<CanvasToken> tokens) implements TraceEvent {
        public Remasked {
            tokens = List.copyOf(tokens);
        }
    }

    /// Changes of single tokens that a step proposed on a canvas without masks, taken or not, in the order in which they were
    /// judged.
    ///
    /// @param forwards of the target that the step took
    /// @param rows     of all of them
    record Edited(long seq, long nanos, int step, List<CanvasEdit> edits, int forwards, int rows)
            implements
                TraceEvent {
        public Edited {
            edits = List.copyOf(edits);
        }
    }

    /// The last fact of every run.
    record RunFinished(long seq, long nanos, StopReason reason, String message, RunStats stats)
            implements
                TraceEvent {}

    /// A fact of a kind that this version does not know, kept whole, on one line.
    record Unrecognised(long seq, long nanos, String kind, String json) implements TraceEvent {
        public Unrecognised {
            // Outside of a text a line end is space, and inside of one JSON has none.
            json = json.replace('\n', ' ').replace('\r', ' ');
        }
    }
}
