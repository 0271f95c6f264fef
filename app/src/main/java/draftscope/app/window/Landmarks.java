package draftscope.app.window;

import draftscope.trace.CommittedToken;
import draftscope.trace.Provenance;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.trace.Verdict;
import draftscope.views.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Places in a trace that people jump to.
final class Landmarks {
    /// Entropy from which a token counts as uncertain: as open as a fair choice among four.
    public static final double UNCERTAIN_BITS = 2;

    /// A draft node that the target rejected.
    ///
    /// @param position where its step is over, so that all that came of it can be seen
    public record Rejection(int step, int node, int position) {}

    private Landmarks() {}

    /// The next rejected node after (or before) the one selected; from a selected token of the output on (or back), with the
    /// one that it was written in place of first; or else after (or before) the moment shown.
    public static Optional<Rejection> rejection(TraceState state, Selection selected, boolean forward) {
        List<Rejection> all = rejections(state.trace());
        for (int i = 0; i < all.size(); i++) {
            if (selected.equals(new Selection.Node(all.get(i).step(), all.get(i).node()))) {
                int next = i + (forward ? 1 : -1);
                return next < 0 || next >= all.size() ? Optional.empty() : Optional.of(all.get(next));
            }
        }
        if (selected instanceof Selection.Token(int index) && index >= 0 && index < state.committed().size()) {
            CommittedToken token = state.committed().get(index);
            // A correction is the last token of its round, an accepted one comes before what was rejected in its round.
            return forward
                    ? all.stream().filter(rejection -> rejection.step() >= token.step()).findFirst()
                    : all.reversed().stream().filter(rejection -> rejection.step() < token.step()
                            || rejection.step() == token.step() && token.provenance() == Provenance.CORRECTION)
                            .findFirst();
        }
        return forward
                ? all.stream().filter(rejection -> rejection.position() > state.position()).findFirst()
                : all.reversed().stream().filter(rejection -> rejection.position() <= state.position()).findFirst();
    }

    private static List<Rejection> rejections(Trace trace) {
        List<Rejection> all = new ArrayList<>();
        for (int i = 0; i < trace.length(); i++) {
            if (trace.event(i) instanceof TraceEvent.Judged judged) {
                for (Verdict verdict : judged.verdicts()) {
                    if (verdict.outcome() == Verdict.Outcome.REJECTED)
                        all.add(new Rejection(judged.step(), verdict.node(), trace.endOfStep(judged.step())));
                }
            }
        }
        return all;
    }

    /// The next committed token after (or before) the one selected at which the target was uncertain; with none selected, the
    /// first (or the last).
    public static OptionalInt uncertain(TraceState state, Selection selected, boolean forward) {
        List<CommittedToken> tokens = state.committed();
        int from = selected instanceof Selection.Token token ? token.index() : forward ? -1 : tokens.size();
        for (int i = from + (forward ? 1 : -1); i >= 0 && i < tokens.size(); i += forward ? 1 : -1) {
            if (tokens.get(i).measures().entropyBits() >= UNCERTAIN_BITS)
                return OptionalInt.of(i);
        }
        return OptionalInt.empty();
    }
}
