package draftscope.trace;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Several texts that are decoded at once, as they stood after some event. Immutable.
///
/// A *padded batch* is one that knows only a single length: all its lanes read as many rows as the longest, and all move on
/// by as many slots as the one that accepted most, the surplus of the others staying empty for ever. Its numbers are worked
/// out from the counts of the run at hand, over the lanes that were still going; nothing of it ran.
///
/// @param lanes         lane 1 first
/// @param rowsRead      rows of all forwards so far
/// @param drafted       draft tokens among them
/// @param accepted      draft tokens that were accepted so far
/// @param inputPadding  rows that a padded batch would have read besides
/// @param cachePadding  slots that a padded batch would have left empty among the texts
public record BatchState(List<Lane> lanes, long rowsRead, long drafted, long accepted, long inputPadding,
        long cachePadding) {
    /// One of the texts.
    ///
    /// What it says about a round belongs to the current step.
    ///
    /// @param number        1, 2, ...; the other events of the trace tell of lane 1
    /// @param output        what it wrote so far
    /// @param cached        tokens in the cache before the step's forward
    /// @param firstRow      where its rows stand among those of the forward; 0 when it had none
    /// @param rows          its rows in the step's forward; 0 before it, and when it had none
    /// @param accepted      draft tokens accepted, or [#NOT_JUDGED]
    /// @param inputPadding  rows that a padded batch would have read for it in this step
    /// @param cachePadding  slots that a padded batch would have left empty in its text so far
    /// @param end           why it is over; empty while it goes on
    public record Lane(int number, List<Integer> prompt, List<Integer> output, int cached, int firstRow, int rows,
            int accepted, int inputPadding, long cachePadding, Optional<StopReason> end) {
        /// Stands for a step of which it is not told, or not yet.
        public static final int NOT_JUDGED = -1;

        /// Its rows that the step's forward left in the cache for good: its last token and the accepted draft; 0 before that
        /// is known.
        public int kept() {
            return rows == 0 || accepted == NOT_JUDGED ? 0 : accepted + 1;
        }

        /// How many of the tokens that it wrote are of this step.
        public int fresh() {
            return rows == 0 ? 0 : length() - 1 - cached;
        }

        /// Tokens of the text, prompt included.
        public int length() {
            return prompt.size() + output.size();
        }
    }

    public BatchState {
        lanes = List.copyOf(lanes);
    }

    /// Rows of the step's forward.
    public int rows() {
        return lanes.stream().mapToInt(Lane::rows).sum();
    }

    /// The same for a padded batch.
    public int paddedRows() {
        return lanes.stream().mapToInt(lane -> lane.rows() + lane.inputPadding()).sum();
    }

    /// Tokens that all lanes wrote.
    public int emitted() {
        return lanes.stream().mapToInt(lane -> lane.output().size()).sum();
    }

    /// Lanes that go on.
    public int going() {
        return (int) lanes.stream().filter(lane -> lane.end().isEmpty()).count();
    }

    /// The next version in the making.
    static final class Builder {
        private final Lane[] lanes;
        private final List<AppendList<Integer>> texts; // by lane, shared by all versions
        private long rowsRead;
        private long drafted;
        private long accepted;
        private long inputPadding;
        private long cachePadding;

        /// @param texts the outputs; empty when the trace is read for the first time
        Builder(TraceEvent.BatchOpened opened, List<AppendList<Integer>> texts) {
            this.texts = texts;
            lanes = new Lane[opened.lanes().size()];
            for (int i = 0; i < lanes.length; i++) {
                if (texts.size() == i)
                    texts.add(new AppendList<>());
                List<Integer> prompt = opened.lanes().get(i).tokens();
                lanes[i] = new Lane(i + 1, prompt, List.of(), prompt.size() - 1, 0, 0, Lane.NOT_JUDGED, 0, 0,
                        Optional.empty());
            }
        }

        Builder(BatchState start, List<AppendList<Integer>> texts) {
            this.texts = texts;
            lanes = start.lanes.toArray(new Lane[0]);
            rowsRead = start.rowsRead;
            drafted = start.drafted;
            accepted = start.accepted;
            inputPadding = start.inputPadding;
            cachePadding = start.cachePadding;
        }

        int size() {
            return lanes.length;
        }

        Lane lane(int number) {
            return lanes[number - 1];
        }

        /// Whether a forward of this step was told of.
        boolean isRead() {
            return Arrays.stream(lanes).anyMatch(lane -> lane.rows > 0);
        }

        void begin() {
            for (int i = 0; i < lanes.length; i++) {
                Lane l = lanes[i];
                int cached = l.end.isPresent() ? l.cached + l.kept() : l.length() - 1;
                lanes[i] = new Lane(l.number, l.prompt, l.output, cached, 0, 0, Lane.NOT_JUDGED, 0, l.cachePadding,
                        l.end);
            }
        }

        void read(List<LaneRows> read) {
            int most = read.stream().mapToInt(LaneRows::rows).max().orElse(0);
            for (LaneRows r : read) {
                Lane l = lane(r.lane());
                lanes[r.lane() - 1] = new Lane(l.number, l.prompt, l.output, r.cached(), r.firstRow(), r.rows(),
                        Lane.NOT_JUDGED, most - r.rows(), l.cachePadding, l.end);
                rowsRead += r.rows();
                drafted += r.rows() - 1;
                inputPadding += most - r.rows();
            }
        }

        void advanced(List<LaneOutcome> outcomes) {
            int most = outcomes.stream().mapToInt(LaneOutcome::accepted).max().orElse(0);
            for (LaneOutcome o : outcomes) {
                Lane l = lane(o.lane());
                AppendList<Integer> text = texts.get(o.lane() - 1);
                int length = l.output.size();
                for (int token : o.tokens())
                    text.addOnce(length++, token);
                int padding = most - o.accepted();
                lanes[o.lane() - 1] = new Lane(l.number, l.prompt, text.first(length), l.cached, l.firstRow, l.rows,
                        o.accepted(), l.inputPadding, l.cachePadding + padding, o.end());
                accepted += o.accepted();
                cachePadding += padding;
            }
        }

        BatchState freeze() {
            return new BatchState(Arrays.asList(lanes), rowsRead, drafted, accepted, inputPadding,
                    cachePadding);
        }
    }
}
