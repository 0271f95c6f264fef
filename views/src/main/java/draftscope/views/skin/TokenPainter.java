package draftscope.views.skin;

import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.views.Selection;
import draftscope.views.layout.Running;
import draftscope.views.layout.TokenFlow;
import draftscope.views.paint.Pen;
import draftscope.views.paint.Tile;
import java.util.List;
import javafx.scene.paint.Color;

/// Paints the tokens of the running text: the fill of the overlay, the letters, and in the gutter below who wrote them.
final class TokenPainter {
    /// Of the letters, in pixels at 100 %.
    static final double SIZE = 15;
    /// Share of [#SIZE] that hex has below the character that it makes.
    static final double HEX = TokenFlow.HEX;

    private final Pen g;
    private final Ink ink;

    TokenPainter(Pen g, Ink ink) {
        this.g = g;
        this.ink = ink;
    }

    private double px(double at100Percent) {
        return ink.px(at100Percent);
    }

    /// @param fill null for none
    /// @param bold for fills on which thin letters have too little contrast
    void token(Running.Item item, TokenFlow.Box box, double x, double y, Color fill, boolean bold) {
        double boxTop = y + px(2.5);
        double boxHeight = px(21.5);
        double gap = px(0.5);
        if (item.mask()) {
            mask(x + px(1), boxTop + px(1), box.width() - px(2), boxHeight - px(2));
            return;
        }
        if (fill != null) {
            g.setFill(fill);
            g.fillRoundRect(x + gap, boxTop, box.width() - 2 * gap, boxHeight, px(4), px(4));
        }
        Color color = switch (item.kind()) {
            case PROMPT -> fill == null ? ink.palette.color("prompt") : ink.text;
            case PENDING -> item.status().onSpine() ? ink.text : ink.ghost;
            case COMMITTED, CANVAS -> ink.text;
        };
        letters(box, x, y, color, bold);
        double gutter = y + px(25);
        if (item.kind() == Running.Kind.COMMITTED || item.kind() == Running.Kind.PENDING)
            Glyphs.provenance(g, ink, item.status(), x + gap, gutter, box.width() - 2 * gap, px(4));
        if (item.kind() == Running.Kind.CANVAS && item.fresh())
            fresh(x, boxTop, box.width(), boxHeight, gutter);
        if (item.standing().isPresent())
            standing(item.standing().get(), x, boxTop, box.width(), boxHeight, gutter);
        if (item.forced())
            forced(item, x, boxTop, box.width(), boxHeight, gutter);
    }

    /// All masks of a text are alike.
    private void mask(double x, double y, double width, double height) {
        Tile tile = new Tile(List.of("mask", ink.palette.theme(), ink.scale, width, height), Math.ceil(width),
                Math.ceil(height), pen -> GridPainter.mask(pen, ink, 0, 0, width, height, true));
        g.repeat(tile, Math.round(x), Math.round(y), 1, 1);
    }

    /// A padlock below what a person put there or locked, dots below what the run that was left had written.
    private void standing(StandingToken standing, double x, double top, double width, double height, double gutter) {
        if (standing.provenance() == Provenance.FORCED) {
            g.setStroke(ink.text);
            g.setLineWidth(px(1.5));
            g.strokeRect(x + px(1), top + px(1), width - px(2), height - px(2));
        }
        if (standing.locked())
            Glyphs.padlock(g, ink.text, x + width / 2, gutter + px(2), px(3));
        else
            takenOver(g, ink, x + px(1), gutter, width - px(2));
    }

    /// The mark of a token that another run wrote, in the gutter.
    static void takenOver(Pen g, Ink ink, double x, double y, double width) {
        g.setStroke(ink.secondary);
        g.setLineWidth(ink.px(1.5));
        g.setLineDashes(ink.px(1.5), ink.px(3));
        g.strokeLine(x, y + ink.px(1.5), x + width, y + ink.px(1.5));
        g.setLineDashes();
    }

    /// Rim and dot: unmasked in this step.
    private void fresh(double x, double top, double width, double height, double gutter) {
        g.setStroke(ink.text);
        g.setLineWidth(px(1.4));
        g.strokeRoundRect(x + px(1), top + px(0.7), width - px(2), height - px(1.4), px(4), px(4));
        g.setFill(ink.text);
        g.fillOval(x + width / 2 - px(1.5), gutter + px(0.5), px(3), px(3));
    }

    private void forced(Running.Item item, double x, double top, double width, double height, double gutter) {
        g.setStroke(ink.text);
        g.setLineWidth(px(1.5));
        g.strokeRect(x + px(1), top + px(1), width - px(2), height - px(2));
        if (item.kind() == Running.Kind.CANVAS)
            Glyphs.arrowUp(g, ink.text, x + width / 2, gutter + px(2), px(3));
        else
            Glyphs.padlock(g, ink.text, x + width / 2, gutter + px(2), px(3));
    }

    private void letters(TokenFlow.Box box, double x, double y, Color color, boolean bold) {
        double middle = y + px(13.5);
        switch (box.shape()) {
            case TEXT -> ink.left(g, box.text(), bold ? ink.monoBold(SIZE) : ink.mono(SIZE), color, x, middle);
            case CHIP -> {
                g.setStroke(ink.secondary);
                g.setLineWidth(1);
                g.strokeRoundRect(x + px(2), middle - px(9), box.width() - px(4), px(18), px(9), px(9));
                ink.centre(g, box.text(), ink.mono(SIZE * 0.8), ink.secondary, x + box.width() / 2, middle);
            }
            case BYTES -> bytes(box, x, y);
            case MASK -> {
            }
        }
    }

    /// Hex of each token inside one bracket, with room for the character over it.
    private void bytes(TokenFlow.Box box, double x, double y) {
        ink.centre(g, box.text(), ink.mono(SIZE * HEX), ink.secondary, x + box.width() / 2,
                y + px(box.lonely() ? 13.5 : 19.5));
        g.setStroke(ink.secondary);
        g.setLineWidth(1);
        double top = y + px(4.5);
        double bottom = y + px(22.5);
        if (box.first())
            g.strokePolyline(new double[]{x + px(4), x + px(1.5), x + px(1.5), x + px(4)},
                    new double[]{top, top, bottom, bottom}, 4);
        double end = x + box.width();
        if (box.last())
            g.strokePolyline(new double[]{end - px(4), end - px(1.5), end - px(1.5), end - px(4)},
                    new double[]{top, top, bottom, bottom}, 4);
        else
            g.strokeLine(end, bottom - px(5), end, bottom);
    }

    /// What the tokens of a group make together, over their hex.
    void character(TokenFlow.Box box, double x, double y) {
        ink.centre(g, box.character(), ink.mono(SIZE * TokenFlow.OVER_HEX), ink.text, x + box.group() / 2, y + px(9.5));
    }

    /// Around the selected token.
    void ring(double x, double y, double width) {
        g.setStroke(ink.text);
        g.setLineWidth(px(2));
        g.strokeRoundRect(x - px(1), y + px(1), width + px(2), px(24.5), px(7), px(7));
    }

    /// Around the token that is pointed at, here or in the curve.
    void pointed(double x, double y, double width) {
        g.setStroke(ink.secondary);
        g.setLineWidth(1);
        g.strokeRect(x + 0.5, y + px(2.5), width - 1, px(21.5));
    }

    /// Lines above and below the tokens of a range, closed at its ends.
    void range(Selection.Tokens range, TokenFlow.Box box, double x, double y) {
        double top = y + px(1.5);
        double bottom = y + px(29);
        g.setStroke(ink.text);
        g.setLineWidth(px(1.5));
        g.strokeLine(x, top, x + box.width(), top);
        g.strokeLine(x, bottom, x + box.width(), bottom);
        if (box.item() == range.from())
            g.strokeLine(x, top, x, bottom);
        if (box.item() == range.to())
            g.strokeLine(x + box.width(), top, x + box.width(), bottom);
    }
}
