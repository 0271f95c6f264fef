package draftscope.views.layout;

import draftscope.trace.BatchState;
import draftscope.trace.BatchState.Lane;
import draftscope.trace.StopReason;
import draftscope.trace.TraceState;

/// Says what a batch and its lanes came to. What a padded batch would have cost is always said to be worked out.
public final class LanesWords {
    private LanesWords() {}

    /// What the step's forward read.
    public static String round(TraceState state, BatchState batch) {
        if (batch.rows() == 0)
            return Numbers.plural(batch.lanes().size(), "lane") + ", " + batch.going()
                    + (batch.going() == 1 ? " goes on." : " go on.");
        int lanes = (int) batch.lanes().stream().filter(lane -> lane.rows() > 0).count();
        int more = batch.paddedRows() - batch.rows();
        return "Round " + (state.step() + 1) + " read " + Numbers.plural(batch.rows(), "row") + " for "
                + Numbers.plural(lanes, "lane") + (lanes > 1 ? ", laid end to end. " : ". ")
                + (more == 0
                        ? "A padded batch would have read no more."
                        : "A padded batch would have read " + Numbers.plural(more, "row") + " more.");
    }

    /// What the run came to so far.
    public static String soFar(BatchState batch) {
        return "So far " + Numbers.plural(batch.emitted(), "token") + " from " + Numbers.plural(batch.rowsRead(), "row")
                + ". Worked out from these counts, not run: a padded batch would have read "
                + Numbers.plural(batch.inputPadding(), "row") + " more and left "
                + Numbers.plural(batch.cachePadding(), "slot") + " of its cache empty."
                + (batch.lanes().size() > 1 ? " Text, tree, timeline and metrics show lane 1." : "");
    }

    /// What a lane came to, in a few words.
    public static String facts(Lane lane) {
        StringBuilder words = new StringBuilder().append(Numbers.count(lane.cached())).append(" cached");
        if (lane.rows() > 0)
            words.append(" · ").append(Numbers.plural(lane.rows(), "row"));
        if (lane.rows() > 1)
            words.append(lane.accepted() == Lane.NOT_JUDGED
                    ? ", " + (lane.rows() - 1) + " of them drafted"
                    : " · " + lane.accepted() + " of " + (lane.rows() - 1) + " drafted accepted");
        lane.end().ifPresent(why -> words.append(" · over: ").append(end(why)));
        return words.toString();
    }

    /// Why a lane is over.
    public static String end(StopReason why) {
        return switch (why) {
            case END_OF_TEXT -> "end of text";
            case MAX_TOKENS -> "as many tokens as asked for";
            case CONTEXT_FULL -> "the context is full";
            case CANVAS_FILLED -> "the canvas is filled";
            case STEPS_DONE -> "its steps are done";
            case CANCELLED -> "cancelled";
            case FAILED -> "failed";
        };
    }

    /// One lane, in whole sentences.
    public static String sentence(Lane lane) {
        StringBuilder words = new StringBuilder();
        if (lane.rows() == 0)
            words.append(lane.end().isPresent()
                    ? "It had no row in this round, because it was over before. "
                    : "The target has not read its rows of this round yet. ");
        else {
            words.append(lane.rows() == 1
                    ? "The target read one row for it in this round, its last token: nothing was drafted. "
                    : "The target read " + lane.rows() + " rows for it in this round: its last token and a draft of "
                            + (lane.rows() - 1) + ". ");
            if (lane.rows() > 1)
                words.append(lane.accepted() == Lane.NOT_JUDGED
                        ? "What became of the draft is told with the commit. "
                        : "It accepted " + lane.accepted() + " of the draft. ");
        }
        lane.end().ifPresent(why -> words.append("The lane is over: ").append(end(why)).append(". "));
        if (lane.number() == 1)
            words.append("Text, tree, KV cache, timeline and metrics show this lane.");
        return words.toString().strip();
    }

    /// The picture, for people who do not see it.
    public static String narration(TraceState state) {
        if (state == null)
            return Narration.NOTHING;
        if (state.batch().isEmpty())
            return "This run decodes one text.";
        BatchState batch = state.batch().get();
        StringBuilder words = new StringBuilder(round(state, batch)).append(' ').append(soFar(batch));
        for (Lane lane : batch.lanes())
            words.append(" Lane ").append(lane.number()).append(": ").append(facts(lane)).append('.');
        return words.append(" Arrow keys go from lane to lane, T shows them as a table.").toString();
    }
}
