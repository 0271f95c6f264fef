package draftscope.app.session;

import draftscope.trace.Trace;
import java.time.Duration;

/// Where in a trace a person looks: at its end, going along with it, or at a moment of the past.
///
/// A position is a count of events, as for [Trace#at(int)]. Moving reads the trace and nothing else, so it never makes a model
/// run. Not thread-safe: it belongs to the person's thread, as the [Trace] does.
final class Playhead {
    /// Share of a round's time in which its phases are shown one after the other; the rest shows the finished round.
    private static final double UNFOLDING = 0.8;

    private final Trace trace;
    private int position;
    private boolean following = true;
    private boolean playing;
    private long movedAt;

    Playhead(Trace trace) {
        this.trace = trace;
    }

    int position() {
        return position;
    }

    /// Whether it goes along with the end of the trace.
    boolean following() {
        return following;
    }

    /// Whether it moves through the past by itself.
    boolean playing() {
        return playing;
    }

    /// Goes to a position; to the end means following it again.
    void seek(int to) {
        playing = false;
        position = Math.clamp(to, 0, trace.length());
        following = position >= trace.length();
    }

    void nextStep() {
        seek(Math.max(trace.nextStep(position), position + 1));
    }

    void nextPhase() {
        seek(Math.max(trace.nextPhase(position), position + 1));
    }

    void previousStep() {
        seek(Math.min(trace.previousStep(position), position - 1));
    }

    void previousPhase() {
        seek(Math.min(trace.previousPhase(position), position - 1));
    }

    /// Plays the past from here; from the beginning when there is nothing after here.
    void play(long now) {
        if (position >= trace.length())
            position = 0;
        following = false;
        playing = true;
        movedAt = now;
    }

    void stopPlaying() {
        playing = false;
    }

    /// Moves by itself, if it is time to. At a pace, a round is unfolded phase by phase, because the engine makes all of it
    /// within a few milliseconds and then waits.
    ///
    /// @param now   nanoseconds of the frame
    /// @param round how long a round is shown; zero for no unfolding
    /// @param hurry show the end at once
    /// @return whether the position changed
    boolean tick(long now, Duration round, boolean hurry) {
        int end = trace.length();
        if (position >= end || !(following || playing))
            return false;
        int before = position;
        if (following && (hurry || round.isZero()))
            position = end;
        else
            unfold(now, round, end);
        if (position >= end) {
            position = end;
            following = true;
            playing = false;
        }
        return position != before;
    }

    private void unfold(long now, Duration round, int end) {
        int step = step(position);
        // More than a round behind its own run: the engine is slower or faster than asked, and live means live.
        if (following && step >= 0 && step < trace.steps().size() - 2)
            position = trace.startOfStep(trace.steps().size() - 1);
        long dwell = (long) (round.toNanos() * UNFOLDING / phases(step));
        if (now - movedAt < dwell)
            return;
        position = Math.min(end, Math.max(position + 1, trace.nextPhase(position)));
        movedAt = now;
    }

    private int step(int at) {
        int low = 0;
        int high = trace.steps().size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (trace.steps().get(middle).firstEvent() < at)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high;
    }

    private int phases(int step) {
        if (step < 0)
            return 1;
        int end = trace.endOfStep(step);
        int count = 0;
        for (int at = trace.startOfStep(step); at < end; at = Math.max(at + 1, trace.nextPhase(at))) {
            count++;
        }
        return Math.max(1, count);
    }
}
