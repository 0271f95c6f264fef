package draftscope.query;

import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Asks breakpoints of a run as it is told, round by round: of a live run on the run's own thread, of a recorded one on any.
/// The same events give the same hits.
///
/// A round is asked at the end of the phase in which all of it is decided and nothing done, so a run that is held there has
/// not yet written what the breakpoint found. Of a denoising step the items are the tokens that it is about to write. Only the
/// round in progress is kept, beside what `for ... steps` and `repeat` must know of the rounds before it.
///
/// For one thread.
public final class Watch {
    /// A breakpoint with what was found so far.
    private static final class Asked {
        private final Breakpoint breakpoint;
        private final Evaluation evaluation;
        private final Truth truth;
        private int hits;

        Asked(Breakpoint breakpoint, RoundReader reader) {
            this.breakpoint = breakpoint;
            evaluation = new Evaluation(token -> Items.text(reader.pieces(), token));
            truth = breakpoint.condition().bind(evaluation);
        }
    }

    private final RoundReader reader = new RoundReader();
    private final List<Asked> asked = new ArrayList<>();
    private final Set<Integer> fired = new HashSet<>(); // ids, up to the round before

    public Watch(List<Breakpoint> breakpoints) {
        for (Breakpoint breakpoint : breakpoints) {
            if (breakpoint.enabled())
                asked.add(new Asked(breakpoint, reader));
        }
    }

    /// Takes the next event of the run; the first call takes its first.
    ///
    /// @return the hits of the round that the event completes, in the order of the breakpoints; mostly none
    public List<Hit> accept(TraceEvent event) {
        Optional<Round> round = reader.accept(event);
        return round.isEmpty() ? List.of() : ask(round.get());
    }

    private List<Hit> ask(Round round) {
        List<Hit> hits = new ArrayList<>();
        for (Asked each : asked) {
            each.evaluation.step(round.facts(), round.items());
            int after = each.breakpoint.after();
            if (after == Breakpoint.NONE || fired.contains(after))
                first(each, round).ifPresent(item -> hits.add(hit(each, item)));
        }
        for (Hit hit : hits) {
            if (hit.counts())
                fired.add(hit.breakpoint().id());
        }
        return hits;
    }

    private static Optional<Item> first(Asked each, Round round) {
        for (int i = 0; i < round.items().size(); i++) {
            if (each.truth.holds(round.items().get(i)))
                return Optional.of(round.items().get(i));
        }
        return Optional.empty();
    }

    private Hit hit(Asked each, Item item) {
        each.hits++;
        Breakpoint breakpoint = each.breakpoint;
        List<String> numbers = breakpoint.condition().fields().stream().distinct()
                .map(field -> field.word() + " " + LogMessage.words(field, item, this::text)).toList();
        return new Hit(breakpoint, each.hits, item, reader.position(), numbers,
                breakpoint.message().map(message -> message.about(item, this::text)).orElse(""));
    }

    private String text(int token) {
        return Items.text(reader.pieces(), token);
    }
}
