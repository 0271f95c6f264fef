package draftscope.views.skin;

import draftscope.views.Selection;
import draftscope.views.TreeLabView;
import draftscope.views.layout.LabCard;
import draftscope.views.layout.LabCard.Cell;
import draftscope.views.layout.LabCard.Known;
import draftscope.views.layout.LabCard.Node;
import draftscope.views.layout.LabCard.Place;
import draftscope.views.layout.LabLayout;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/// Draws a [TreeLabView].
public final class TreeLabSkin extends TraceSkin<TreeLabView> {
    private static final double LINE = 17;

    private final Caption caption = new Caption();
    private LabLayout layout;
    private double scrolled;

    public TreeLabSkin(TreeLabView view) {
        super(view);
        getChildren().add(caption);
        listen(view.cardProperty(), this::repaint);
    }

    private LabCard card() {
        return view().cardProperty().get();
    }

    @Override
    Empty empty() {
        if (view().getState() == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        return card().empty()
                ? new Empty(card().obstacle(), "The lab replays finished or paused runs that draft and judge.")
                : null;
    }

    @Override
    double layoutAbove(double x, double y, double width, double height) {
        caption.setVisible(empty() == null);
        if (!caption.isVisible())
            return 0;
        caption.show(card().headline(), card().basis());
        return caption.place(x, y, width, px(1));
    }

    @Override
    void paint(Pen g, double width, double height) {
        layout = LabLayout.of(card(), width - px(10), ink().scale);
        horizontal().setVisible(false);
        scrolled = scroll(vertical(), layout.height(), height);
        g.save();
        g.translate(0, -scrolled);
        axes(g);
        double most = card().cells().stream().mapToDouble(Cell::rate).max().orElse(1);
        double least = card().cells().stream().mapToDouble(Cell::rate).min().orElse(0);
        Place best = card().best().map(Cell::place).orElse(null);
        for (LabLayout.Box box : layout.cells())
            cell(g, box, most > least ? (box.cell().rate() - least) / (most - least) : 1,
                    box.cell().place().equals(best));
        for (LabLayout.Box box : layout.cells()) {
            if (box.cell().place().equals(card().chosen())) {
                g.setStroke(ink().focus);
                g.setLineWidth(2);
                g.strokeRect(box.x() + 1, box.y() + 1, layout.cellWidth() - 3, layout.cellHeight() - 3);
            }
        }
        side(g);
        g.restore();
    }

    private void axes(Pen g) {
        Font font = ink().ui(11);
        ink().left(g, "most nodes a round, tokens a second", font, ink().secondary, layout.left(), px(12));
        ink().left(g, "depth", font, ink().secondary, px(20), layout.top() - px(10));
        List<Integer> depths = card().depths();
        for (int i = 0; i < depths.size(); i++)
            ink().right(g, Integer.toString(depths.get(i)), font, ink().text, layout.left() - px(8),
                    layout.top() + (i + 0.5) * layout.cellHeight());
        List<Integer> budgets = card().budgets();
        for (int i = 0; i < budgets.size(); i++)
            ink().centre(g, Integer.toString(budgets.get(i)), font, ink().text,
                    layout.left() + (i + 0.5) * layout.cellWidth(), layout.top() - px(10));
    }

    private void cell(Pen g, LabLayout.Box box, double share, boolean best) {
        Cell cell = box.cell();
        double w = layout.cellWidth() - 2;
        double h = layout.cellHeight() - 2;
        if (cell.same()) {
            g.setStroke(ink().hairline);
            g.setLineWidth(1);
            g.strokeRect(box.x() + 0.5, box.y() + 0.5, w - 1, h - 1);
            if (cell.run())
                run(g, ink(), box.x(), box.y(), w);
            return;
        }
        look(g, ink(), cell.isMeasured(), cell.known(), share, box.x(), box.y(), w, h);
        String number = LabCard.number(cell.rate());
        Font font = best ? ink().monoBold(12) : ink().mono(12);
        double wide = ink().width(number, font);
        if (wide <= w - px(2)) {
            if (!cell.isMeasured()) { // else the hatch runs through the digits
                g.setFill(fill(ink(), share));
                g.fillRect(box.x() + (w - wide) / 2 - px(2), box.y() + h / 2 - px(8), wide + px(4), px(16));
            }
            ink().centre(g, number, font, ink().text, box.x() + w / 2, box.y() + h / 2);
        }
        if (best)
            best(g, ink(), box.x() + w - px(7), box.y() + px(7), px(4.5));
        if (cell.run())
            run(g, ink(), box.x(), box.y(), w);
        if (cell.isMeasured() && !cell.agrees())
            ink().left(g, "≠", ink().uiBold(11), ink().text, box.x() + px(3), box.y() + h - px(7));
    }

    private static Color fill(Ink ink, double share) {
        return ink.palette.tint("draft", "app", 0.08 + 0.4 * share);
    }

    /// Solid where it was measured, hatched where it is worked out, and hatched twice as close where even the costs are.
    static void look(Pen g, Ink ink, boolean measured, Known known, double share, double x, double y, double w,
            double h) {
        g.setFill(fill(ink, share));
        g.fillRect(x, y, w, h);
        if (!measured)
            Glyphs.hatch(g, ink.palette.tint("draft", "app", 0.75), x, y, w, h, known == Known.BEYOND ? 4 : 9);
        g.setLineDashes();
        g.setLineWidth(1);
        g.setStroke(measured ? ink.draft : ink.hairline);
        g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
    }

    /// A diamond.
    static void best(Pen g, Ink ink, double x, double y, double r) {
        g.setFill(ink.text);
        g.fillPolygon(new double[]{x - r, x, x + r, x}, new double[]{y, y - r, y, y + r}, 4);
    }

    /// A bar along the upper edge: the run itself.
    static void run(Pen g, Ink ink, double x, double y, double w) {
        g.setFill(ink.target);
        g.fillRect(x, y, w, Math.max(2, ink.px(3)));
    }

    private void side(Pen g) {
        double x = layout.sideX();
        double y = layout.sideY() + px(10);
        ink().left(g, ink().fitted("Chosen: " + LabCard.shape(card().chosen()), ink().uiBold(13), layout.sideWidth()),
                ink().uiBold(13), ink().text, x, y);
        y += px(24);
        double name = px(104);
        for (List<String> fact : card().facts()) {
            ink().left(g, fact.getFirst(), ink().ui(12), ink().secondary, x, y);
            ink().left(g, ink().fitted(fact.getLast(), ink().ui(12), layout.sideWidth() - name), ink().ui(12),
                    ink().text, x + name, y);
            y += px(LINE + 2);
        }
        y += px(4);
        for (String sentence : card().sentences()) {
            for (String line : ink().wrapped(sentence, ink().ui(12), layout.sideWidth())) {
                ink().left(g, line, ink().ui(12), ink().text, x, y);
                y += px(LINE);
            }
            y += px(4);
        }
        tree(g, layout.treeX() + px(8), layout.treeY(), layout.treeWidth() - px(16), px(LabLayout.TREE));
    }

    private void tree(Pen g, double x, double y, double width, double height) {
        List<Node> nodes = card().tree().nodes();
        if (nodes.isEmpty())
            return;
        Map<Integer, double[]> places = LabLayout.tree(nodes, width, height);
        g.setLineDashes();
        for (Node node : nodes) {
            double[] from = places.get(node.parent());
            double[] to = places.get(node.index());
            if (from == null) // an ancestor was cut before it was sent
                continue;
            g.setStroke(node.kept() && node.accepted() ? ink().draft : ink().hairline);
            g.setLineWidth(node.kept() && node.accepted() ? 4 : 1);
            g.strokeLine(x + from[0], y + from[1], x + to[0], y + to[1]);
        }
        double r = Math.min(px(6), Math.max(px(2), height / (2.4 * Math.max(1, nodes.size()))));
        r = Math.max(r, px(3.5));
        root(g, x + places.get(0)[0], y + places.get(0)[1], r);
        for (Node node : nodes) {
            double[] at = places.get(node.index());
            if (at != null)
                node(g, ink(), node, x + at[0], y + at[1], r);
        }
    }

    private void root(Pen g, double x, double y, double r) {
        g.setFill(ink().text);
        g.fillRect(x - r, y - r, 2 * r, 2 * r);
    }

    /// Filled when the part holds it, with a check when the walk took it; else a dotted ring.
    static void node(Pen g, Ink ink, Node node, double x, double y, double r) {
        g.setFill(node.kept() ? ink.draft : ink.app);
        g.fillOval(x - r, y - r, 2 * r, 2 * r);
        if (!node.kept()) {
            g.setStroke(ink.ghost);
            g.setLineWidth(1);
            g.setLineDashes(2, 2);
            g.strokeOval(x - r, y - r, 2 * r, 2 * r);
            g.setLineDashes();
        } else if (node.accepted()) {
            Glyphs.mark(g, NodeStatus.ACCEPTED, ink.app, x, y, r * 0.8);
        }
    }

    @Override
    Selection hit(double x, double y) {
        return Selection.none();
    }

    @Override
    void clicked(MouseEvent event) {
        if (layout != null && empty() == null)
            layout.at(event.getX(), event.getY() + scrolled)
                    .ifPresent(cell -> view().getOnChoose().accept(cell.place()));
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (empty() != null || event.isShortcutDown() || event.isAltDown() || event.isShiftDown())
            return false;
        switch (event.getCode()) {
            case UP -> move(-1, 0);
            case DOWN -> move(1, 0);
            case LEFT -> move(0, -1);
            case RIGHT -> move(0, 1);
            case HOME -> card().best().ifPresent(cell -> view().getOnChoose().accept(cell.place()));
            case ENTER -> view().getOnApply().run();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void move(int depths, int budgets) {
        view().getOnChoose().accept(LabLayout.beside(card(), card().chosen(), depths, budgets));
    }

    @Override
    TableTwin table() {
        if (empty() != null)
            return TableTwin.EMPTY;
        Place best = card().best().map(Cell::place).orElse(null);
        List<TableTwin.Row> rows = new ArrayList<>();
        for (Cell cell : card().cells()) {
            List<String> marks = new ArrayList<>();
            if (cell.place().equals(card().chosen()))
                marks.add("chosen");
            if (cell.place().equals(best))
                marks.add("best");
            if (cell.run())
                marks.add("the run");
            if (cell.same())
                marks.add("as with fewer nodes");
            rows.add(new TableTwin.Row(List.of(Integer.toString(cell.place().depth()),
                    Integer.toString(cell.place().nodes()), LabCard.number(cell.predicted()),
                    Numbers.fixed(cell.tokensPerRound(), 2), Numbers.fixed(cell.nodesPerRound(), 1),
                    Integer.toString(cell.rounds()), cell.known().words(),
                    cell.isMeasured() ? LabCard.number(cell.measured()) : "not yet", cell.comparison(),
                    String.join(", ", marks)), Selection.none()));
        }
        return new TableTwin(List.of("depth", "most nodes", "predicted tok/s", "tokens a round", "nodes a round",
                "rounds behind it", "target's pass", "measured tok/s", "prediction and measurement", "marks"), rows);
    }
}
