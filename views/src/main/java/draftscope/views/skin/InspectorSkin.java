package draftscope.views.skin;

import draftscope.views.Inspector;
import draftscope.views.Why;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.paint.PaintedCanvas;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Shows an [InspectorCard] as nodes, because here text is the matter: it wraps, grows and is read out.
///
/// The card is a value. While a run goes on and the selected thing does not change, the card compares equal and no node is
/// touched.
public final class InspectorSkin extends BaseSkin<Inspector> {
    private final VBox box = new VBox();
    /// Width up to which a value stays on one line.
    private static final double MOST_VALUE = 96;

    private final ScrollPane pane = new ScrollPane(box);
    private InspectorCard shown;
    private Optional<Lead> shownLead = Optional.empty();
    private Ink shownInk;
    private boolean shownTable;
    private boolean dirty = true;

    public InspectorSkin(Inspector view) {
        super(view);
        box.getStyleClass().add("inspector-box");
        pane.getStyleClass().add("inspector-pane");
        pane.setFitToWidth(true);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        pane.setFocusTraversable(false);
        getChildren().add(pane);
        for (var property : List.of(view.stateProperty(), view.selectionProperty(), view.themeProperty(),
                view.textSizeProperty(), view.tableProperty()))
            listen(property, () -> {
                dirty = true;
                view.requestLayout();
            });
        on(view, javafx.scene.input.KeyEvent.KEY_PRESSED, event -> {
            switch (event.getCode()) {
                case DOWN -> pane.setVvalue(pane.getVvalue() + 0.1);
                case UP -> pane.setVvalue(pane.getVvalue() - 0.1);
                case ENTER -> shownLead.ifPresent(lead -> view.show(lead.to()));
                default -> {
                    return;
                }
            }
            event.consume();
        });
    }

    @Override
    protected void layoutChildren(double x, double y, double width, double height) {
        if (dirty) {
            dirty = false;
            InspectorCard card = InspectorCard.of(view().getState(), view().getSelection());
            Optional<Lead> lead = view().isFollowing()
                    ? Lead.of(view().getState(), view().getSelection())
                    : Optional.empty();
            if (!card.equals(shown) || !lead.equals(shownLead) || shownInk != ink()
                    || shownTable != view().isTable()) {
                shown = card;
                shownLead = lead;
                shownInk = ink();
                shownTable = view().isTable();
                build(card);
            }
        }
        pane.resizeRelocate(x, y, width, height);
    }

    @Override
    protected double computeMinWidth(double height, double top, double right, double bottom, double left) {
        return px(200);
    }

    @Override
    protected double computeMinHeight(double width, double top, double right, double bottom, double left) {
        return px(120);
    }

    @Override
    protected double computePrefWidth(double height, double top, double right, double bottom, double left) {
        return px(300);
    }

    private void build(InspectorCard card) {
        box.setPadding(new Insets(px(14)));
        box.setSpacing(px(14));
        List<Node> parts = new ArrayList<>();
        parts.add(head(card));
        parts.add(why(card));
        if (view().isTable()) {
            parts.add(table(card));
        } else {
            card.acceptance().ifPresent(acceptance -> parts.add(section("Acceptance", acceptance(acceptance))));
            if (!card.history().isEmpty())
                parts.add(section("Confidence over steps", history(card.history())));
            if (!card.law().isEmpty())
                parts.add(section(card.law(), bars(card.bars(), card.two(), card.rest())));
            if (!card.residual().isEmpty())
                parts.add(section("What the rejection left of the target", bars(card.residual(), false, Double.NaN)));
            if (!card.why().numbers().isEmpty())
                parts.add(section("Numbers of the rule", lines(card.why().numbers())));
            if (!card.measures().isEmpty())
                parts.add(section("Measures", lines(card.measures())));
            if (!card.details().isEmpty())
                parts.add(section("Details", lines(card.details())));
            if (!card.mask().isEmpty())
                parts.add(section("Mask row: what it saw behind the committed prefix", mask(card.mask())));
        }
        box.getChildren().setAll(parts);
        // The card is made while the pulse lays out, after it applied styles: without this its text would be seen one pulse late.
        pane.applyCss();
        // With software rendering a scroll pane goes on showing the bitmap of its old content while it overflows.
        if (pane.lookup(".viewport") instanceof Node viewport)
            viewport.setCache(false);
    }

    private static Label label(String text, String... styles) {
        Label label = new Label(text);
        label.getStyleClass().addAll(styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private Node head(InspectorCard card) {
        VBox head = new VBox(px(4), label(card.kind(), "ds-heading"));
        if (!card.token().isEmpty()) {
            Label token = label(card.token(), "ds-token");
            HBox line = new HBox(px(10), token);
            line.setAlignment(Pos.BASELINE_LEFT);
            if (!card.word().isEmpty()) {
                Label word = label(card.word(), "ds-verdict");
                if (card.status() != null) {
                    word.getStyleClass().add("verdict-" + card.status().name().toLowerCase().replace('_', '-'));
                    word.setGraphic(glyph(card.status()));
                    word.setGraphicTextGap(px(5));
                }
                HBox.setHgrow(word, Priority.ALWAYS);
                line.getChildren().add(word);
            }
            head.getChildren().add(line);
        }
        if (!card.sub().isEmpty())
            head.getChildren().add(label(card.sub(), "ds-secondary", "ds-small"));
        return head;
    }

    private Node glyph(NodeStatus status) {
        double size = Math.ceil(px(13));
        PaintedCanvas canvas = new PaintedCanvas(size, size);
        Ink ink = ink();
        canvas.paint(g -> Glyphs.mark(g, status, Glyphs.color(ink, status), size / 2, size / 2, size * 0.46));
        return canvas;
    }

    private Node why(InspectorCard card) {
        VBox why = new VBox(px(4), label(card.why().title(), "ds-strong"));
        if (!card.why().sentence().isEmpty())
            why.getChildren().add(label(card.why().sentence(), "ds-secondary"));
        why.getStyleClass().add("ds-card");
        shownLead.ifPresent(lead -> {
            Hyperlink link = new Hyperlink(lead.words());
            link.getStyleClass().add("lead");
            link.setWrapText(true);
            link.setMinHeight(Region.USE_PREF_SIZE);
            // The inspector is one stop on the way of Tab; Enter follows the link.
            link.setFocusTraversable(false);
            link.setOnAction(event -> view().show(lead.to()));
            why.getChildren().add(link);
        });
        return why;
    }

    private Node section(String title, Node content) {
        return new VBox(px(8), label(title, "ds-heading"), content);
    }

    private Node lines(List<Why.Line> lines) {
        VBox all = new VBox(px(5));
        for (Why.Line line : lines) {
            Label name = label(line.name(), "ds-plain");
            Label value = label(line.value(), "ds-value");
            HBox.setHgrow(name, Priority.ALWAYS);
            name.setMaxWidth(Double.MAX_VALUE);
            name.setMinWidth(widestWord(line.name())); // beside a long value it breaks between words, never inside one
            value.setMinWidth(Math.min(px(MOST_VALUE), Math.ceil(ink().width(line.value(), ink().mono(12)))));
            HBox row = new HBox(px(8), name, value);
            row.setAlignment(Pos.CENTER_LEFT);
            all.getChildren().add(row);
        }
        return all;
    }

    private double widestWord(String text) {
        double widest = 0;
        for (String word : text.split(" "))
            widest = Math.max(widest, ink().width(word, ink().ui(13)));
        return Math.min(Math.ceil(widest) + 1, px(120));
    }

    private Node table(InspectorCard card) {
        List<Why.Line> lines = new ArrayList<>(card.why().numbers());
        lines.addAll(card.measures());
        lines.addAll(card.details());
        for (InspectorCard.Seen seen : card.mask())
            lines.add(new Why.Line("slot " + seen.slot() + "  " + seen.token(), MaskStrip.word(seen)));
        for (InspectorCard.Bar bar : card.bars())
            lines.add(new Why.Line(bar.token(), "target p " + Numbers.probability(bar.target())
                    + (card.two() ? " · draft q " + Numbers.probability(bar.draft()) : "")));
        for (InspectorCard.Bar bar : card.residual())
            lines.add(new Why.Line(bar.token(), "left of the target " + Numbers.probability(bar.target())));
        return lines(lines);
    }

    private Node picture(double height, String words, BiConsumer<Pen, Double> painter) {
        Picture picture = new Picture(Math.ceil(height), painter);
        picture.setAccessibleText(words);
        picture.setAccessibleRole(javafx.scene.AccessibleRole.IMAGE_VIEW);
        return picture;
    }

    /// A canvas as wide as its place.
    private static final class Picture extends Region {
        private final PaintedCanvas canvas = new PaintedCanvas();
        private final double height;
        private final BiConsumer<Pen, Double> painter;

        Picture(double height, BiConsumer<Pen, Double> painter) {
            this.height = height;
            this.painter = painter;
            getChildren().add(canvas);
        }

        @Override
        protected double computePrefHeight(double width) {
            return height;
        }

        @Override
        protected double computeMinHeight(double width) {
            return height;
        }

        @Override
        protected void layoutChildren() {
            if (canvas.getWidth() == getWidth() && canvas.getHeight() == getHeight())
                return;
            canvas.setWidth(getWidth());
            canvas.setHeight(getHeight());
            canvas.paint(g -> painter.accept(g, canvas.getWidth()));
        }
    }

    private Node acceptance(InspectorCard.Acceptance a) {
        String words = a.name() + " is " + Numbers.probability(a.threshold()) + ", the draw is "
                + Numbers.probability(a.draw());
        return picture(px(52), words, (g, width) -> {
            double y = px(12);
            double h = px(10);
            g.setFill(ink().hairline);
            g.fillRoundRect(0, y, width, h, px(6), px(6));
            g.setFill(ink().draft);
            g.fillRoundRect(0, y, Math.max(px(4), width * a.threshold()), h, px(6), px(6));
            String kept = a.name() + " " + Numbers.probability(a.threshold());
            double keptWidth = ink().width(kept, ink().ui(11));
            double keptAt = Math.max(keptWidth / 2, Math.min(width - keptWidth / 2, width * a.threshold()));
            ink().centre(g, kept, ink().ui(11), ink().secondary, keptAt, y + h + px(12));
            if (Double.isNaN(a.draw()))
                return;
            double at = Math.max(1, Math.min(width - 1, width * a.draw()));
            javafx.scene.paint.Color color = a.accepted() ? ink().text : ink().rejected;
            g.setFill(ink().surface);
            g.fillRect(at - px(2.5), y - px(6), px(5), h + px(12));
            g.setFill(color);
            g.fillRect(at - px(1), y - px(6), px(2), h + px(12));
            g.fillPolygon(new double[]{at - px(4), at + px(4), at}, new double[]{y - px(9), y - px(9), y - px(3)}, 3);
            String drawn = "draw " + Numbers.apart(a.draw(), a.threshold());
            double half = ink().width(drawn, ink().ui(11)) / 2;
            double drawnAt = Math.max(half, Math.min(width - half, at));
            // Beside each other when there is room, else one below the other.
            boolean clash = Math.abs(drawnAt - keptAt) < half + keptWidth / 2 + px(8);
            ink().centre(g, drawn, ink().ui(11), color, drawnAt, y + h + px(clash ? 26 : 12));
        });
    }

    private Node bars(List<InspectorCard.Bar> bars, boolean two, double rest) {
        double row = px(two ? 19 : 17);
        double head = two ? px(20) : 0;
        boolean tail = rest > 0.00005;
        StringBuilder words = new StringBuilder();
        for (InspectorCard.Bar bar : bars)
            words.append(bar.token()).append(" target ").append(Numbers.probability(bar.target()))
                    .append(two ? " draft " + Numbers.probability(bar.draft()) : "").append(". ");
        double longest = tail ? ink().width("rest", ink().ui(11)) + px(6) : 0; // a hatched bar needs more air than a filled one
        for (InspectorCard.Bar bar : bars)
            longest = Math.max(longest, ink().width(bar.token(), ink().mono(12)));
        double labels = Math.min(longest + px(10), px(110));
        Node picture = picture(head + row * (bars.size() + (tail ? 1 : 0)), words.toString(), (g, width) -> {
            boolean candidates = view().getState() != null && view().getState().canvas().isPresent();
            javafx.scene.paint.Color first = candidates ? ink().palette.color("confidence-5") : ink().target;
            if (two) {
                g.setFill(ink().target);
                g.fillRoundRect(0, px(3), px(9), px(9), 2, 2);
                ink().left(g, "target p", ink().ui(11), ink().secondary, px(14), px(7.5));
                double next = px(14) + ink().width("target p", ink().ui(11)) + px(14);
                g.setFill(ink().draft);
                g.fillRoundRect(next, px(3), px(9), px(9), 2, 2);
                ink().left(g, "draft q", ink().ui(11), ink().secondary, next + px(14), px(7.5));
            }
            double numbers = px(two ? 76 : 40);
            double room = Math.max(px(20), width - labels - numbers);
            double y = head;
            for (InspectorCard.Bar bar : bars) {
                double middle = y + row / 2;
                ink().left(g, ink().fitted(bar.token(), ink().mono(12), labels - px(8)),
                        bar.selected() ? ink().monoBold(12) : ink().mono(12), ink().text, 0, middle);
                double thick = px(two ? 5.5 : 7);
                double top = two ? middle - thick : middle - thick / 2;
                bar(g, first, labels, top, room, thick, bar.target());
                if (two)
                    bar(g, ink().draft, labels, top + thick, room, thick, bar.draft());
                String p = Double.isNaN(bar.target()) ? "–" : Numbers.probability(bar.target());
                String q = Double.isNaN(bar.draft()) ? "–" : Numbers.probability(bar.draft());
                ink().right(g, p, ink().mono(11), ink().text, two ? width - px(38) : width, middle);
                if (two)
                    ink().right(g, q, ink().mono(11), ink().secondary, width, middle);
                y += row;
            }
            if (tail) {
                double middle = y + row / 2;
                ink().left(g, "rest", ink().ui(11), ink().secondary, 0, middle);
                Glyphs.hatch(g, ink().secondary, labels, middle - px(3), Math.max(2, room * rest), px(6), px(4));
                ink().right(g, Numbers.probability(rest), ink().mono(11), ink().secondary,
                        two ? width - px(38) : width, middle);
            }
        });
        if (view().isPicking()) {
            picture.setId("law");
            picture.setCursor(Cursor.HAND);
            Tooltip.install(picture, new Tooltip("Click a token to take it as the candidate of a branch"));
            picture.setOnMouseClicked(event -> {
                int at = (int) Math.floor((event.getY() - head) / row);
                if (at >= 0 && at < bars.size())
                    view().pick(bars.get(at).id());
            });
        }
        return picture;
    }

    private Node mask(List<InspectorCard.Seen> mask) {
        MaskStrip strip = new MaskStrip(ink(), mask);
        return picture(strip.height(), strip.words(), strip::paint);
    }

    private static void bar(Pen g, javafx.scene.paint.Color color, double x, double y, double room,
            double thick, double share) {
        if (Double.isNaN(share))
            return;
        g.setFill(color);
        g.fillRoundRect(x, y, Math.max(1.5, room * share), thick - 0.5, 2, 2);
    }

    private Node history(List<Double> history) {
        return picture(px(84), "Confidence over " + history.size() + " steps", (g, width) -> {
            double top = px(6);
            double h = px(62);
            g.setStroke(ink().hairline);
            g.setLineWidth(1);
            g.strokeLine(0, top + h + 0.5, width, top + h + 0.5);
            g.setLineDashes(3, 3);
            g.strokeLine(0, top + 0.5, width, top + 0.5);
            g.setLineDashes();
            ink().right(g, "1.00", ink().ui(10), ink().secondary, width, top + px(8));
            double pitch = history.size() < 2 ? 0 : (width - px(12)) / (history.size() - 1);
            double lastX = Double.NaN;
            double lastY = Double.NaN;
            for (int i = 0; i < history.size(); i++) {
                if (Double.isNaN(history.get(i))) {
                    lastX = Double.NaN;
                    continue;
                }
                double x = px(6) + i * pitch;
                double y = top + h * (1 - history.get(i));
                g.setStroke(ink().draft);
                g.setLineWidth(px(1.6));
                if (!Double.isNaN(lastX))
                    g.strokeLine(lastX, lastY, x, y);
                g.setFill(ink().draft);
                g.fillOval(x - px(2.5), y - px(2.5), px(5), px(5));
                lastX = x;
                lastY = y;
            }
            ink().left(g, "step 1", ink().ui(10), ink().secondary, 0, top + h + px(9));
            ink().right(g, "step " + history.size(), ink().ui(10), ink().secondary, width, top + h + px(9));
        });
    }
}
