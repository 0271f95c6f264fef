package draftscope.views.layout;

import draftscope.trace.Sampler;
import draftscope.trace.SamplerStage;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A law on its way through the samplers: the same tokens in every column, those that a sampler took out left where they were.
///
/// Nothing is worked out from settings. A column's numbers were captured, or are those of the column before it divided by the
/// mass that the engine told for the cut. What the tokens of a column do not hold is held by the rest of the vocabulary.
///
/// @param columns from the raw law to the one that the token was drawn from
/// @param rows    the captured tokens, likeliest first
/// @param note    what was not captured, in a sentence; empty when all was
public record Funnel(List<Column> columns, List<Row> rows, String note) {

    /// A law.
    ///
    /// @param name    such as `raw`, `top-p 0.95` or `final`
    /// @param sampler the sampler's word; empty where none stands between this law and the one before
    /// @param kept    tokens left in; -1 when not told
    /// @param mass    what these held in the column before; 1 when nothing was cut
    /// @param rest    probability of all tokens that are not among the rows
    public record Column(String name, String sampler, int kept, double mass, double rest) {}

    /// A token.
    ///
    /// @param rank   0 for the raw law's first choice; -1 when not captured
    /// @param shares by column, its probability; 0 once it was cut; `NaN` when not captured
    /// @param cutAt  the column in which it was cut; -1 when it never was
    public record Row(int token, int rank, List<Double> shares, int cutAt) {
        public Row {
            shares = List.copyOf(shares);
        }
    }

    public Funnel {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// The funnel of a place.
    public static Funnel of(LawPlace place) {
        return new Making(place).make();
    }

    /// What a column holds in all, the rest of the vocabulary included: 1, as far as the numbers were captured.
    public double sum(int column) {
        double sum = columns.get(column).rest();
        for (Row row : rows)
            sum += Double.isNaN(row.shares.get(column)) ? 0 : row.shares.get(column);
        return sum;
    }

    /// "cut by top-p (cumulative 0.913)"; empty for a token that no sampler cut.
    public String cut(Row row) {
        if (row.cutAt < 0)
            return "";
        Column column = columns.get(row.cutAt);
        return "cut by " + column.sampler + " (cumulative " + Numbers.fixed(column.mass, 3) + ")";
    }

    /// The row of a token, or -1.
    public int rowOf(int token) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).token == token)
                return i;
        }
        return -1;
    }

    private static final class Making {
        private final LawPlace place;
        private final List<TokenProbability> raw;
        private final List<Column> columns = new ArrayList<>();
        private final List<double[]> shares = new ArrayList<>(); // by column, by raw rank
        private final int[] cutAt;

        Making(LawPlace place) {
            this.place = place;
            raw = place.raw().tokens();
            cutAt = new int[raw.size()];
            Arrays.fill(cutAt, -1);
        }

        Funnel make() {
            double[] first = new double[raw.size()];
            for (int i = 0; i < first.length; i++)
                first[i] = raw.get(i).probability();
            add(new Column("raw", "", -1, 1, place.raw().tailMass()), first);
            for (int i = 0; i < place.stages().size(); i++)
                stage(place.stages().get(i), i == place.stages().size() - 1);
            if (!place.stages().isEmpty())
                add(new Column("final", "", columns.getLast().kept(), 1, columns.getLast().rest()),
                        shares.getLast());
            else if (!place.last().tokens().isEmpty())
                add(new Column("final", "", -1, 1, place.last().tailMass()), of(place.last()));
            List<TokenProbability> behind = place.residual().tokens();
            if (!behind.isEmpty())
                add(new Column("left over", "", -1, 1, place.residual().tailMass()), of(place.residual()));
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < raw.size(); i++) {
                List<Double> values = new ArrayList<>();
                for (double[] column : shares)
                    values.add(column[i]);
                rows.add(new Row(raw.get(i).token(), i, values, cutAt[i]));
            }
            for (TokenProbability token : behind) {
                if (Double.isNaN(place.raw().probability(token.token())))
                    rows.add(behind(token));
            }
            return new Funnel(columns, rows, note());
        }

        /// A token that only a rejection brought among the likeliest.
        private Row behind(TokenProbability token) {
            List<Double> values = new ArrayList<>();
            for (int c = 0; c < columns.size(); c++)
                values.add(c == columns.size() - 1 ? token.probability() : Double.NaN);
            return new Row(token.token(), -1, values, -1);
        }

        private String note() {
            if (!place.stages().isEmpty())
                return "";
            return place.last().tokens().isEmpty()
                    ? "Only the raw law was captured here."
                    : "What each sampler did was not captured: raw and final law alone are known.";
        }

        private void stage(SamplerStage stage, boolean last) {
            // A temperature of 1 changes nothing, and a column for it would only say so.
            if (stage.sampler() == Sampler.TEMPERATURE && stage.setting() == 1)
                return;
            double[] before = shares.getLast();
            TopTokens told = last && stage.law().tokens().isEmpty() ? place.last() : stage.law();
            double[] after = new double[raw.size()];
            double held = 0;
            for (int i = 0; i < after.length; i++) {
                if (i >= stage.kept()) {
                    if (cutAt[i] < 0)
                        cutAt[i] = columns.size();
                } else {
                    after[i] = told.tokens().isEmpty()
                            ? before[i] / stage.mass()
                            : told.probabilityOrNone(raw.get(i).token());
                }
                held += after[i];
            }
            double rest = stage.kept() <= after.length ? 0 : Math.max(0, 1 - held);
            add(new Column(stage.sampler().label() + " " + setting(stage), stage.sampler().label(), stage.kept(),
                    stage.mass(), rest), after);
        }

        private void add(Column column, double[] values) {
            columns.add(column);
            shares.add(values);
        }

        private double[] of(TopTokens law) {
            double[] values = new double[raw.size()];
            for (int i = 0; i < values.length; i++)
                values[i] = law.probabilityOrNone(raw.get(i).token());
            return values;
        }
    }

    private static String setting(SamplerStage stage) {
        return switch (stage.sampler()) {
            case TOP_K -> Numbers.count(Math.round(stage.setting()));
            case TEMPERATURE, TOP_P, MIN_P -> plain(stage.setting());
        };
    }

    /// As short as a person typed it.
    static String plain(double value) {
        return value == Math.rint(value) ? Numbers.fixed(value, 0) : Double.toString(value);
    }
}
