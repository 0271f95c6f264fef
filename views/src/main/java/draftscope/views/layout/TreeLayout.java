package draftscope.views.layout;

import draftscope.trace.DraftNode;
import draftscope.trace.TargetDraw;
import draftscope.trace.TreeNode;
import draftscope.trace.TreeState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/// Boxes for a draft tree, left to right: x is depth, the likeliest child stands on its parent's row.
///
/// Standing a parent beside its first child, rather than in the middle of its children, has two reasons: the top row then
/// reads as the draft's first choice, and a node that is drafted later can push others down but never up, never swap
/// them and never move them sideways. So the picture stays calm while a tree grows.
///
/// Subtrees are packed by contour: a shallow branch may stand under a deep one. Time and memory are O(nodes x depth).
///
/// @param links   indices into `cards`: where from, where to
/// @param columns one for each depth that has cards, the root's first
public record TreeLayout(List<Card> cards, List<Link> links, List<Column> columns, double width, double height,
        Density density, boolean folded) {

    /// Stands for the target's own token where a node's index is asked for.
    public static final int DRAW = -2;
    private static final int LONGEST_LABEL = 18;
    private static final int LONGEST_CAPSULE = 26;
    private static final int SHORTEST_RUN = 3;

    /// How much a card shows.
    public enum Density {
        /// Token, bar and path probability in words.
        ROOMY(15, 52, 16, 40, 64),
        /// Token and bar.
        NORMAL(13, 34, 10, 28, 48),
        /// Token with a thin bar.
        COMPACT(12, 22, 4, 20, 36);

        final double textSize;
        final double cardHeight;
        final double rowGap;
        final double columnGap;
        final double narrowest;

        Density(double textSize, double cardHeight, double rowGap, double columnGap, double narrowest) {
            this.textSize = textSize;
            this.cardHeight = cardHeight;
            this.rowGap = rowGap;
            this.columnGap = columnGap;
            this.narrowest = narrowest;
        }

        /// Size of a card's token at 100 %.
        public double textSize() {
            return textSize;
        }
    }

    /// A node, a folded run of nodes, or the target's own token.
    ///
    /// @param node   draft node, [DraftNode#ROOT] or [#DRAW]; of a folded run the first
    /// @param run    all nodes of the card, one unless it is folded
    /// @param draft  the draft's probability of the token; `NaN` where it has none
    /// @param target the target's probability of the token; `NaN` when not told yet
    /// @param path   product of the draft's probabilities from the root; `NaN` where there is none
    public record Card(int node, List<Integer> run, int parent, int depth, NodeStatus status, String text, double x,
            double y, double width, double height, double draft, double target, double path) {
        public boolean isFolded() {
            return run.size() > 1;
        }

        public double centreY() {
            return y + height / 2;
        }

        public boolean contains(double px, double py) {
            return px >= x && px < x + width && py >= y && py < y + height;
        }
    }

    /// An edge between two cards.
    ///
    /// @param bend where the horizontal part ends and the curve begins: the right edge of the parent's column
    public record Link(int from, int to, double bend) {}

    /// The column of one depth.
    public record Column(int depth, double x, double width) {
        public String label() {
            return depth == 0 ? "committed" : "depth " + depth;
        }

        public double centre() {
            return x + width / 2;
        }
    }

    /// What the layout may choose.
    ///
    /// @param scale 1 at 100 % text size
    /// @param keep  nodes whose runs must not fold, such as the selected one
    /// @param top   the node that stands leftmost with its subtree; [DraftNode#ROOT] for the whole tree
    public record Options(Density density, boolean fold, double scale, Set<Integer> keep, int top) {
        public Options {
            keep = Set.copyOf(keep);
        }
    }

    public TreeLayout {
        cards = List.copyOf(cards);
        links = List.copyOf(links);
        columns = List.copyOf(columns);
    }

    /// The roomiest layout that fits a viewport; the most compact one when none does.
    public static TreeLayout fit(TreeState tree, IntFunction<String> label, TextMeasure measure, double width,
            double height, double scale, Set<Integer> keep, int top) {
        TreeLayout layout = null;
        for (Density density : Density.values()) {
            for (boolean fold : new boolean[]{false, true}) {
                // Folding hides nodes, so a roomy card is not worth it.
                if (fold && density == Density.ROOMY)
                    continue;
                layout = of(tree, label, measure, new Options(density, fold, scale, keep, top));
                if (layout.width <= width && layout.height <= height)
                    return layout;
            }
        }
        return layout;
    }

    public static TreeLayout of(TreeState tree, IntFunction<String> label, TextMeasure measure, Options options) {
        return new Builder(tree, label, measure, options).build();
    }

    /// The card of a node, folded or not.
    public Optional<Card> card(int node) {
        return cards.stream().filter(card -> card.node == node || card.run.contains(node)).findFirst();
    }

    /// The card under a point of the layout.
    public Optional<Card> at(double x, double y) {
        return cards.stream().filter(card -> card.contains(x, y)).findFirst();
    }

    /// Where a person may go from a card.
    public enum Direction {
        CHILD, PARENT, UP, DOWN
    }

    /// The node that an arrow key leads to; the same node when there is nowhere to go.
    ///
    /// A child is the one on the spine if there is one, else the first. Up and down go among siblings and, past the last
    /// of them, to the next card of the same depth, so that every card can be reached.
    public int neighbour(int node, Direction direction) {
        Card here = card(node).orElse(cards.getFirst());
        Card there = switch (direction) {
            case PARENT -> card(here.parent).orElse(here);
            case CHILD -> cards.stream().filter(card -> card.parent == here.run.getLast() && card != here)
                    .min(Comparator.comparing((Card card) -> !card.status.onSpine()).thenComparing(Card::y))
                    .orElse(here);
            case UP -> cards.stream().filter(card -> card.depth == here.depth && card.y < here.y)
                    .max(Comparator.comparingDouble(Card::y)).orElse(here);
            case DOWN -> cards.stream().filter(card -> card.depth == here.depth && card.y > here.y)
                    .min(Comparator.comparingDouble(Card::y)).orElse(here);
        };
        return there.node;
    }

    /// A line for each card, for goldens.
    public String dump() {
        StringBuilder out = new StringBuilder();
        out.append(String.format("%.0f x %.0f %s%s%n", width, height, density, folded ? " folded" : ""));
        for (Card card : cards) {
            out.append(String.format("%3d <- %2d  d%d  %4.0f,%3.0f %3.0fx%2.0f  %-10s %s%n", card.node, card.parent,
                    card.depth, card.x, card.y, card.width, card.height, card.status, card.text));
        }
        return out.toString();
    }

    /// A card before it has a place.
    private static final class Unit {
        final List<TreeNode> nodes;
        final TargetDraw draw;
        final int node;
        final int parent;
        final int depth;
        final NodeStatus status;
        final List<Unit> children = new ArrayList<>();
        String text = "";
        double width;
        double y;
        int index;

        Unit(List<TreeNode> nodes, TargetDraw draw, int node, int parent, int depth, NodeStatus status) {
            this.nodes = nodes;
            this.draw = draw;
            this.node = node;
            this.parent = parent;
            this.depth = depth;
            this.status = status;
        }

        int lastDepth() {
            return depth + Math.max(0, nodes.size() - 1);
        }

        int last() {
            return nodes.isEmpty() ? node : nodes.getLast().node().index();
        }
    }

    private static final class Builder {
        private final TreeState tree;
        private final IntFunction<String> label;
        private final TextMeasure measure;
        private final Options options;
        private final Density density;
        private final double rowPitch;
        private final Map<Integer, List<TreeNode>> children = new HashMap<>();
        private final List<Unit> units = new ArrayList<>();
        private boolean folded;
        private int base; // depth of the leftmost column
        private int depths;

        Builder(TreeState tree, IntFunction<String> label, TextMeasure measure, Options options) {
            this.tree = tree;
            this.label = label;
            this.measure = measure;
            this.options = options;
            density = options.density;
            rowPitch = (density.cardHeight + density.rowGap) * options.scale;
            for (TreeNode node : tree.nodes())
                children.computeIfAbsent(node.node().parent(), key -> new ArrayList<>()).add(node);
            for (List<TreeNode> siblings : children.values())
                siblings.sort(Comparator.comparingInt(node -> node.node().rank()));
        }

        TreeLayout build() {
            TreeNode top = tree.node(options.top).orElse(null);
            base = top == null ? 0 : top.node().depth();
            Unit root = top == null
                    ? unit(List.of(), null, DraftNode.ROOT, DraftNode.NONE, 0, NodeStatus.ROOT)
                    : unit(List.of(top), null, options.top, top.node().parent(), 0, NodeStatus.of(top));
            grow(root);
            depths = units.stream().mapToInt(Unit::lastDepth).max().orElse(0) + 1;
            place(root);
            settle(root, 0);
            return boxes(columns());
        }

        private Unit unit(List<TreeNode> nodes, TargetDraw draw, int node, int parent, int depth, NodeStatus status) {
            Unit unit = new Unit(nodes, draw, node, parent, depth, status);
            unit.index = units.size();
            units.add(unit);
            unit.text = text(unit);
            double padding = 2 * 10 * options.scale;
            // A hexagon's slanted sides take room from the text.
            if (status.byTarget())
                padding += 12 * options.scale;
            unit.width = Math.max(density.narrowest * options.scale,
                    measure.width(unit.text, density.textSize * options.scale) + padding);
            return unit;
        }

        private void grow(Unit unit) {
            for (TreeNode first : children.getOrDefault(unit.last(), List.of())) {
                List<TreeNode> run = run(first);
                Unit child = unit(run, null, first.node().index(), unit.last(), first.node().depth() - base,
                        NodeStatus.of(first));
                folded |= run.size() > 1;
                unit.children.add(child);
                grow(child);
            }
            // The target's token comes last among its siblings, because the walk comes to it last.
            if (tree.draw().isPresent() && tree.draw().get().after() == unit.last()) {
                TargetDraw draw = tree.draw().get();
                unit.children
                        .add(unit(List.of(), draw, DRAW, unit.last(), unit.lastDepth() + 1, NodeStatus.of(draw)));
            }
        }

        /// The nodes that share a card with `first`: a straight run with one fate.
        private List<TreeNode> run(TreeNode first) {
            List<TreeNode> run = new ArrayList<>(List.of(first));
            if (!options.fold || options.keep.contains(first.node().index()))
                return run;
            TreeNode last = first;
            while (true) {
                List<TreeNode> next = children.getOrDefault(last.node().index(), List.of());
                boolean drawHangsHere = tree.draw().isPresent()
                        && tree.draw().get().after() == last.node().index();
                if (next.size() != 1 || drawHangsHere || NodeStatus.of(next.getFirst()) != NodeStatus.of(first)
                        || options.keep.contains(next.getFirst().node().index()))
                    break;
                last = next.getFirst();
                run.add(last);
            }
            return run.size() < SHORTEST_RUN ? new ArrayList<>(List.of(first)) : run;
        }

        private String text(Unit unit) {
            if (unit.draw != null)
                return shorten(label.apply(unit.draw.token()), LONGEST_LABEL);
            if (unit.nodes.isEmpty())
                return tree.rootToken() < 0 ? "start" : shorten(label.apply(tree.rootToken()), LONGEST_LABEL);
            StringBuilder text = new StringBuilder();
            for (TreeNode node : unit.nodes)
                text.append(label.apply(node.node().token()));
            return unit.nodes.size() == 1
                    ? shorten(text.toString(), LONGEST_LABEL)
                    : shorten(text.toString(), LONGEST_CAPSULE) + " ×" + unit.nodes.size();
        }

        private static String shorten(String text, int longest) {
            return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
        }

        /// Lays out a subtree relative to its own row 0 and gives its contour: highest and lowest row by depth.
        private double[][] place(Unit unit) {
            double[] top = new double[depths];
            double[] bottom = new double[depths];
            java.util.Arrays.fill(top, Double.POSITIVE_INFINITY);
            java.util.Arrays.fill(bottom, Double.NEGATIVE_INFINITY);
            for (Unit child : unit.children) {
                double[][] contour = place(child);
                double shift = 0;
                for (int d = 0; d < depths; d++) {
                    if (bottom[d] >= 0 && contour[0][d] < Double.POSITIVE_INFINITY)
                        shift = Math.max(shift, bottom[d] + 1 - contour[0][d]);
                }
                child.y = shift;
                for (int d = 0; d < depths; d++) {
                    top[d] = Math.min(top[d], contour[0][d] + shift);
                    bottom[d] = Math.max(bottom[d], contour[1][d] + shift);
                }
            }
            for (int d = unit.depth; d <= unit.lastDepth(); d++) {
                top[d] = Math.min(top[d], 0);
                bottom[d] = Math.max(bottom[d], 0);
            }
            return new double[][]{top, bottom};
        }

        private void settle(Unit unit, double row) {
            unit.y = row;
            for (Unit child : unit.children)
                settle(child, row + child.y);
        }

        private List<Column> columns() {
            double[] widths = new double[depths];
            java.util.Arrays.fill(widths, 14 * options.scale);
            double gap = density.columnGap * options.scale;
            for (Unit unit : units) {
                if (unit.nodes.size() <= 1)
                    widths[unit.depth] = Math.max(widths[unit.depth], unit.width);
            }
            units.stream().filter(unit -> unit.nodes.size() > 1).sorted(Comparator.comparingInt(Unit::lastDepth))
                    .forEach(unit -> {
                        double room = gap * (unit.lastDepth() - unit.depth);
                        for (int d = unit.depth; d <= unit.lastDepth(); d++)
                            room += widths[d];
                        widths[unit.lastDepth()] += Math.max(0, unit.width - room);
                    });
            List<Column> columns = new ArrayList<>();
            double x = 0;
            for (int d = 0; d < depths; d++) {
                columns.add(new Column(d + base, x, widths[d]));
                x += widths[d] + gap;
            }
            return columns;
        }

        private TreeLayout boxes(List<Column> columns) {
            double height = density.cardHeight * options.scale;
            List<Card> cards = new ArrayList<>();
            List<Link> links = new ArrayList<>();
            double lowest = 0;
            for (Unit unit : units) {
                Column from = columns.get(unit.depth);
                Column to = columns.get(unit.lastDepth());
                double x = from.x + (to.x + to.width - from.x - unit.width) / 2;
                double y = unit.y * rowPitch;
                lowest = Math.max(lowest, y + height);
                TreeNode first = unit.nodes.isEmpty() ? null : unit.nodes.getFirst();
                cards.add(new Card(unit.node,
                        unit.nodes.isEmpty()
                                ? List.of(unit.node)
                                : unit.nodes.stream().map(node -> node.node().index()).toList(),
                        unit.parent, unit.depth + base, unit.status, unit.text, x, y, unit.width, height,
                        first == null ? Double.NaN : first.node().probability(),
                        first != null
                                ? first.targetProbability()
                                : unit.draw != null ? unit.draw.probability() : Double.NaN,
                        first == null ? Double.NaN : unit.nodes.getLast().node().pathProbability()));
                for (Unit child : unit.children)
                    links.add(new Link(unit.index, child.index, to.x + to.width));
            }
            Column last = columns.getLast();
            return new TreeLayout(cards, links, columns, last.x + last.width, lowest, density, folded);
        }
    }
}
