package draftscope.views;

import draftscope.trace.DraftNode;
import draftscope.trace.Provenance;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TokenPiece;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A text with a control token, a break, Arabic, and a character in three bytes of which one more is left alone.
final class Bytes {
    private Bytes() {}

    static List<TokenPiece> pieces() {
        return List.of(new TokenPiece(0, "<|begin|>", new byte[0], true), text(1, "a"), text(2, " cup"), bytes(3, 0xE2),
                bytes(4, 0x9C), bytes(5, 0x93), text(6, "\n"), text(7, " سلام"), bytes(8, 0xE2), text(9, " end"));
    }

    private static TokenPiece text(int id, String text) {
        return new TokenPiece(id, text, text.getBytes(StandardCharsets.UTF_8), false);
    }

    private static TokenPiece bytes(int id, int value) {
        return new TokenPiece(id, String.format("<0x%02X>", value), new byte[]{(byte) value}, false);
    }

    static TraceState state() {
        List<TraceEvent> events = new ArrayList<>();
        List<TokenPiece> pieces = pieces();
        events.add(new TraceEvent.TokensNamed(0, 0, pieces));
        events.add(new TraceEvent.PromptIngested(1, 1, List.of(0, 1)));
        events.add(new TraceEvent.StepStarted(2, 2, 0, 2));
        for (int i = 2; i < pieces.size(); i++)
            events.add(new TraceEvent.Committed(i + 1, i + 1, 0, i, i, Provenance.TARGET, DraftNode.NONE,
                    new TokenMeasures(i * 0.7, 1, 0.5, 0.1, 0, draftscope.trace.TopTokens.NOT_CAPTURED)));
        return Toolkit.end(events);
    }
}
