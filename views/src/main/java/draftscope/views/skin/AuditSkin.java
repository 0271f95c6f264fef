package draftscope.views.skin;

import draftscope.trace.Trace;
import draftscope.views.AuditView;
import draftscope.views.Selection;
import draftscope.views.layout.AuditCard;
import draftscope.views.layout.AuditCard.Difference;
import draftscope.views.layout.AuditCard.Fact;
import draftscope.views.layout.AuditCard.Item;
import draftscope.views.layout.AuditCard.Shield;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import draftscope.views.paint.PaintedCanvas;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/// Draws an [AuditView]: the shield with its sentence above; below, what scrolls.
public final class AuditSkin extends TraceSkin<AuditView> {
    private static final double EDGE = 20;
    private static final double SHIELD = 44;
    private static final double LINE = 18;
    private static final double FACT = 22;
    private static final double HEAD = 26;
    private static final double CARD = 74;
    private static final double INDENT = 26;

    private final PaintedCanvas shield = new PaintedCanvas();
    private final Label word = new Label();
    private final Label sentence = new Label();
    private final Label note = new Label();
    private final Button button = new Button();
    private final List<double[]> places = new ArrayList<>(); // of the findings: top and height within the content
    private int selected = -1;
    private boolean reveal;

    public AuditSkin(AuditView view) {
        super(view);
        word.getStyleClass().add("audit-word");
        sentence.getStyleClass().add("audit-sentence");
        sentence.setWrapText(true);
        note.getStyleClass().add("ds-secondary");
        note.setWrapText(true);
        note.setId("audit-note");
        word.setWrapText(true);
        word.setId("audit-word");
        sentence.setId("audit-sentence");
        button.getStyleClass().add("small-button");
        button.setId("compare-with-target");
        button.setOnAction(event -> (view.workingProperty().get() ? view.getOnStop() : view.getOnCompare()).run());
        getChildren().addAll(shield, word, sentence, note, button);
        listen(view.cardProperty(), () -> {
            selected = -1;
            repaint();
        });
        listen(view.obstacleProperty(), this::repaint);
        listen(view.workingProperty(), this::repaint);
        listen(view.comparedProperty(), this::repaint);
    }

    private AuditCard card() {
        return view().cardProperty().get();
    }

    @Override
    Empty empty() {
        if (view().getState() == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        if (card() != null)
            return null;
        if (view().workingProperty().get())
            return new Empty("The target reads the run's text alone.", "One token a pass; Esc stops it.");
        return view().obstacleProperty().get().isEmpty()
                ? new Empty("Not compared yet.",
                        "Shift+A: the target reads the same text alone and tells what it would have written.")
                : new Empty("Not compared.", view().obstacleProperty().get());
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        boolean run = view().getState() != null;
        boolean result = run && card() != null;
        shield.setVisible(result);
        word.setVisible(result);
        sentence.setVisible(result);
        button.setVisible(run);
        note.setText(run ? note() : "");
        note.setVisible(!note.getText().isEmpty());
        if (!run)
            return 0;
        boolean working = view().workingProperty().get();
        button.setText(working ? "Stop comparing" : "Compare with the target alone");
        button.setDisable(!working && !view().obstacleProperty().get().isEmpty());
        double left = px(EDGE) + (result ? px(SHIELD + 14) : 0);
        double top = px(8);
        double most = width - left - px(16);
        double buttonWidth = Math.min(button.prefWidth(-1), most);
        double buttonHeight = button.prefHeight(-1);
        word.setText(result ? card().word() : "");
        sentence.setText(result ? card().sentence() : "");
        // Where the word has no room beside the button, the button goes below all of it.
        boolean beside = Math.max(px(60), result ? word.prefWidth(-1) : 0) + buttonWidth + px(16) <= most;
        double room = beside ? most - buttonWidth - px(16) : most;
        if (result) {
            double size = px(SHIELD);
            if (shield.getWidth() != size) {
                shield.setWidth(size);
                shield.setHeight(size);
            }
            shield.relocate(x + px(EDGE), y + top);
            AuditCard.Shield kind = card().shield();
            shield.paint(g -> shield(g, ink(), kind, size / 2, size / 2, size * 0.45));
            top += place(word, x + left, y + top, room) + px(2);
            if (top >= px(8) + buttonHeight)
                room = most; // below the button there is the whole width
            top += place(sentence, x + left, y + top, room) + px(4);
        }
        if (!note.getText().isEmpty())
            top += place(note, x + left, y + top + (result ? 0 : px(4)), room) + px(4);
        if (!beside && top > px(8))
            top += px(4);
        button.resizeRelocate(beside ? x + width - buttonWidth - px(16) : x + left, beside ? y + px(8) : y + top,
                buttonWidth, buttonHeight);
        double bottom = beside ? Math.max(top, px(8) + buttonHeight) : top + buttonHeight;
        return Math.max(bottom, result ? px(SHIELD + 8) : 0) + px(8);
    }

    private static double place(Label label, double x, double y, double width) {
        double high = label.prefHeight(width);
        label.resizeRelocate(x, y, width, high);
        return high;
    }

    /// What else must be known: how far it is, that it is out of date, or why it cannot be done again.
    private String note() {
        int now = view().getState().trace().committed().size();
        if (view().workingProperty().get())
            return "Comparing: " + Numbers.count(view().comparedProperty().get()) + " of "
                    + Numbers.plural(now, "token")
                    + ".";
        if (card() == null)
            return "";
        String late = card().outOfDate(now);
        return late.isEmpty() || view().obstacleProperty().get().isEmpty()
                ? late
                : late + " " + view().obstacleProperty().get();
    }

    /// A shield with a check, a cross, the sign of "about" or a question mark.
    static void shield(Pen g, Ink ink, Shield shield, double x, double y, double r) {
        Color color = shield == Shield.BROKEN ? ink.rejected : ink.text;
        g.setLineDashes();
        if (shield == Shield.OPEN)
            g.setLineDashes(r * 0.22, r * 0.18);
        g.setStroke(color);
        g.setLineWidth(Math.max(1.2, r * 0.11));
        g.beginPath();
        g.moveTo(x, y - r);
        g.quadraticCurveTo(x + r * 0.45, y - r * 0.68, x + r * 0.86, y - r * 0.68);
        g.bezierCurveTo(x + r * 0.86, y + r * 0.25, x + r * 0.5, y + r * 0.74, x, y + r);
        g.bezierCurveTo(x - r * 0.5, y + r * 0.74, x - r * 0.86, y + r * 0.25, x - r * 0.86, y - r * 0.68);
        g.quadraticCurveTo(x - r * 0.45, y - r * 0.68, x, y - r);
        g.closePath();
        g.stroke();
        g.setLineDashes();
        g.setLineWidth(Math.max(1.4, r * 0.15));
        double s = r * 0.36;
        switch (shield) {
            case WHOLE -> g.strokePolyline(new double[]{x - s, x - s * 0.25, x + s},
                    new double[]{y + s * 0.05, y + s * 0.75, y - s * 0.75}, 3);
            case BROKEN -> {
                g.strokeLine(x - s * 0.8, y - s * 0.8, x + s * 0.8, y + s * 0.8);
                g.strokeLine(x - s * 0.8, y + s * 0.8, x + s * 0.8, y - s * 0.8);
            }
            case DIFFERENT -> {
                Glyphs.wave(g, color, x - s, y - s * 0.65, 2 * s, s * 0.6, Math.max(1.4, r * 0.13));
                Glyphs.wave(g, color, x - s, y + s * 0.15, 2 * s, s * 0.6, Math.max(1.4, r * 0.13));
            }
            case OPEN -> ink.centre(g, "?", Font.font(ink.uiBold(20).getFamily(),
                    javafx.scene.text.FontWeight.BOLD, r), color, x, y);
        }
    }

    @Override
    void paint(Pen g, double width, double height) {
        horizontal().setVisible(false);
        double content = content(null, 0, width);
        if (reveal && selected >= 0 && selected < places.size()) {
            double[] place = places.get(selected);
            vertical().setMax(Math.max(0, content - height));
            if (place[0] < vertical().getValue())
                vertical().setValue(place[0]);
            else if (place[0] + place[1] > vertical().getValue() + height)
                vertical().setValue(Math.min(vertical().getMax(), place[0] + place[1] - height));
        }
        reveal = false;
        content(g, -scroll(vertical(), content, height), width);
    }

    /// Paints what scrolls, or with no context only measures it.
    ///
    /// @return its height
    private double content(Pen g, double top, double width) {
        double y = top + px(4);
        if (card().difference().isPresent())
            y = difference(g, card().difference().get(), y, width);
        y = findings(g, y, top, width);
        y = heading(g, "What was checked", y);
        for (Fact fact : card().facts())
            y = fact(g, fact, y, width);
        return y - top + px(12);
    }

    private double heading(Pen g, String text, double y) {
        if (g != null)
            ink().left(g, text, ink().uiBold(11), ink().secondary, px(EDGE), y + px(HEAD / 2));
        return y + px(HEAD);
    }

    private double difference(Pen g, Difference difference, double y, double width) {
        double top = heading(g,
                "First difference: position " + Numbers.count(difference.position()) + ", " + difference.kind(), y);
        double card = (width - px(2 * EDGE + 12)) / 2;
        if (g != null) {
            token(g, "The run wrote", difference.token(), difference.margin(), px(EDGE), top, card);
            token(g, "The target alone writes", difference.targetToken(), difference.targetMargin(),
                    px(EDGE + 12) + card, top, card);
            String kl = "KL from the target's law alone: "
                    + (Double.isNaN(difference.klBits())
                            ? Numbers.NOT_CAPTURED
                            : Numbers.exact(difference.klBits()) + " bit");
            ink().left(g, ink().fitted(kl, ink().ui(12), width - px(2 * EDGE)), ink().ui(12), ink().secondary,
                    px(EDGE), top + px(CARD + 14));
        }
        return top + px(CARD + 30);
    }

    private void token(Pen g, String who, int token, double margin, double x, double y, double w) {
        Trace trace = view().getState().trace();
        g.setFill(ink().raised);
        g.fillRoundRect(x, y, w, px(CARD), px(8), px(8));
        g.setStroke(ink().hairline);
        g.setLineWidth(1);
        g.strokeRoundRect(x + 0.5, y + 0.5, w - 1, px(CARD) - 1, px(8), px(8));
        double left = x + px(12);
        double room = w - px(24);
        ink().left(g, ink().fitted(who, ink().ui(12), room), ink().ui(12), ink().secondary, left, y + px(14));
        String id = "id " + TokenText.id(trace, token);
        double idWidth = ink().width(id, ink().mono(12));
        ink().left(g, ink().fitted(TokenText.quoted(trace, token), ink().monoBold(15), room - idWidth - px(12)),
                ink().monoBold(15), ink().text, left, y + px(36));
        ink().right(g, id, ink().mono(12), ink().secondary, x + w - px(12), y + px(36));
        ink().left(g, ink().fitted("top-2 margin " + Numbers.exact(margin), ink().ui(12), room),
                ink().ui(12), ink().text, left, y + px(58));
    }

    private double findings(Pen g, double from, double contentTop, double width) {
        List<Item> items = card().findings();
        places.clear();
        double y = heading(g, items.isEmpty() ? "Findings" : "Findings (" + Numbers.count(items.size()) + ")", from);
        if (items.isEmpty()) {
            if (g != null)
                ink().left(g, "None.", ink().ui(12), ink().text, px(EDGE), y + px(LINE / 2));
            return y + px(LINE + 8);
        }
        double left = px(EDGE + INDENT);
        double room = Math.max(px(80), width - left - px(EDGE + 8));
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            List<String> lines = ink().wrapped(item.sentence(), ink().ui(12), room);
            double high = px(LINE) * (lines.size() + 1) + px(8);
            places.add(new double[]{y - contentTop, high});
            if (g != null) {
                if (i == selected) {
                    g.setFill(ink().selection);
                    g.fillRoundRect(px(EDGE - 8), y, width - px(2 * EDGE - 8), high - px(2), px(6), px(6));
                }
                mark(g, ink(), item.serious(), px(EDGE + 8), y + px(4 + LINE / 2), px(7));
                String place = item.place();
                double placeWidth = ink().width(place, ink().ui(12));
                ink().left(g, ink().fitted(item.kind(), ink().uiBold(12), room - placeWidth - px(12)), ink().uiBold(12),
                        ink().text, left, y + px(4 + LINE / 2));
                ink().right(g, place, ink().ui(12), ink().secondary, left + room, y + px(4 + LINE / 2));
                for (int l = 0; l < lines.size(); l++)
                    ink().left(g, lines.get(l), ink().ui(12), ink().text, left, y + px(4 + LINE * (l + 1.5)));
            }
            y += high;
        }
        return y + px(8);
    }

    /// A cross for what breaks the promise, a wave for what does not.
    static void mark(Pen g, Ink ink, boolean serious, double x, double y, double r) {
        if (serious) {
            g.setStroke(ink.rejected);
            g.setLineWidth(Math.max(1.5, r * 0.3));
            g.setLineDashes();
            Glyphs.cross(g, x, y, r);
        } else {
            Glyphs.wave(g, ink.secondary, x - r, y - r * 0.3, 2 * r, r * 0.6, Math.max(1.4, r * 0.25));
        }
    }

    private double fact(Pen g, Fact fact, double y, double width) {
        double name = px(170);
        double value = px(84);
        double left = px(EDGE) + name + value + px(16);
        List<String> lines = ink().wrapped(fact.meaning(), ink().ui(12), Math.max(px(80), width - left - px(EDGE)));
        if (g != null) {
            double middle = y + px(FACT / 2);
            ink().left(g, ink().fitted(fact.name(), ink().ui(12), name), ink().ui(12), ink().text, px(EDGE), middle);
            ink().right(g, fact.value(), ink().mono(12), ink().text, px(EDGE) + name + value, middle);
            for (int l = 0; l < lines.size(); l++)
                ink().left(g, lines.get(l), ink().ui(12), ink().secondary, left, middle + px(LINE) * l);
        }
        return y + px(FACT) + px(LINE) * Math.max(0, lines.size() - 1);
    }

    private void choose(int index) {
        selected = index;
        reveal = true;
        view().getOnShow().accept(card().findings().get(index));
        repaint();
    }

    @Override
    void clicked(MouseEvent event) {
        int under = under(event.getY());
        if (under >= 0)
            choose(under);
    }

    private int under(double y) {
        double at = y + (vertical().isVisible() ? vertical().getValue() : 0);
        for (int i = 0; card() != null && i < places.size(); i++) {
            if (at >= places.get(i)[0] && at < places.get(i)[0] + places.get(i)[1])
                return i;
        }
        return -1;
    }

    @Override
    Selection hit(double x, double y) {
        int under = under(y);
        return under < 0 ? Selection.none() : card().findings().get(under).selection();
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (empty() != null || card().findings().isEmpty() || event.isShortcutDown() || event.isAltDown()
                || event.isShiftDown())
            return false;
        int last = card().findings().size() - 1;
        switch (event.getCode()) {
            case UP -> choose(Math.max(0, selected - 1));
            case DOWN -> choose(Math.min(last, selected + 1));
            case ENTER -> choose(Math.max(0, selected));
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    TableTwin table() {
        if (empty() != null)
            return TableTwin.EMPTY;
        Trace trace = view().getState().trace();
        List<TableTwin.Row> rows = new ArrayList<>();
        rows.add(fact("result", card().word(), card().sentence()));
        card().difference().ifPresent(d -> {
            rows.add(fact("first difference", "position " + Numbers.count(d.position()), d.kind()));
            rows.add(fact("the run wrote", TokenText.quoted(trace, d.token()) + ", id " + d.token(),
                    "margin " + Numbers.exact(d.margin())));
            rows.add(fact("the target alone writes", TokenText.quoted(trace, d.targetToken()) + ", id "
                    + d.targetToken(), "margin " + Numbers.exact(d.targetMargin())));
            rows.add(fact("KL divergence", Double.isNaN(d.klBits())
                    ? Numbers.NOT_CAPTURED
                    : Numbers.exact(d.klBits()) + " bit", "of the captured law from the target's alone"));
        });
        card().findings().forEach(item -> rows.add(row(item)));
        card().facts().forEach(f -> rows.add(fact(f.name(), f.value(), f.meaning())));
        return new TableTwin(List.of("what", "round", "position", "class or number", "in words"), rows);
    }

    private static TableTwin.Row fact(String name, String value, String meaning) {
        return new TableTwin.Row(List.of(name, "", "", value, meaning), Selection.none());
    }

    private static TableTwin.Row row(Item item) {
        return new TableTwin.Row(List.of("finding", item.step() < 0 ? "all" : Numbers.count(item.step() + 1L),
                item.position() < 0 ? "all" : Numbers.count(item.position()), item.kind(), item.sentence()),
                item.selection());
    }

    @Override
    void rowChosen(TableTwin.Row row) {
        List<Item> items = card().findings();
        for (int i = 0; i < items.size(); i++) {
            if (row(items.get(i)).equals(row)) {
                choose(i);
                return;
            }
        }
    }
}
