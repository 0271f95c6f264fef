package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import draftscope.trace.DraftNode;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/// The guesses of one round: a tree that hangs from the last committed token. A chain is a tree of width 1.
///
/// Nodes are numbered 1, 2, ... in the order in which they were added; 0 is the root. Parents come before children. Siblings
/// are kept in the order in which they were drawn, which is the order in which they must be judged; they are all different,
/// and one that was drawn several times says so. A token that ends a text is a leaf. Not thread-safe; a round makes its own.
public final class DraftTree {
    private static final int NOT_SENT = -1;

    private final int vocabulary;
    private final int maxDepth;
    private final DraftStop atMaxDepth;
    private final IntPredicate ends;
    private final int root;
    private int levels;
    private int sent = NOT_SENT; // nodes that the target reads
    private final List<DraftNode> nodes = new ArrayList<>();
    private final List<List<Integer>> children = new ArrayList<>(); // (size + 1)
    private final List<TokenDistribution> laws = new ArrayList<>(); // (size + 1), null where children are copies

    /// @param root       the last committed token
    /// @param vocabulary ids that the target knows; a draft token lies below
    /// @param maxDepth   deepest level allowed
    /// @param atMaxDepth what to say when that level is reached
    /// @param ends       whether a token ends a text
    public DraftTree(int root, int vocabulary, int maxDepth, DraftStop atMaxDepth, IntPredicate ends) {
        this.root = root;
        this.vocabulary = vocabulary;
        this.maxDepth = maxDepth;
        this.atMaxDepth = atMaxDepth;
        this.ends = ends;
        children.add(new ArrayList<>(1));
        laws.add(null);
    }

    /// Number of nodes, root excluded.
    public int size() {
        return nodes.size();
    }

    /// Depth of the deepest node; 0 for the root alone.
    public int levels() {
        return levels;
    }

    /// Deepest level allowed.
    public int maxDepth() {
        return maxDepth;
    }

    /// The node with index 1 to [#size()].
    public DraftNode node(int index) {
        return nodes.get(index - 1);
    }

    /// All nodes in order of their index.
    public List<DraftNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /// The nodes of one level, 1 for the root's children.
    public List<DraftNode> level(int depth) {
        return nodes.stream().filter(node -> node.depth() == depth).toList();
    }

    /// Token of a node, or of the root for 0.
    public int token(int index) {
        return index == DraftNode.ROOT ? root : node(index).token();
    }

    /// Depth of a node; 0 for the root.
    public int depth(int index) {
        return index == DraftNode.ROOT ? 0 : node(index).depth();
    }

    /// Children of a node or of the root, in draw order.
    public List<Integer> children(int index) {
        return Collections.unmodifiableList(children.get(index));
    }

    /// The law that the children of a node were drawn from, before any sibling was taken out; empty for copied tokens.
    public Optional<TokenDistribution> law(int index) {
        return Optional.ofNullable(laws.get(index));
    }

    /// Whether a node ends a text, so that nothing may follow. The root never does: it is already being continued.
    public boolean ends(int index) {
        return index != DraftNode.ROOT && ends.test(token(index));
    }

    /// From here on the target reads the nodes that there are. What is added later is not read in this round.
    public void send() {
        sent = size();
    }

    /// Number of nodes that the target reads.
    public int read() {
        return sent == NOT_SENT ? size() : sent;
    }

    /// Whether the target does not read a node in this round. It can be accepted all the same, since its parent was read, and
    /// is then the next root.
    public boolean unread(int index) {
        return index > read();
    }

    /// Whether the target has nothing to say after a node: it ends the text, or it was not read.
    public boolean closed(int index) {
        return ends(index) || unread(index);
    }

    /// Nodes of the deepest level that may have children; the root in an empty tree.
    public List<Integer> frontier() {
        if (nodes.isEmpty()) {
            return List.of(DraftNode.ROOT);
        }
        return level(levels()).stream().map(DraftNode::index).filter(index -> !ends(index)).toList();
    }

    /// The children of a node in the order of their draws, where one may come up again; what a verifier tests in turn.
    public List<Integer> drawn(int index) {
        List<Integer> all = children.get(index);
        if (all.stream().allMatch(child -> node(child).draws().isEmpty())) {
            return children(index);
        }
        Map<Integer, Integer> byDraw = new TreeMap<>();
        all.forEach(child -> node(child).draws().forEach(draw -> byDraw.put(draw, child)));
        return List.copyOf(byDraw.values());
    }

    /// Why no level can be added: the greatest depth is reached, or every branch ends the text. Empty while there is room.
    public Optional<DraftStop> full() {
        if (levels() >= maxDepth) {
            return Optional.of(atMaxDepth);
        }
        return frontier().isEmpty() ? Optional.of(new DraftStop("end of text", levels(), maxDepth)) : Optional.empty();
    }

    /// Says which law the children of a node are drawn from.
    public void drawFrom(int index, TokenDistribution law) {
        laws.set(index, law);
    }

    /// Adds a child.
    ///
    /// @param parent          index of the parent, 0 for the root
    /// @param probability     the draft's probability of the token; 1 for a copy
    /// @param drawProbability the same after earlier siblings were taken out
    /// @param source          what proposed it
    /// @param entropyBits     entropy of the law it comes from; `NaN` when not captured or a copy
    /// @throws IllegalArgumentException for a token outside the target's vocabulary, a sibling drafted twice, a child of a
    ///         token that ends the text, and a node too deep
    public DraftNode add(int parent, int token, double probability, double drawProbability, String source,
            double entropyBits, TopTokens top) {
        return add(parent, token, probability, drawProbability, source, entropyBits, top, List.of(), Double.NaN);
    }

    /// Adds a child that was drawn in several of its parent's draws, or that was ranked.
    ///
    /// @param draws in which draws it came up, rising; empty where siblings are drawn without replacement
    /// @param value what it was ranked by; `NaN` where nothing is ranked
    public DraftNode add(int parent, int token, double probability, double drawProbability, String source,
            double entropyBits, TopTokens top, List<Integer> draws, double value) {
        int depth = depth(parent) + 1;
        if (token < 0 || token >= vocabulary) {
            throw new IllegalArgumentException("draft token " + token + " is outside the target's vocabulary of "
                    + vocabulary);
        }
        if (ends(parent)) {
            throw new IllegalArgumentException("node " + parent + " ends the text and can have no children");
        }
        if (unread(parent)) {
            throw new IllegalArgumentException("node " + parent + " is not read and can have no children");
        }
        if (depth > maxDepth + (sent == NOT_SENT ? 0 : 1)) { // the target adds no token of its own behind an unread one
            throw new IllegalArgumentException("a node at depth " + depth + " in a tree of at most " + maxDepth
                    + " levels");
        }
        List<Integer> siblings = children.get(parent);
        for (int sibling : siblings) {
            if (token(sibling) == token) {
                throw new IllegalArgumentException("token " + token + " is drafted twice under node " + parent);
            }
        }
        double path = (parent == DraftNode.ROOT ? 1 : node(parent).pathProbability()) * probability;
        DraftNode node = new DraftNode(nodes.size() + 1, parent, depth, siblings.size(), token, probability,
                drawProbability, path, source, entropyBits, top, draws, value);
        nodes.add(node);
        levels = Math.max(levels, depth);
        siblings.add(node.index());
        children.add(new ArrayList<>(1));
        laws.add(null);
        return node;
    }

    /// Row of the parent for each row of a pass over root and nodes, `(size + 1)`; -1 for the root.
    public int[] parentRows() {
        int[] rows = new int[size() + 1];
        Arrays.setAll(rows, i -> i == 0 ? -1 : node(i).parent());
        return rows;
    }

    /// Indices of the nodes from the root's child down to `index`.
    public List<Integer> path(int index) {
        List<Integer> path = new ArrayList<>();
        for (int at = index; at != DraftNode.ROOT; at = node(at).parent()) {
            path.addFirst(at);
        }
        return path;
    }
}
