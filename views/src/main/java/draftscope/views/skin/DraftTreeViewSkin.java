package draftscope.views.skin;

import draftscope.trace.DraftNode;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import draftscope.views.DraftTreeView;
import draftscope.views.DraftTreeView.Form;
import draftscope.views.Selection;
import draftscope.views.Why;
import draftscope.views.layout.NodeStatus;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.TokenText;
import draftscope.views.layout.TreeFaults;
import draftscope.views.layout.TreeLayout;
import draftscope.views.layout.TreeLayout.Direction;
import draftscope.views.paint.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.geometry.Rectangle2D;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;

/// Draws a [DraftTreeView] as one of its two pictures, and lets a person move about in it.
public final class DraftTreeViewSkin extends TraceSkin<DraftTreeView> {
    private final TidyTree tidy = new TidyTree();
    private final Icicle icicle = new Icicle();
    private Trace planTrace;
    private TreeState plan;
    private TreeState checked;
    private Map<Integer, String> faults = Map.of();
    private int step = Integer.MIN_VALUE;
    private double pressX;
    private double pressY;
    private boolean panning;

    public DraftTreeViewSkin(DraftTreeView view) {
        super(view);
        listen(view.formProperty(), this::repaint);
        listen(view.topProperty(), this::repaint);
        // The table takes the focus; the key that leaves it must still work.
        on(view, KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.V && !event.isConsumed() && plain(event)) {
                view.nextForm();
                event.consume();
            }
        });
    }

    private TreePicture picture() {
        return view().getForm() == Form.TIDY ? tidy : icicle;
    }

    @Override
    Empty empty() {
        TraceState state = view().getState();
        if (state == null)
            return new Empty("No run yet.", "Start a run: Ctrl+Enter.");
        if (state.canvas().isPresent())
            return new Empty("A diffusion run has no draft tree.", "Open Unmasking to see its steps.");
        TreeState tree = state.tree();
        if (!tree.isEmpty())
            return null;
        if (state.step() < 0)
            return new Empty("The prompt is being read.", "The first round drafts a tree here.");
        boolean drafts = state.trace().settings().map(s -> s.family().equalsIgnoreCase("speculative")).orElse(false);
        if (!drafts)
            return new Empty("No draft in this round: the method drafts nothing.",
                    "Choose a speculative method in the setup.");
        return tree.draw().isPresent()
                ? null
                : new Empty("Round " + (state.step() + 1) + " has begun.", "Nothing is drafted yet; step on.");
    }

    private TreeState shown() {
        return view().getState().tree();
    }

    /// The tree that places are made for.
    private TreeState planned() {
        TreeState shown = shown();
        Trace trace = view().getState().trace();
        if (view().isLive() || shown.step() < 0)
            return shown;
        if (plan == null || planTrace != trace || plan.step() != shown.step()) {
            TreeState whole = trace.at(trace.endOfStep(shown.step())).tree();
            plan = whole.step() == shown.step() ? whole : shown;
            planTrace = trace;
        }
        return plan.nodes().size() >= shown.nodes().size() ? plan : shown;
    }

    @Override
    void paint(Pen g, double width, double height) {
        TreeState tree = shown();
        TreeState places = planned();
        if (places.step() != step) {
            step = places.step();
            view().showAll();
        }
        if (tree != checked) {
            checked = tree;
            faults = TreeFaults.of(tree);
        }
        int top = places.node(view().getTop()).isPresent() ? view().getTop() : DraftNode.ROOT;
        picture().paint(g, ink(), new TreePicture.Scene(view().getState().trace(), places, tree, top, view().isLive(),
                faults, view().getEmphasis(), view().getMarks()), selectedNode(tree.step()), width, height);
        footer(g, top, height);
    }

    /// What a person should know about the picture as a whole.
    private void footer(Pen g, int top, double height) {
        double y = height - px(12);
        if (!faults.isEmpty()) {
            String words = "! " + Numbers.plural(faults.size(), "node") + (faults.size() == 1 ? " was" : " were")
                    + " computed at a wrong position or with a wrong mask";
            chip(g, words, y, true);
            y -= px(26);
        }
        if (top != DraftNode.ROOT)
            chip(g, "Only below " + TokenText.visible(view().getState().trace(), shown().node(top)
                    .map(node -> node.node().token()).orElse(-1)) + ". Esc shows the whole tree.", y, false);
    }

    private void chip(Pen g, String words, double y, boolean error) {
        double w = ink().width(words, ink().ui(11.5)) + px(16);
        g.setFill(ink().raised);
        g.fillRoundRect(px(8), y - px(11), w, px(22), px(8), px(8));
        g.setStroke(error ? ink().rejected : ink().hairline);
        g.setLineWidth(1);
        g.strokeRoundRect(px(8), y - px(11), w, px(22), px(8), px(8));
        ink().left(g, words, ink().ui(11.5), error ? ink().rejected : ink().text, px(16), y);
    }

    private Optional<Integer> selectedNode(int ofStep) {
        return node(view().getSelection(), ofStep);
    }

    @Override
    Optional<Rectangle2D> place(Selection thing) {
        return node(thing, shown().step()).flatMap(picture()::place);
    }

    /// The node of a step's tree that something stands for.
    private Optional<Integer> node(Selection thing, int ofStep) {
        return switch (thing) {
            case Selection.Node(int at, int node) when at == ofStep -> Optional.of(node);
            case Selection.Token(int index) when index >= 0 && index < view().getState().committed().size() -> {
                var token = view().getState().committed().get(index);
                yield token.step() != ofStep
                        ? Optional.empty()
                        : Optional.of(token.node() > 0 ? token.node() : TreeLayout.DRAW);
            }
            default -> Optional.empty();
        };
    }

    @Override
    Selection hit(double x, double y) {
        if (empty() != null)
            return Selection.none();
        OptionalInt node = picture().hit(x, y);
        return node.isPresent() ? new Selection.Node(shown().step(), node.getAsInt()) : Selection.none();
    }

    @Override
    String tip(Selection selection) {
        if (!(selection instanceof Selection.Node(int at, int node)))
            return "";
        Optional<TreeNode> found = shown().node(node);
        if (found.isEmpty())
            return Why.explain(view().getState(), selection).title();
        TreeNode n = found.get();
        return "node " + n.node().index() + " · depth " + n.node().depth() + " · rank " + (n.node().rank() + 1)
                + "\ndraft q " + Numbers.probability(n.node().probability()) + " · target p "
                + Numbers.probability(n.targetProbability()) + " · path "
                + Numbers.probability(n.node().pathProbability()) + "\n" + NodeStatus.of(n).word()
                + TreeFaults.of(shown(), n).map(fault -> "\n! " + fault).orElse("");
    }

    @Override
    void clicked(MouseEvent event) {
        super.clicked(event);
        if (view().getSelection() instanceof Selection.Node(int at, int node))
            open(node);
    }

    /// Unfolds a run; in the icicle gives the node the whole height, or the whole tree again when it has it.
    private void open(int node) {
        if (picture().unfold(node)) {
            repaint();
        } else if (view().getForm() == Form.ICICLE && node != TreeLayout.DRAW) {
            if (node == view().getTop())
                view().unhoist();
            else
                view().hoist(node);
        }
    }

    @Override
    void pressed(MouseEvent event) {
        pressX = event.getX();
        pressY = event.getY();
        panning = hit(event.getX(), event.getY()) instanceof Selection.None || event.isShiftDown();
    }

    @Override
    void dragged(MouseEvent event) {
        if (panning) {
            picture().pan(event.getX() - pressX, event.getY() - pressY);
            pressX = event.getX();
            pressY = event.getY();
            repaint();
        }
    }

    @Override
    void scrolled(ScrollEvent event) {
        if (empty() != null)
            return;
        if (event.isShortcutDown())
            picture().zoom(event.getX(), event.getY(), Math.exp(event.getDeltaY() * 0.002));
        else
            picture().pan(event.getDeltaX(), event.getDeltaY());
        repaint();
        event.consume();
    }

    private static boolean plain(KeyEvent event) {
        return !event.isShortcutDown() && !event.isAltDown() && !event.isShiftDown();
    }

    @Override
    boolean pressed(KeyEvent event) {
        if (empty() != null || event.isShortcutDown() || event.isAltDown())
            return false;
        Optional<Integer> selected = selectedNode(shown().step());
        switch (event.getCode()) {
            case RIGHT -> go(Direction.CHILD);
            case LEFT -> go(Direction.PARENT);
            case UP -> go(Direction.UP);
            case DOWN -> go(Direction.DOWN);
            case ENTER -> selected.ifPresent(this::open);
            case H -> {
                if (event.isShiftDown())
                    view().unhoist();
                else
                    selected.filter(node -> node > 0).ifPresent(view()::hoist);
            }
            case ESCAPE -> {
                if (view().getTop() == DraftNode.ROOT)
                    return false;
                view().showAll();
            }
            case F -> picture().centreOrFit(selected.map(OptionalInt::of).orElse(OptionalInt.empty()));
            case W -> picture().zoom(canvasWidth() / 2, canvasHeight() / 2, 1.15);
            case S -> picture().zoom(canvasWidth() / 2, canvasHeight() / 2, 1 / 1.15);
            case A -> picture().pan(px(60), 0);
            case D -> picture().pan(-px(60), 0);
            default -> {
                return false;
            }
        }
        repaint();
        return true;
    }

    private void go(Direction direction) {
        int from = selectedNode(shown().step()).orElse(Integer.MIN_VALUE);
        int next = picture().neighbour(from, direction);
        view().setSelection(new Selection.Node(shown().step(), next));
        picture().reveal(next);
    }

    @Override
    TableTwin table() {
        TreeState tree = shown();
        Trace trace = view().getState().trace();
        List<TableTwin.Row> rows = new ArrayList<>();
        for (TreeNode node : tree.nodes()) {
            var draft = node.node();
            Selection selection = new Selection.Node(tree.step(), draft.index());
            rows.add(new TableTwin.Row(List.of(Integer.toString(draft.index()), Integer.toString(draft.parent()),
                    Integer.toString(draft.depth()), Integer.toString(draft.rank() + 1),
                    TokenText.visible(trace, draft.token()), TokenText.id(trace, draft.token()),
                    Numbers.probability(draft.probability()), Numbers.probability(node.targetProbability()),
                    Numbers.probability(draft.pathProbability()), NodeStatus.of(node).word(), draft.source(),
                    Integer.toString(node.level()),
                    node.row().filter(row -> row.position() >= 0).map(row -> Integer.toString(row.position()))
                            .orElse(Numbers.NOT_CAPTURED),
                    node.row().filter(row -> row.slot() >= 0).map(row -> Integer.toString(row.slot()))
                            .orElse(Numbers.NOT_CAPTURED),
                    TreeFaults.of(tree, node).orElse(""),
                    Why.explain(view().getState(), selection).sentence()), selection));
        }
        tree.draw().ifPresent(draw -> {
            Selection selection = new Selection.Node(tree.step(), Selection.Node.DRAW);
            rows.add(new TableTwin.Row(List.of("target", Integer.toString(draw.after()), "", "",
                    TokenText.visible(trace, draw.token()), TokenText.id(trace, draw.token()), "",
                    Numbers.probability(draw.probability()), "", NodeStatus.of(draw).word(), "target", "", "", "", "",
                    Why.explain(view().getState(), selection).sentence()), selection));
        });
        return new TableTwin(List.of("node", "parent", "depth", "rank", "token", "id", "draft q", "target p", "path",
                "verdict", "source", "level", "position", "slot",
                "fault", "why"), rows);
    }
}
