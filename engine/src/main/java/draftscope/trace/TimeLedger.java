package draftscope.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Where the time of some steps went.
///
/// The slices of a phase come from [TraceEvent.PhaseFinished]. What lies between two phases is [TimeSlice#OTHER] while it is
/// short, and waiting when it is longer than [#PAUSE_NANOS]: a person, a pace or a debugger held the run. So the slices together
/// are the wall time less the waiting.
///
/// @param nanos     by slice; a slice without time is missing
/// @param segments  the slices on the engine's clock, which stands still while the run waits; in the
///                  order in which they begin
/// @param asideNanos draft passes that a second thread made beside the target's; in no slice, since the run did not wait for them
/// @param waitingNanos time between phases that the run waited
/// @param divided   whether the trace tells what a phase's time went into; else a phase is one slice
/// @param lanes     most texts that were decoded at once, 1 where it is not a batch; tokens are those of all
/// @param drafting  rounds that drafted something, or read several texts at once
/// @param plain     all other rounds that wrote a token: plain decoding, measured inside this run
public record TimeLedger(Map<TimeSlice, Long> nanos, List<Segment> segments, long asideNanos, long waitingNanos,
        boolean divided, int lanes, Side drafting, Side plain) {
    /// From here on a gap between two phases counts as waiting.
    public static final long PAUSE_NANOS = 1_000_000;

    /// Rounds of one kind.
    ///
    /// @param nanos   their engine time without what only watching costs: capture, and of the target's laws those of rows that
    ///                the walk never asked for, by their share of the rows
    /// @param accepted draft tokens that became output
    /// @param targetPassNanos the part of it inside the target's forward passes
    public record Side(int rounds, int tokens, int accepted, long nanos, long targetPassNanos) {
        /// Nanoseconds for each token; `NaN` before the first.
        public double nanosPerToken() {
            return tokens == 0 ? Double.NaN : (double) nanos / tokens;
        }

        /// Nanoseconds for each round; `NaN` before the first.
        public double nanosPerRound() {
            return rounds == 0 ? Double.NaN : (double) nanos / rounds;
        }
    }

    /// A piece of a phase on the engine's clock. Pieces of one lane do not overlap, those of two lanes may. Inside a phase the
    /// pieces stand in a fixed order, which need not be that in which the work was done.
    ///
    /// @param draftLane the draft's lane; else the target's
    /// @param level     draft level, or 0
    /// @param from      nanoseconds since the first step
    public record Segment(int step, boolean draftLane, TimeSlice slice, int level, long from, long to) {}

    public TimeLedger {
        nanos = Collections.unmodifiableMap(nanos.isEmpty() ? new EnumMap<>(TimeSlice.class) : new EnumMap<>(nanos));
        segments = List.copyOf(segments);
    }

    /// Of some steps, both ends included, as far as they are told up to a position.
    public static TimeLedger of(Trace trace, int from, int to, int position) {
        int first = trace.startOfStep(from);
        Reader reader = new Reader(first == 0 ? 0 : trace.event(first - 1).nanos());
        for (int i = first; i < Math.min(position, trace.endOfStep(to)); i++)
            reader.apply(trace.event(i));
        return reader.ledger();
    }

    /// Engine time of all slices.
    public long totalNanos() {
        return nanos.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Where the last segment ends; 0 without any.
    public long end() {
        return segments.stream().mapToLong(Segment::to).max().orElse(0);
    }

    /// Time of one slice.
    public long nanos(TimeSlice slice) {
        return nanos.getOrDefault(slice, 0L);
    }

    /// Tokens written in these steps.
    public int tokens() {
        return drafting.tokens + plain.tokens;
    }

    private static final class Reader {
        private final Map<TimeSlice, Long> nanos = new EnumMap<>(TimeSlice.class);
        private final List<Segment> segments = new ArrayList<>();
        private long lastEnd;
        private long clock;
        private long waiting;
        private long aside;
        private boolean divided;
        private int lanes = 1;
        private final Counter drafting = new Counter();
        private final Counter plain = new Counter();

        // The round in progress.
        private boolean drafted;
        private int tokens;
        private int accepted;
        private long spent;
        private long targetPass;
        private int rows;
        private int asked;
        private long rowLaws;

        Reader(long begun) {
            lastEnd = begun;
        }

        void apply(TraceEvent event) {
            switch (event) {
                case TraceEvent.StepStarted _ -> close();
                case TraceEvent.Drafted e -> drafted |= !e.nodes().isEmpty();
                case TraceEvent.Committed e -> {
                    tokens += e.provenance() == Provenance.PROMPT ? 0 : 1;
                    accepted += e.provenance() == Provenance.ACCEPTED_DRAFT ? 1 : 0;
                }
                case TraceEvent.BatchRead e -> {
                    lanes = Math.max(lanes, e.lanes().size());
                    drafted |= e.lanes().size() > 1 || e.lanes().stream().anyMatch(lane -> lane.rows() > 1);
                }
                case TraceEvent.BatchAdvanced e -> e.lanes().stream().filter(lane -> lane.lane() > 1).forEach(lane -> {
                    // Committed tells of the first lane, and the time is that of all.
                    tokens += lane.tokens().size();
                    accepted += lane.accepted();
                });
                case TraceEvent.Verified e -> rows = e.rows().size();
                case TraceEvent.Judged e -> asked = (int) e.verdicts().stream()
                        .filter(verdict -> verdict.outcome() == Verdict.Outcome.ACCEPTED).count();
                case TraceEvent.PhaseFinished e when e.phase() != Phase.PREFILL -> phase(e);
                default -> {
                    // Tells nothing about time.
                }
            }
        }

        private void phase(TraceEvent.PhaseFinished e) {
            boolean draftLane = e.phase() == Phase.DRAFT || e.phase() == Phase.RANK;
            if (e.aside()) {
                long from = clock + Math.max(0, e.nanos() - e.asideNanos() - e.spentNanos() - lastEnd);
                if (e.spentNanos() > 0)
                    segments.add(
                            new Segment(e.step(), draftLane, draftLane ? TimeSlice.DRAFT_PASS : TimeSlice.TARGET_PASS,
                                    e.level(), from, from + e.spentNanos()));
                aside += e.spentNanos();
                return;
            }
            long gap = Math.max(0, e.nanos() - e.spentNanos() - lastEnd);
            lastEnd = e.nanos();
            if (gap > PAUSE_NANOS)
                waiting += gap;
            else
                add(e, draftLane, TimeSlice.OTHER, gap);
            boolean parts = e.forwardNanos() != TraceEvent.PhaseFinished.NOT_TOLD;
            divided |= parts;
            TimeSlice rest = rest(e.phase());
            if (!parts) {
                TimeSlice whole = switch (e.phase()) {
                    case DRAFT -> TimeSlice.DRAFT_PASS;
                    case VERIFY, PREDICT -> TimeSlice.TARGET_PASS;
                    default -> rest;
                };
                add(e, draftLane, whole, e.spentNanos());
                return;
            }
            long left = e.spentNanos();
            long forward = Math.min(left, e.forwardNanos());
            left -= forward;
            long law = Math.min(left, Math.max(0, e.lawNanos()));
            left -= law;
            rowLaws += e.phase() == Phase.VERIFY ? law : 0;
            long tell = Math.min(left, Math.max(0, e.tellNanos()));
            left -= tell;
            add(e, draftLane, draftLane ? TimeSlice.DRAFT_PASS : TimeSlice.TARGET_PASS, forward);
            add(e, draftLane, TimeSlice.SAMPLING, law);
            add(e, draftLane, rest, left);
            add(e, draftLane, TimeSlice.CAPTURE, tell);
        }

        /// What is neither a pass nor laws nor telling.
        private static TimeSlice rest(Phase phase) {
            return switch (phase) {
                case DRAFT, RANK -> TimeSlice.TREE;
                case ACCEPT -> TimeSlice.ACCEPT;
                case EMIT, PREDICT -> TimeSlice.SAMPLING;
                case COMMIT, CACHE -> TimeSlice.KV_COPY;
                case PREFILL, VERIFY, CHOOSE, WRITE, REMASK -> TimeSlice.OTHER;
            };
        }

        private void add(TraceEvent.PhaseFinished e, boolean draftLane, TimeSlice slice, long time) {
            if (time <= 0)
                return;
            nanos.merge(slice, time, Long::sum);
            segments.add(new Segment(e.step(), draftLane, slice, e.level(), clock, clock + time));
            clock += time;
            spent += slice == TimeSlice.CAPTURE ? 0 : time;
            targetPass += slice == TimeSlice.TARGET_PASS ? time : 0;
        }

        private void close() {
            // The walk asks for the root's row and for those of the nodes that it passed.
            long unasked = rows == 0 ? 0 : Math.round(rowLaws * Math.max(0, 1 - (asked + 1.0) / rows));
            if (tokens > 0)
                (drafted ? drafting : plain).add(tokens, accepted, spent - unasked, targetPass);
            drafted = false;
            tokens = 0;
            accepted = 0;
            spent = 0;
            targetPass = 0;
            rows = 0;
            asked = 0;
            rowLaws = 0;
        }

        TimeLedger ledger() {
            close();
            segments.sort(Comparator.comparingLong(Segment::from)); // what ran beside is told before what it ran beside
            return new TimeLedger(nanos, segments, aside, waiting, divided, lanes, drafting.side(), plain.side());
        }
    }

    private static final class Counter {
        private int rounds;
        private int tokens;
        private int accepted;
        private long nanos;
        private long targetPass;

        void add(int tokensMore, int acceptedMore, long nanosMore, long targetPassMore) {
            rounds++;
            tokens += tokensMore;
            accepted += acceptedMore;
            nanos += nanosMore;
            targetPass += targetPassMore;
        }

        Side side() {
            return new Side(rounds, tokens, accepted, nanos, targetPass);
        }
    }
}
