package draftscope.app.window;

import draftscope.app.library.Pairing;
import draftscope.app.session.Activity;
import draftscope.app.session.Session;
import draftscope.model.LanguageModel;
import draftscope.trace.ModelIdentity;
import draftscope.trace.Phase;
import draftscope.trace.RunCounts;
import draftscope.trace.RunSettings;
import draftscope.trace.StopReason;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.layout.Numbers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// How the window says things: short, with units, and never a number that was not measured.
final class Words {
    static final String NONE = "–";

    private Words() {}

    /// `4.9M`, `512k`.
    static String parameters(long count) {
        if (count >= 1_000_000_000)
            return Numbers.fixed(count / 1e9, 1) + "B";
        if (count >= 1_000_000)
            return Numbers.fixed(count / 1e6, 1) + "M";
        return count >= 1000 ? Numbers.fixed(count / 1e3, 0) + "k" : Long.toString(count);
    }

    /// `✓ fits`, `✓ fits, rarely pays`, or `✕ vocabulary 151,936 against 151,643; …`.
    static String pairing(Pairing pairing) {
        if (!pairing.fits())
            return "✕ " + pairing.reason();
        return pairing.pays() ? "✓ fits" : "✓ fits, rarely pays";
    }

    static String model(LanguageModel model) {
        return model.name() + " · " + parameters(model.parameterCount());
    }

    static String model(ModelIdentity model) {
        // A run of another engine may tell its models' names and no more.
        return model.parameters() == 0 ? model.name() : model.name() + " · " + parameters(model.parameters());
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? NONE : Numbers.fixed(value, decimals);
    }

    static String percent(double share) {
        return percent(share, 1);
    }

    static String percent(double share, int decimals) {
        return Double.isNaN(share) ? NONE : Numbers.fixed(share * 100, decimals) + " %";
    }

    /// Whether a file is named as recordings are; what is in it shows when it is opened.
    static boolean isNamedAsRecording(Path file) {
        String name = lower(String.valueOf(file.getFileName()));
        return List.of(".dscope", ".dscope.gz", ".jsonl", ".json").stream().anyMatch(name::endsWith);
    }

    /// A recording's name without its ending.
    static String recording(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("(?i)(\\.dscope)?(\\.gz|\\.jsonl|\\.json)?$", "");
    }

    /// `LIVE`, `PAST · round 41 of 118`, `PAUSED AT BREAKPOINT` or `RECORDED`. A recording has no other present than its end.
    static String badge(Session session) {
        if (session.recorded())
            return "RECORDED";
        // While the next run takes the place of one whose past was shown, there is no moment for an instant.
        if (session.pastProperty().get() && session.shownProperty().get() != null)
            return "PAST · " + place(session);
        if (!session.breakpoints().reasonProperty().get().isEmpty())
            return "PAUSED AT BREAKPOINT";
        return session.traceProperty().get() == null ? "READY" : "LIVE";
    }

    /// Where the moment shown lies, and why nothing moves if nothing does.
    static String where(Session session) {
        TraceState state = session.shownProperty().get();
        Trace trace = session.traceProperty().get();
        if (session.activity() == Activity.LOADING)
            return "opening the models";
        if (session.reading())
            return "reading: " + percent(session.readingShareProperty().get(), 0);
        if (state == null || trace == null)
            return "nothing has run yet";
        // The badge says it already.
        return session.pastProperty().get() && !session.recorded()
                ? reason(session, state)
                : place(session) + " · " + reason(session, state);
    }

    private static String place(Session session) {
        TraceState state = session.shownProperty().get();
        String turn = turn(state.trace());
        if (state.step() < 0)
            return "before the first " + turn;
        String at = turn + " " + (state.step() + 1);
        return session.pastProperty().get() ? at + " of " + state.trace().steps().size() : at;
    }

    private static String reason(Session session, TraceState state) {
        String phase = state.phase().map(done -> "after " + done.label()).orElse("at the beginning");
        if (session.pastProperty().get())
            return session.playingProperty().get() ? "playing the past" : phase;
        return switch (session.activity()) {
            case RUNNING -> session.paceProperty().get().paced()
                    ? "paced: " + session.paceProperty().get().label(turn(session.traceProperty().get()))
                    : "full speed";
            case PAUSED -> "paused " + phase;
            case FINISHED -> session.traceProperty().get().finished().map(Words::end).orElse("no end was recorded");
            case NONE, LOADING -> "";
        };
    }

    private static String end(TraceEvent.RunFinished finished) {
        StopReason reason = finished.reason();
        return switch (reason) {
            case END_OF_TEXT -> "finished: the model ended the text";
            case MAX_TOKENS -> "finished: as many tokens as asked for";
            case CONTEXT_FULL -> "finished: the context is full";
            case CANVAS_FILLED -> "finished: no mask is left";
            case STEPS_DONE -> "finished: all steps are done";
            case CANCELLED -> "stopped by you";
            case FAILED -> "failed: " + finished.message();
        };
    }

    /// What a turn of the driver is called: a round of drafting and judging, or a step.
    static String turn(Trace trace) {
        return trace.settings().map(RunSettings::turn).orElse("step");
    }

    /// Engine time a pass, as `target 5.1 ms/pass · draft 0.7 ms/pass`; empty before the first.
    static String passes(RunCounts counts) {
        // With more passes than rounds the target drafts too.
        String target = counts.targetForwards() > counts.rounds()
                ? pass("target", counts, counts.targetForwards(), Phase.DRAFT, Phase.VERIFY)
                : pass("target", counts, counts.targetForwards(), Phase.VERIFY, Phase.PREDICT);
        String draft = pass("draft", counts, counts.draftForwards(), Phase.DRAFT);
        return draft.isEmpty() ? target : target + " · " + draft;
    }

    private static String pass(String who, RunCounts counts, int forwards, Phase... phases) {
        long nanos = 0;
        for (Phase phase : phases) {
            nanos += counts.phaseNanos().getOrDefault(phase, 0L);
        }
        return forwards == 0 || nanos == 0
                ? ""
                : who + " " + Numbers.fixed(nanos / 1e6 / forwards, 1) + " ms/pass";
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
