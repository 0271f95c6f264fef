package draftscope.views.skin;

import draftscope.views.paint.Pen;
import draftscope.views.skin.InspectorCard.Seen;
import java.util.List;
import java.util.stream.Collectors;

/// A node's row of the tree attention mask as dots, root first: full for a slot that was seen, as it should be; crossed out for
/// one that should have been seen; with a red rim and a mark for one that should not.
final class MaskStrip {
    private static final double ROW = 18;
    private final Ink ink;
    private final List<Seen> mask;

    MaskStrip(Ink ink, List<Seen> mask) {
        this.ink = ink;
        this.mask = mask;
    }

    static String word(Seen seen) {
        if (seen.wanted())
            return seen.visible() ? "seen" : "not seen, though it is an ancestor";
        return "seen, though it is no ancestor";
    }

    double height() {
        return ink.px(ROW * mask.size() + 4);
    }

    String words() {
        return mask.stream().map(seen -> seen.token() + " in slot " + seen.slot() + ": " + word(seen))
                .collect(Collectors.joining(". "));
    }

    void paint(Pen g, double width) {
        double r = ink.px(4.5);
        double x = ink.px(8);
        // The line of descent; a slot that is no ancestor's stands off it.
        long wanted = mask.stream().filter(Seen::wanted).count();
        g.setStroke(ink.hairline);
        g.setLineWidth(Math.max(1, ink.px(1.4)));
        g.strokeLine(x, middle(0), x, middle((int) wanted - 1));
        for (int i = 0; i < mask.size(); i++) {
            Seen seen = mask.get(i);
            double y = middle(i);
            boolean right = seen.wanted() && seen.visible();
            g.setFill(right ? ink.draft : ink.surface);
            g.fillOval(x - r, y - r, 2 * r, 2 * r);
            if (!right) {
                g.setStroke(ink.rejected);
                g.setLineWidth(Math.max(1, ink.px(1.6)));
                g.strokeOval(x - r, y - r, 2 * r, 2 * r);
                if (!seen.visible())
                    Glyphs.cross(g, x, y, r * 1.2);
            }
            String slot = "slot " + seen.slot();
            double room = width - ink.px(24) - ink.width(slot, ink.mono(11)) - ink.px(8);
            String token = right
                    ? seen.token()
                    : "! " + seen.token() + (seen.visible() ? " is no ancestor" : " not seen");
            ink.left(g, ink.fitted(token, ink.mono(12), room), ink.mono(12), right ? ink.text : ink.rejected,
                    ink.px(22), y);
            ink.right(g, slot, ink.mono(11), ink.secondary, width, y);
        }
    }

    private double middle(int row) {
        return ink.px(ROW * row + ROW / 2 + 2);
    }
}
