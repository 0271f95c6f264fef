package draftscope.app.cli;

import draftscope.trace.Provenance;
import draftscope.trace.TokenPiece;
import draftscope.trace.TraceEvent;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Prints a run's text while it grows, from its events alone; with marks, who wrote each token stands behind it.
///
/// A character that is spread over several byte tokens is printed when it is complete.
final class MarkedText {
    private final PrintWriter out;
    private final boolean marks;
    private final Map<Integer, TokenPiece> pieces = new HashMap<>();
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer pending = ByteBuffer.allocate(256);
    private final List<List<Integer>> others = new ArrayList<>(); // texts of the lanes behind the first
    private boolean atStart = true;

    MarkedText(PrintWriter out, boolean marks) {
        this.out = out;
        this.marks = marks;
    }

    /// Takes one event of the run.
    void accept(TraceEvent event) {
        switch (event) {
            case TraceEvent.TokensNamed named -> named.pieces().forEach(p -> pieces.put(p.id(), p));
            case TraceEvent.PromptIngested prompt -> prompt.tokens().forEach(token -> print(token, Provenance.PROMPT));
            case TraceEvent.Committed committed when committed.provenance() == Provenance.PROMPT -> {
                // Measures of what was printed already.
            }
            case TraceEvent.Committed committed -> print(committed.token(), committed.provenance());
            case TraceEvent.BatchOpened batch -> batch.lanes().stream().skip(1)
                    .forEach(lane -> others.add(new ArrayList<>(lane.tokens())));
            case TraceEvent.BatchAdvanced batch -> batch.lanes().stream().filter(lane -> lane.lane() > 1)
                    .forEach(lane -> others.get(lane.lane() - 2).addAll(lane.tokens()));
            case TraceEvent.RunStarted _,TraceEvent.StepStarted _,TraceEvent.PhaseFinished _,TraceEvent.Drafted _,TraceEvent.DraftStopped _,TraceEvent.Cut _,TraceEvent.Verified _,TraceEvent.Judged _,TraceEvent.Drawn _,TraceEvent.Planned _,TraceEvent.KvChanged _,TraceEvent.Noted _,TraceEvent.BatchRead _,TraceEvent.CanvasOpened _,TraceEvent.BlockCut _,TraceEvent.Predicted _,TraceEvent.Chosen _,TraceEvent.Unmasked _,TraceEvent.LookedAgain _,TraceEvent.Remasked _,TraceEvent.Edited _,TraceEvent.RunFinished _,TraceEvent.Unrecognised _ -> {
                // Only what became text is printed.
            }
        }
    }

    /// Ends the line; a character that never became complete is shown as U+FFFD. Of a batch the first lane was printed while it
    /// grew, and the others follow now, divided as their prompts were.
    void end() {
        endLine();
        for (List<Integer> other : others) {
            out.println("---");
            decoder.reset();
            atStart = true;
            other.forEach(token -> print(token, Provenance.PROMPT));
            endLine();
        }
        out.flush();
    }

    private void endLine() {
        decode(true);
        out.println();
    }

    private void print(int token, Provenance provenance) {
        TokenPiece piece = pieces.get(token);
        if (piece == null || piece.special())
            return;
        for (byte b : piece.bytes()) {
            // The dummy space that the tokenizer put before the first word is not part of the text.
            if (atStart && b == ' ') {
                atStart = false;
                continue;
            }
            atStart = false;
            if (!pending.hasRemaining())
                decode(false);
            pending.put(b);
        }
        decode(false);
        if (marks && pending.position() == 0)
            out.print(Origins.mark(provenance));
        out.flush();
    }

    private void decode(boolean last) {
        pending.flip();
        CharBuffer characters = CharBuffer.allocate(pending.remaining() + 1);
        decoder.decode(pending, characters, last);
        pending.compact();
        out.print(characters.flip());
    }
}
