package draftscope.decode;

import draftscope.decode.diffusion.BlockProgress;
import draftscope.decode.diffusion.Constraint;
import draftscope.decode.diffusion.DiffusionParts;
import draftscope.decode.diffusion.Proposal;
import draftscope.decode.speculative.CommittedTokens;
import draftscope.sampling.Randomness.Purpose;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SampledLaw;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.BlockSpan;
import draftscope.trace.CanvasToken;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.Phase;
import draftscope.trace.Prediction;
import draftscope.trace.Provenance;
import draftscope.trace.SecondLook;
import draftscope.trace.StandingToken;
import draftscope.trace.StopReason;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TokenProbability;
import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Fills a canvas with a masked diffusion model, block after block, in steps: predict, choose, write, remask.
///
/// The canvas is the prompt, then masks. In each step the model sees all of it, later blocks as masks, or as much as it was made to
/// see, and proposes a token for every mask of the current block; the unmask policy takes at least one. Tokens stay tentative until their block
/// closes; then they are output.
///
/// The model never proposes the mask token: its score is minus infinity, and so is that of what a constraint bars, before anything
/// else looks at the scores. The proposal is the first choice at temperature
/// 0, and above it argmax of log law + Gumbel noise, in the log form, which cannot overflow (the noise depends on seed,
/// step, position and token). The confidence is the raw probability of the proposed token, as in LLaDA (Nie et al. 2025,
/// arXiv 2502.09992).
///
/// Once everything before the first end-of-text token is unmasked, the rest of the canvas counts as end of text: the block
/// closes at that token and the run stops. The tail is not output. A canvas without such a token ends when it is full. An end policy may
/// cut the canvas earlier, where it expects the text to end; what lies behind is then neither read nor output.
///
/// A run that leaves another one begins with that one's canvas. What stands there is no mask, so nothing is asked for it; blocks
/// that are full are output before the first step, and no policy is told of a locked token.
///
/// A forward that gives no scores for the current block, because it only leaves keys and values for later, is a step that writes
/// nothing.
final class DiffusionDriver implements Driver {
    private static final int BEFORE_THE_FIRST_STEP = -1;

    private final Stage stage;
    private final DiffusionParts parts;
    private final CommittedTokens committed;
    private final int promptLength;
    private final int mask;
    private final int[] canvas; // (length)
    private final double[] confidence; // (length), of tentative tokens
    private final TokenMeasures[] measures; // (length), of tentative tokens
    private final Provenance[] writers; // (length), of tentative tokens
    private final boolean[] locked; // (length)
    private final List<BlockSpan> blocks; // as far as they are cut
    private final CanvasReader reader;
    private final float[] row; // (vocab), reused
    private int canvasEnd; // what lies behind was cut off and is not read any more
    private final List<Note> notes = new ArrayList<>(); // of the step in progress
    private final CanvasBeginning beginning;
    private int begunWith; // masks that the current block began with
    private List<Proposal> known = List.of(); // for the masks of the block that are left, as last proposed
    private List<Proposal> looked = List.of(); // tokens that the step looks at again, with what the model gives them

    /// @param beginning a canvas that fits the prompt and the model; its blocks are planned where it gives none
    DiffusionDriver(Stage stage, DiffusionParts parts, int[] prompt, CanvasBeginning beginning) {
        this.stage = stage;
        this.parts = parts;
        promptLength = prompt.length;
        committed = new CommittedTokens(prompt);
        mask = stage.target().config().maskToken();
        canvas = Arrays.copyOf(prompt, beginning.length());
        Arrays.fill(canvas, prompt.length, canvas.length, mask);
        confidence = new double[canvas.length];
        measures = new TokenMeasures[canvas.length];
        Arrays.fill(measures, TokenMeasures.NOT_CAPTURED);
        writers = new Provenance[canvas.length];
        locked = new boolean[canvas.length];
        for (StandingToken token : beginning.standing()) {
            canvas[token.position()] = token.token();
            confidence[token.position()] = token.confidence();
            writers[token.position()] = token.provenance();
            locked[token.position()] = token.locked();
        }
        List<BlockSpan> planned = parts.blocks().plan(prompt.length, canvas.length);
        blocks = new ArrayList<>(beginning.blocks().isEmpty() ? planned : beginning.blocks());
        this.beginning = new CanvasBeginning(beginning.length(), beginning.standing(), blocks, beginning.stepsBefore(),
                beginning.masksBefore());
        parts.constraint().begin(canvas.clone(), prompt.length, mask);
        canvasEnd = canvas.length;
        reader = new CanvasReader(stage, parts, canvas.length);
        row = new float[stage.target().scorer().vocabSize()];
    }

    @Override
    public int capacity() {
        return canvas.length;
    }

    @Override
    public CommittedTokens committed() {
        return committed;
    }

    @Override
    public StopReason drive() {
        stage.phases().begin();
        stage.narrator().promptIngested(committed.range(0, promptLength));
        stage.narrator().canvasOpened(committed.range(0, promptLength), mask, beginning,
                stage.target().config().attentionBlock());
        Optional<StopReason> full = close(BEFORE_THE_FIRST_STEP, 0);
        if (full.isPresent()) {
            return full.get();
        }
        int step = 0;
        for (int block = 0; block < blocks.size(); block++) {
            boolean goesOn = step == 0 && beginning.stepsBefore() > 0;
            begunWith = goesOn ? beginning.masksBefore() : open(blocks.get(block));
            for (int inBlock = goesOn ? beginning.stepsBefore() : 0; !closed(blocks.get(block)); inBlock++) {
                Optional<StopReason> end = step(step++, block, inBlock);
                if (end.isPresent()) {
                    return end.get();
                }
            }
        }
        throw new IllegalStateException("the last block closed without ending the run");
    }

    private Optional<StopReason> step(int step, int block, int inBlock) {
        stage.narrator().stepStarted(step, committed.size());
        List<Proposal> masks = predict(step, progress(block, inBlock));
        if (inBlock == 0) {
            cut(step, block, inside(blocks.get(block), masks));
            begunWith = open(blocks.get(block));
        }
        BlockProgress progress = progress(block, inBlock);
        List<Proposal> eligible = inside(progress.span(), masks);
        write(step, choose(step, progress, eligible, masks), masks);
        shorten();
        boolean judged = remask(step, progress);
        known = eligible.stream().filter(proposal -> canvas[proposal.position()] == mask).toList();
        Optional<StopReason> end = close(step, block);
        stage.tally().round(0);
        stage.phases().finishedRound(step, judged ? Phase.REMASK : Phase.WRITE, end.isPresent());
        return end;
    }

    private BlockProgress progress(int block, int inBlock) {
        return new BlockProgress(block, blocks.size(), blocks.get(block), inBlock, begunWith);
    }

    private static List<Proposal> inside(BlockSpan span, List<Proposal> proposals) {
        return proposals.stream().filter(proposal -> proposal.position() < span.to()).toList();
    }

    /// Lets the block policy keep a part of the block for later.
    private void cut(int step, int block, List<Proposal> proposals) {
        BlockSpan planned = blocks.get(block);
        BlockSpan cut = parts.blocks().cut(planned, proposals, notes::add);
        if (cut.equals(planned)) {
            return;
        }
        if (cut.from() != planned.from() || cut.to() <= cut.from() || cut.to() > planned.to()) {
            throw new IllegalStateException("the block policy cut " + cut + " from " + planned);
        }
        blocks.set(block, cut);
        blocks.add(block + 1, new BlockSpan(cut.to(), planned.to()));
        stage.phases().telling(() -> stage.narrator().blockCut(step, block, cut));
    }

    /// A proposal for every mask that the model was asked for, in order of position.
    private List<Proposal> predict(int step, BlockProgress progress) {
        // Scores of later blocks decide nothing, unless the run may end early; else they are computed only to be looked at.
        int upTo = parts.exit().readsAll() || parts.end().readsAll() || stage.narrator().capturesAll()
                ? canvasEnd
                : progress.span().to();
        List<Integer> doubts = parts.remask().doubts(progress, tentative(progress.span()));
        CanvasReader.Reading reading = reader.read(canvas, progress, upTo, progress.step() == 0 ? List.of() : known,
                doubts);
        looked = look(reading, doubts);
        parts.constraint().look(canvas, notes::add);
        List<Proposal> masks = new ArrayList<>();
        List<Prediction> told = new ArrayList<>();
        for (int i = 0; i < reading.positions().length; i++) {
            if (reader.asked(reading.positions()[i], canvas, progress, upTo)) {
                reading.scores().copyRow(reading.firstRow() + i, row);
                int position = reader.predicted(reading.positions()[i]);
                row[mask] = Float.NEGATIVE_INFINITY;
                if (position < progress.span().to()) {
                    parts.evidence().weigh(position, row, notes::add);
                }
                masks.add(propose(step, position, parts.constraint().limit(position, row), told));
            }
        }
        if (reading.canvases() > 1) {
            notes.add(new Note("foresight", reading.place() == 0
                    ? "read together with what may come next; canvases"
                    : "foreseen and read before; its place", List.of(),
                    reading.place() == 0 ? reading.canvases() : reading.place() + 1));
        }
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> {
                stage.narrator().predicted(step, progress.block(), told, reading.spans(), reading.rows(),
                        reading.exact());
                stage.narrator().noted(step, notes);
            });
        }
        notes.clear();
        stage.phases().finished(step, Phase.PREDICT);
        return masks;
    }

    /// The doubted tokens with what the model gives them where a mask stands in their place.
    private List<Proposal> look(CanvasReader.Reading reading, List<Integer> doubts) {
        List<Proposal> looks = new ArrayList<>();
        for (int i = 0; i < doubts.size(); i++) {
            reading.scores().copyRow(reading.looks()[i], row);
            row[mask] = Float.NEGATIVE_INFINITY;
            int position = doubts.get(i);
            looks.add(Proposal.standing(position, canvas[position], new RawLaw(row).probability(canvas[position])));
        }
        return looks;
    }

    private Proposal propose(int step, int position, Constraint.Legal legal, List<Prediction> told) {
        RawLaw raw = new RawLaw(row);
        SampledLaw sampled = stage.chain().sample(raw);
        TokenDistribution law = sampled.law();
        int token = stage.chain().greedy() ? raw.mode() : drawn(law, step, position);
        double chance = stage.randomness().uniform(Purpose.ORDER, step, position);
        Proposal proposal = parts.sampled() && !stage.chain().greedy()
                ? new Proposal(position, token, law.probability(token), margin(law), law.entropyBits(), raw.lead(),
                        chance)
                : new Proposal(position, token, raw.probability(token), raw.margin(), raw.entropyBits(), raw.lead(),
                        chance);
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> {
                int top = stage.narrator().top();
                measures[position] = raw.measures(token, top);
                told.add(new Prediction(position, token, proposal.confidence(), raw.entropyBits(), raw.margin(),
                        raw.top(top), sampled.stages(top, true), legal.mass(), legal.barred(),
                        legal.barredProbability()));
            });
        }
        return proposal;
    }

    private static double margin(TokenDistribution law) {
        List<TokenProbability> best = law.top(2).tokens();
        return best.get(0).probability() - (best.size() < 2 ? 0 : best.get(1).probability());
    }

    private int drawn(TokenDistribution law, int step, int position) {
        int best = law.mode();
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int token = 0; token < law.size(); token++) {
            double probability = law.probability(token);
            if (probability > 0) {
                double score = Math.log(probability)
                        + stage.randomness().gumbel(Purpose.UNMASK, step, position, token);
                if (score > bestScore) {
                    bestScore = score;
                    best = token;
                }
            }
        }
        return best;
    }

    private List<UnmaskChoice> choose(int step, BlockProgress progress, List<Proposal> eligible, List<Proposal> masks) {
        List<UnmaskChoice> choices = eligible.isEmpty()
                ? List.of()
                : parts.constraint().admit(canvas, upToTheEnd(progress, eligible, masks, wanted(progress, eligible,
                        masks)), notes::add);
        stage.phases().telling(() -> {
            stage.narrator().chosen(step, choices);
            stage.narrator().noted(step, notes);
        });
        notes.clear();
        stage.phases().finished(step, Phase.CHOOSE);
        return choices;
    }

    private List<UnmaskChoice> wanted(BlockProgress progress, List<Proposal> eligible, List<Proposal> masks) {
        List<UnmaskChoice> wanted = parts.exit().fill(masks, notes::add)
                .orElseGet(() -> parts.unmask().choose(progress, eligible));
        if (wanted.isEmpty()) {
            throw new IllegalStateException("the unmask policy took no position");
        }
        return wanted;
    }

    /// The choices that are left when the end policy has cut the canvas; made anew where it left none.
    private List<UnmaskChoice> upToTheEnd(BlockProgress progress, List<Proposal> eligible, List<Proposal> masks,
            List<UnmaskChoice> choices) {
        int least = IntStream.range(0, canvasEnd).filter(position -> locked[position]).map(position -> position + 1)
                .max()
                .orElse(0);
        canvasEnd = parts.end().cut(progress, least, canvasEnd, masks, choices, notes::add).orElse(canvasEnd);
        List<UnmaskChoice> kept = choices.stream().filter(choice -> choice.position() < canvasEnd).toList();
        return kept.isEmpty()
                ? parts.unmask().choose(progress,
                        eligible.stream().filter(mask -> mask.position() < canvasEnd).toList())
                : kept;
    }

    /// Lets go of everything behind the end of the canvas.
    private void shorten() {
        reader.shorten(canvasEnd);
        blocks.removeIf(span -> span.from() >= canvasEnd);
        BlockSpan last = blocks.getLast();
        blocks.set(blocks.size() - 1, new BlockSpan(last.from(), Math.min(last.to(), canvasEnd)));
    }

    private void write(int step, List<UnmaskChoice> choices, List<Proposal> masks) {
        for (Proposal proposal : masks) {
            confidence[proposal.position()] = proposal.confidence();
        }
        List<CanvasToken> written = new ArrayList<>(choices.size());
        for (UnmaskChoice choice : choices) {
            if (canvas[choice.position()] != mask) {
                throw new IllegalStateException("position " + choice.position() + " is not masked");
            }
            canvas[choice.position()] = choice.token();
            writers[choice.position()] = Provenance.UNMASKED;
            written.add(new CanvasToken(choice.position(), choice.token(), confidence[choice.position()]));
        }
        stage.phases().telling(() -> stage.narrator().unmasked(step, written));
    }

    /// Whether anything was looked at again or taken back.
    private boolean remask(int step, BlockProgress progress) {
        List<SecondLook> looks = new ArrayList<>();
        List<Integer> again = parts.remask().remask(progress, tentative(blocks.get(progress.block())), looked,
                looks::add);
        if (again.isEmpty() && looks.isEmpty()) {
            return false;
        }
        stage.phases().finished(step, Phase.WRITE);
        stage.phases().telling(() -> stage.narrator().lookedAgain(step, looks));
        if (!again.isEmpty()) {
            mask(step, again);
        }
        return true;
    }

    private void mask(int step, List<Integer> positions) {
        List<CanvasToken> before = new ArrayList<>(positions.size());
        for (int position : positions) {
            before.add(new CanvasToken(position, canvas[position], confidence[position]));
            canvas[position] = mask;
        }
        stage.phases().telling(() -> stage.narrator().remasked(step, before));
    }

    private List<Proposal> tentative(BlockSpan span) {
        return IntStream.range(span.from(), span.to())
                .filter(position -> canvas[position] != mask && !locked[position])
                .mapToObj(position -> Proposal.standing(position, canvas[position], confidence[position])).toList();
    }

    /// Commits the block, and those behind it, as far as they hold no mask.
    private Optional<StopReason> close(int step, int block) {
        Optional<StopReason> end = close(step, blocks.get(block));
        for (int next = block + 1; end.isEmpty() && closed(blocks.get(next - 1)); next++) {
            end = close(step, blocks.get(next));
        }
        return end;
    }

    /// Commits a block when it holds no mask, and everything up to the end of the text when that stands fast.
    private Optional<StopReason> close(int step, BlockSpan span) {
        for (int position = span.from(); position < span.to() && canvas[position] != mask; position++) {
            if (stage.target().lexicon().isEnd(canvas[position])) {
                commit(step, span.from(), position + 1);
                return Optional.of(StopReason.END_OF_TEXT);
            }
        }
        if (!closed(span)) {
            return Optional.empty();
        }
        commit(step, span.from(), span.to());
        return span.to() == canvasEnd ? Optional.of(StopReason.CANVAS_FILLED) : Optional.empty();
    }

    private boolean closed(BlockSpan span) {
        return open(span) == 0;
    }

    private int open(BlockSpan span) {
        return (int) IntStream.range(span.from(), span.to()).filter(position -> canvas[position] == mask).count();
    }

    private void commit(int step, int from, int to) {
        for (int position = from; position < to; position++) {
            stage.narrator().committed(step, position, canvas[position], writers[position], DraftNode.NONE,
                    measures[position]);
            committed.add(canvas[position], writers[position]);
            stage.tally().emitted(writers[position]);
        }
    }
}
