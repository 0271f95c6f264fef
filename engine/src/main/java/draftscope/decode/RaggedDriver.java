package draftscope.decode;

import draftscope.cache.KvCache;
import draftscope.decode.speculative.CausalParts;
import draftscope.decode.speculative.CommittedTokens;
import draftscope.decode.speculative.DraftTree;
import draftscope.decode.speculative.Walk;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.trace.LaneOutcome;
import draftscope.trace.LaneRows;
import draftscope.trace.Observation;
import draftscope.trace.Phase;
import draftscope.trace.StopReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Decodes several texts with a causal model in common rounds, each in a lane of its own.
///
/// Each lane has a region of one cache, its own length in it, and its own draft, a chain. The rows of all lanes that go on are
/// laid end to end and read in one forward without padding: row j of a lane goes to position and slot L + j of its region, L
/// being the lane's length, and sees the region up to itself. Lanes that are over leave the list. What else is done for a
/// text is told by [Sequence], the same as when it is decoded alone.
///
/// A row's result does not depend on its batch, and every lane draws from the run's seed by its own rounds. So a lane writes
/// bit for bit what it would write alone, whatever the others are and wherever it stands; two equal prompts write the same text.
///
/// The events of a single text tell the first lane; when it is over, rounds go on that tell only the batch's own. The run ends
/// with the first lane's reason when all lanes are over.
final class RaggedDriver implements Driver {
    /// A text, and the round that it is in.
    private static final class Lane {
        private final int number;
        private final Sequence text;
        private DraftTree tree;
        private int firstRow;
        private int[] tokens; // of its rows
        private Walk walk;
        private Sequence.Plan plan;
        private Optional<StopReason> end = Optional.empty();

        Lane(int number, Sequence text) {
            this.number = number;
            this.text = text;
        }

        int rows() {
            return tree.size() + 1;
        }

        boolean goesOn() {
            return end.isEmpty();
        }
    }

    /// Rows laid end to end, for one forward. A text's token at a position lies in the slot of that number in its region.
    private static final class Rows {
        private final int[] tokens;
        private final int[] positions;
        private final int[] starts;
        private final int[] slots;
        private int count;

        Rows(int most) {
            tokens = new int[most];
            positions = new int[most];
            starts = new int[most];
            slots = new int[most];
        }

        void add(Lane lane, int token, int position) {
            tokens[count] = token;
            positions[count] = position;
            starts[count] = lane.text.cache().start();
            slots[count] = starts[count] + position;
            count++;
        }

        boolean full() {
            return count == tokens.length;
        }

        Batch batch(boolean[] wantLogits) {
            int[] filled = Arrays.copyOf(slots, count);
            return new Batch(Arrays.copyOf(tokens, count), Arrays.copyOf(positions, count), filled,
                    AttentionMask.ragged(Arrays.copyOf(starts, count), filled), wantLogits);
        }
    }

    private final Stage stage;
    private final List<Lane> lanes = new ArrayList<>();
    private final Lane first;
    private final KvCache cache;
    private final boolean drafts;

    /// @param prompts by lane
    /// @param parts   by lane
    /// @throws IllegalArgumentException one sentence when no cache is large enough
    RaggedDriver(Stage stage, List<int[]> prompts, List<CausalParts> parts) {
        this.stage = stage;
        Stage silent = new Stage(stage.target(), stage.chain(), stage.randomness(), stage.maxTokens(),
                OptionalInt.empty(),
                new Narrator(event -> {}, Observation.OFF, stage.target().lexicon()), new Tally(), stage.phases(),
                stage.pacer());
        int[] capacities = IntStream.range(0, prompts.size())
                .map(i -> Sequence.capacity(stage, parts.get(i), prompts.get(i))).toArray();
        long slots = IntStream.of(capacities).asLongStream().sum();
        if (slots > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(prompts.size() + " prompts need a cache of " + slots
                    + " slots; accepted: fewer prompts or fewer tokens, so that at most " + Integer.MAX_VALUE
                    + " are needed");
        }
        cache = stage.target().scorer().newCache((int) slots);
        int start = 0;
        for (int i = 0; i < capacities.length; i++) {
            KvCache region = cache.region(start, capacities[i]);
            lanes.add(new Lane(i + 1, new Sequence(i == 0 ? stage : silent, parts.get(i), prompts.get(i), region,
                    Sequence.mostRows(parts.get(i)))));
            start += capacities[i];
        }
        first = lanes.getFirst();
        drafts = parts.stream().anyMatch(p -> p.proposer().maxDepth() > 0);
    }

    @Override
    public int capacity() {
        return first.text.cache().capacity();
    }

    @Override
    public CommittedTokens committed() {
        return first.text.committed();
    }

    @Override
    public StopReason drive() {
        stage.phases().begin();
        readPrompts();
        List<Lane> going = lanes;
        for (int step = 0; !going.isEmpty(); step++) {
            round(going, step);
            going = going.stream().filter(Lane::goesOn).toList();
        }
        return first.end.orElseThrow();
    }

    private void readPrompts() {
        stage.narrator().batchOpened(lanes.stream().map(lane -> lane.text.committed().range(0,
                lane.text.promptLength())).toList());
        Rows rows = new Rows(CausalDriver.PROMPT_CHUNK);
        for (Lane lane : lanes) {
            for (int at = 0; at < lane.text.promptLength() - 1; at++) {
                rows.add(lane, lane.text.committed().get(at), at);
                if (rows.full()) {
                    readPrompts(rows);
                }
            }
        }
        if (rows.count > 0) {
            readPrompts(rows);
        }
        for (Lane lane : lanes) {
            lane.text.keepPrompt(lane.text.promptLength() - 1);
            lane.text.begin();
        }
        stage.phases().finished(0, Phase.PREFILL);
    }

    private void readPrompts(Rows rows) {
        stage.pacer().checkCancelled();
        stage.target().scorer().forward(rows.batch(new boolean[rows.count]), cache);
        rows.count = 0;
    }

    private void round(List<Lane> going, int step) {
        stage.narrator().stepStarted(step, first.text.committed().size());
        for (Lane lane : going) {
            lane.tree = lane.text.draft(step, pass -> {});
        }
        if (drafts) {
            stage.phases().finished(step, Phase.DRAFT, 1);
        }
        verify(going, step);
        for (Lane lane : going) {
            lane.walk = lane.text.accept(lane.tree, step);
        }
        if (going.stream().anyMatch(lane -> lane.tree.size() > 0)) {
            stage.phases().finished(step, Phase.ACCEPT);
        }
        for (Lane lane : going) {
            lane.plan = lane.text.emit(lane.tree, lane.walk, lane.tokens, step);
        }
        stage.phases().finished(step, Phase.EMIT);
        commit(going, step);
    }

    private void verify(List<Lane> going, int step) {
        Rows rows = new Rows(going.stream().mapToInt(Lane::rows).sum());
        for (Lane lane : going) {
            if (lane.tree.levels() < lane.tree.size()) {
                throw new IllegalStateException("the draft of lane " + lane.number + " is no chain");
            }
            lane.firstRow = rows.count;
            for (int i = 0; i < lane.rows(); i++) {
                rows.add(lane, lane.tree.token(i), lane.text.cache().length() + i);
            }
            lane.tree.send();
        }
        Batch batch = rows.batch(null);
        TokenScorer.Scores scores = stage.target().scorer().forward(batch, cache);
        for (Lane lane : going) {
            int from = lane.firstRow;
            int to = from + lane.rows();
            lane.text.rows().read((row, into) -> scores.copyRow(from + row, into));
            lane.tokens = Arrays.copyOfRange(batch.tokens(), from, to);
            lane.text.mark(lane.tokens, Arrays.copyOfRange(batch.positions(), from, to), lane.rows());
        }
        if (first.goesOn()) {
            stage.tally().targetForward();
        }
        stage.phases().telling(() -> tellRead(going, batch, step));
        stage.phases().finished(step, Phase.VERIFY);
    }

    private void tellRead(List<Lane> going, Batch batch, int step) {
        if (!stage.narrator().captures()) {
            return;
        }
        if (first.goesOn()) { // its rows are the first ones and its region begins with slot 0
            int prefix = first.text.cache().length();
            first.text.tellRows(first.tree, batch.positions(), row -> IntStream.range(prefix, batch.mask().visible(row))
                    .mapToObj(k -> batch.mask().slot(row, k)).toList(), step);
            first.text.tellTargetCache(step, prefix + first.rows());
        }
        stage.narrator().batchRead(step, going.stream().map(lane -> new LaneRows(lane.number, lane.firstRow,
                lane.rows(), lane.text.cache().length())).toList());
    }

    private void commit(List<Lane> going, int step) {
        if (!first.goesOn()) {
            stage.tally().round(0);
        }
        List<LaneOutcome> outcomes = new ArrayList<>(going.size());
        for (Lane lane : going) {
            CommittedTokens committed = lane.text.committed();
            int before = committed.size();
            lane.end = lane.text.commit(lane.tree, lane.plan, step);
            List<Integer> fresh = IntStream.of(committed.range(before, committed.size())).boxed().toList();
            outcomes.add(new LaneOutcome(lane.number, lane.walk.accepted().size(), fresh, lane.end));
        }
        stage.phases().telling(() -> stage.narrator().batchAdvanced(step, outcomes));
        stage.phases().finishedRound(step, Phase.COMMIT, lanes.stream().noneMatch(Lane::goesOn));
    }
}
