package draftscope.views.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What parts of a run's drafts would have come to, as a [draftscope.views.TreeLabView] shows it: a map of depth by budget, the
/// chosen cell, and the tree of one round with what the chosen part keeps of it.
///
/// @param obstacle why there is no map, in a sentence; empty when there is one
/// @param basis    what the costs come from, in a sentence
/// @param cells    depth by depth, in each by rising budget; all depths have the same budgets
/// @param chosen   one of the cells
/// @param apply    why the chosen shape cannot be written to the setup, in a sentence; empty when it can
public record LabCard(String obstacle, String basis, List<Cell> cells, Place chosen, Tree tree, String apply) {
    /// Nothing was looked at yet.
    public static final LabCard NONE = new LabCard("No run yet.", "", List.of(), new Place(1, 1),
            new Tree(0, List.of()), "");

    public LabCard {
        cells = List.copyOf(cells);
    }

    /// @param nodes most nodes
    public record Place(int depth, int nodes) {}

    /// How well a prediction's costs are known.
    public enum Known {
        /// The target's pass was measured over just so many rows.
        MEASURED("measured"),
        /// It was measured over fewer and over more rows.
        BETWEEN("between measured points"),
        /// It was measured over fewer or over more rows only.
        BEYOND("beyond what was measured");

        private final String words;

        Known(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /// @param predicted       tokens for each second
    /// @param rounds          how many rounds stand behind it
    /// @param same            a smaller budget keeps the same part of every round
    /// @param measured        tokens for each second of real rounds of this shape; `NaN` where there are none
    /// @param measuredRounds  how many rounds those are
    /// @param agrees          whether what was predicted without those rounds is within 10 % of them
    /// @param comparison      what was compared, in a sentence; empty where nothing was measured
    /// @param run             the run itself has this shape
    public record Cell(Place place, double predicted, double tokensPerRound, double nodesPerRound, int rounds,
            Known known, boolean same, double measured, int measuredRounds, boolean agrees, String comparison,
            boolean run) {
        public boolean isMeasured() {
            return !Double.isNaN(measured);
        }

        /// Tokens for each second: measured where they were, else predicted.
        public double rate() {
            return isMeasured() ? measured : predicted;
        }
    }

    /// @param round which round it is, from 1 on; 0 for none
    public record Tree(int round, List<Node> nodes) {
        public Tree {
            nodes = List.copyOf(nodes);
        }
    }

    /// @param kept     the chosen part holds it
    /// @param accepted the recorded walk took it
    public record Node(int index, int parent, int depth, boolean kept, boolean accepted) {}

    public boolean empty() {
        return cells.isEmpty();
    }

    public List<Integer> depths() {
        return cells.stream().map(cell -> cell.place().depth()).distinct().toList();
    }

    public List<Integer> budgets() {
        return cells.stream().map(cell -> cell.place().nodes()).distinct().toList();
    }

    public Optional<Cell> cell(Place place) {
        return cells.stream().filter(cell -> cell.place().equals(place)).findFirst();
    }

    /// The cell with the highest rate; on a tie the one with the smaller tree. Measured and predicted ones compete alike.
    public Optional<Cell> best() {
        Cell best = null;
        for (Cell cell : cells) {
            if (!cell.same() && (best == null || cell.rate() > best.rate()))
                best = cell;
        }
        return Optional.ofNullable(best);
    }

    /// The best cell in words, beside the run.
    public String headline() {
        Cell best = best().orElseThrow();
        String words = "Best: " + shape(best.place()) + ", " + rate(best.rate()) + (best.isMeasured()
                ? " measured."
                : " predicted.");
        Optional<Cell> run = cells.stream().filter(Cell::run).findFirst();
        if (run.isEmpty() || !run.get().isMeasured())
            return words;
        return run.get().place().equals(best.place())
                ? words + " That is the run itself."
                : words + " The run itself: " + rate(run.get().measured()) + ".";
    }

    /// What is to be known about the chosen cell, as names and values.
    public List<List<String>> facts() {
        List<List<String>> facts = new ArrayList<>();
        cell(chosen).ifPresent(cell -> {
            facts.add(List.of("predicted", rate(cell.predicted())));
            facts.add(List.of("measured", cell.isMeasured()
                    ? rate(cell.measured()) + ", " + Numbers.plural(cell.measuredRounds(), "round")
                    : "not yet"));
            facts.add(List.of("tokens a round", Numbers.fixed(cell.tokensPerRound(), 2)));
            facts.add(List.of("nodes a round", Numbers.fixed(cell.nodesPerRound(), 1)));
            facts.add(List.of("behind it", Numbers.plural(cell.rounds(), "round")));
            facts.add(List.of("target's pass", cell.known().words()));
        });
        return facts;
    }

    /// Sentences about the chosen cell: whether prediction and measurement agree, and what keeps it from being applied.
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        cell(chosen).map(Cell::comparison).filter(words -> !words.isEmpty()).ifPresent(sentences::add);
        if (!tree.nodes().isEmpty())
            sentences.add("Drawn: round " + Numbers.count(tree.round()) + ", of whose "
                    + Numbers.plural(tree.nodes().size(), "node") + " it keeps "
                    + Numbers.count(tree.nodes().stream().filter(Node::kept).count()) + " and accepts "
                    + Numbers.count(tree.nodes().stream().filter(n -> n.kept() && n.accepted()).count()) + ".");
        if (!apply.isEmpty())
            sentences.add(apply);
        return sentences;
    }

    /// The picture in words.
    public String narration() {
        if (empty())
            return obstacle;
        StringBuilder words = new StringBuilder(headline()).append(" Chosen: ").append(shape(chosen)).append(". ");
        facts().forEach(fact -> words.append(fact.getFirst()).append(' ').append(fact.getLast()).append(". "));
        sentences().forEach(sentence -> words.append(sentence).append(' '));
        return words.append("T shows all cells as a table.").toString();
    }

    /// `depth 3, up to 6 nodes`.
    public static String shape(Place place) {
        return "depth " + place.depth() + ", " + (place.nodes() == 1 ? "1 node" : "up to " + place.nodes() + " nodes");
    }

    /// `212 tok/s`, with a decimal where it is small.
    public static String rate(double perSecond) {
        return number(perSecond) + " tok/s";
    }

    /// The same without its unit.
    public static String number(double perSecond) {
        return Double.isNaN(perSecond) || Double.isInfinite(perSecond)
                ? Numbers.NOT_CAPTURED
                : perSecond < 20 ? Numbers.fixed(perSecond, 1) : Numbers.count(Math.round(perSecond));
    }
}
