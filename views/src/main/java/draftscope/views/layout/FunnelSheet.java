package draftscope.views.layout;

import draftscope.trace.RunSettings;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import draftscope.trace.TraceState;
import draftscope.views.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All that the picture of a [Funnel] shows: its columns, those of a pinned place before them, and a what-if behind them.
///
/// @param rows     the captured tokens; last the rest of the vocabulary
/// @param headline where the token stands and how it was chosen
/// @param answer   what the what-if says; empty without one
/// @param note     what was not captured; empty when all was
/// @param captured tokens of the raw law that were captured
public record FunnelSheet(List<Column> columns, List<Row> rows, String headline, String answer, String note,
        int captured) {

    /// Whose numbers a column holds.
    public enum Kind {
        PINNED, STAGE, WHAT_IF
    }

    /// @param sub a second line: how many tokens are left and what they held
    public record Column(String name, String sub, Kind kind) {}

    /// @param token  -1 for the rest of the vocabulary
    /// @param rank   -1 when not captured
    /// @param chosen it is the token that was picked
    /// @param picked it is the token that the what-if picks
    public record Row(String text, int token, int rank, List<Cell> cells, boolean chosen, boolean picked) {
        public Row {
            cells = List.copyOf(cells);
        }

        public boolean rest() {
            return token < 0;
        }
    }

    /// @param share  `NaN` when not captured; a range in a what-if that is not exact
    /// @param before for a token that is cut here, what it had before
    /// @param cut    why it is gone; empty while it is there
    public record Cell(WhatIf.Range share, double before, String cut) {
        private static Cell of(double share) {
            return new Cell(new WhatIf.Range(share, share), Double.NaN, "");
        }

        /// The number as it is shown.
        public String words() {
            if (Double.isNaN(share.low()))
                return "–";
            return share.exact() ? Numbers.probability(share.low()) : WhatIf.words(share);
        }
    }

    public FunnelSheet {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// The sheet of a selection; empty where no law was captured.
    ///
    /// @param pinned null for none
    /// @param whatIf null for none
    public static Optional<FunnelSheet> of(TraceState state, Selection selection, Selection pinned,
            SamplingSettings whatIf) {
        return LawPlace.of(state, selection).map(place -> new Making(state, place,
                pinned == null ? Optional.empty() : LawPlace.of(state, pinned), whatIf).make());
    }

    /// Rows whose token holds `sought`, or has it for an id.
    public List<Integer> find(String sought, Trace trace) {
        List<Integer> found = new ArrayList<>();
        String wanted = sought.toLowerCase(Locale.ROOT);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (!wanted.isBlank() && !row.rest() && (matches(trace, row.token, wanted)
                    || TokenText.id(trace, row.token).equals(wanted.strip())))
                found.add(i);
        }
        return found;
    }

    private static boolean matches(Trace trace, int token, String wanted) {
        String plain = TokenText.plain(trace.piece(token));
        String text = plain == null ? TokenText.visible(trace, token) : plain;
        return text.toLowerCase(Locale.ROOT).contains(wanted.isBlank() ? wanted : wanted.strip());
    }

    /// What a search found, in a sentence.
    public String found(String sought, Trace trace) {
        List<Integer> found = find(sought, trace);
        if (sought.isBlank())
            return "";
        if (found.isEmpty())
            return "“" + sought.strip() + "” is not among the " + captured + " captured tokens.";
        Row first = rows.get(found.getFirst());
        return "Found: " + first.text + (first.rank < 0 ? "" : " is " + Numbers.rank(first.rank))
                + (found.size() > 1 ? ", and " + (found.size() - 1) + " more" : "");
    }

    /// For a screen reader.
    public String spoken() {
        StringBuilder words = new StringBuilder(headline).append(' ');
        for (Row row : rows.subList(0, Math.min(5, rows.size()))) {
            words.append(row.text);
            for (int c = 0; c < columns.size(); c++)
                words.append(c == 0 ? " " : ", ").append(columns.get(c).name).append(' ').append(
                        row.cells.get(c).cut.isEmpty() ? row.cells.get(c).words() : row.cells.get(c).cut);
            words.append(". ");
        }
        return words.append(answer).append(note).toString().strip();
    }

    private static final class Making {
        private final Trace trace;
        private final LawPlace place;
        private final Funnel funnel;
        private final Optional<Funnel> pinned;
        private final Optional<LawPlace> pinnedPlace;
        private final Optional<WhatIf> whatIf;
        private final int vocabulary;
        private final List<Column> columns = new ArrayList<>();

        Making(TraceState state, LawPlace place, Optional<LawPlace> pinned, SamplingSettings whatIf) {
            trace = state.trace();
            this.place = place;
            funnel = Funnel.of(place);
            pinnedPlace = pinned;
            this.pinned = pinned.map(Funnel::of);
            vocabulary = trace.settings().map(RunSettings::target).map(model -> model.vocabulary()).orElse(0);
            this.whatIf = Optional.ofNullable(whatIf).map(settings -> WhatIf.of(place, settings, vocabulary, trace));
        }

        FunnelSheet make() {
            pinned.ifPresent(p -> {
                columns.add(new Column("pinned, raw", pinnedPlace.get().where(), Kind.PINNED));
                columns.add(new Column("pinned, final", picked(pinnedPlace.get()), Kind.PINNED));
            });
            for (Funnel.Column column : funnel.columns())
                columns.add(new Column(column.name(), sub(column), Kind.STAGE));
            whatIf.filter(answer -> !answer.shares().isEmpty())
                    .ifPresent(answer -> columns.add(new Column("what if", words(answer.settings()), Kind.WHAT_IF)));
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < funnel.rows().size(); i++)
                rows.add(row(funnel.rows().get(i), i));
            pinned.ifPresent(p -> p.rows().stream().filter(row -> funnel.rowOf(row.token()) < 0)
                    .forEach(row -> rows.add(onlyPinned(row))));
            rows.add(rest());
            return new FunnelSheet(columns, rows, headline(), whatIf.map(WhatIf::sentence).orElse(""), funnel.note(),
                    place.raw().tokens().size());
        }

        private Row row(Funnel.Row row, int at) {
            List<Cell> cells = new ArrayList<>();
            pinned.ifPresent(p -> pinnedCells(p, row.token(), cells));
            for (int c = 0; c < funnel.columns().size(); c++)
                cells.add(row.cutAt() >= 0 && c >= row.cutAt()
                        ? new Cell(new WhatIf.Range(0, 0), c == row.cutAt() ? row.shares().get(c - 1) : Double.NaN,
                                funnel.cut(row))
                        : Cell.of(row.shares().get(c)));
            whatIf.filter(answer -> !answer.shares().isEmpty()).ifPresent(answer -> cells.add(
                    at < answer.shares().size() ? whatIfCell(answer, at) : Cell.of(Double.NaN)));
            return new Row(TokenText.visible(trace, row.token()), row.token(), row.rank(), cells,
                    row.token() == place.token(), whatIf.isPresent() && whatIf.get().pick() == row.token());
        }

        private static Cell whatIfCell(WhatIf answer, int at) {
            WhatIf.Range share = answer.shares().get(at);
            return new Cell(share, Double.NaN, share.high() == 0 ? "cut" : "");
        }

        private void pinnedCells(Funnel p, int token, List<Cell> cells) {
            int at = p.rowOf(token);
            List<Double> shares = at < 0 ? List.of() : p.rows().get(at).shares();
            cells.add(Cell.of(at < 0 ? Double.NaN : shares.getFirst()));
            cells.add(Cell.of(at < 0 ? Double.NaN : shares.getLast()));
        }

        private Row onlyPinned(Funnel.Row row) {
            List<Cell> cells = new ArrayList<>();
            pinnedCells(pinned.orElseThrow(), row.token(), cells);
            while (cells.size() < columns.size())
                cells.add(Cell.of(Double.NaN));
            return new Row(TokenText.visible(trace, row.token()), row.token(), -1, cells,
                    row.token() == place.token(), false);
        }

        private Row rest() {
            List<Cell> cells = new ArrayList<>();
            pinned.ifPresent(p -> {
                cells.add(Cell.of(p.columns().getFirst().rest()));
                cells.add(Cell.of(p.columns().getLast().rest()));
            });
            for (Funnel.Column column : funnel.columns())
                cells.add(Cell.of(column.rest()));
            whatIf.filter(answer -> !answer.shares().isEmpty())
                    .ifPresent(answer -> cells.add(new Cell(answer.rest(), Double.NaN, "")));
            int others = vocabulary - funnel.rows().size();
            return new Row(others > 0 ? "rest: " + Numbers.plural(others, "token") : "rest of the vocabulary", -1, -1,
                    cells, false, false);
        }

        private String sub(Funnel.Column column) {
            if (column.kept() < 0)
                return "";
            return Numbers.count(column.kept()) + " kept"
                    + (column.sampler().isEmpty() || column.mass() == 1
                            ? ""
                            : " · " + Numbers.fixed(column.mass(), 3));
        }

        private String picked(LawPlace at) {
            return at.token() < 0 ? "" : TokenText.visible(trace, at.token());
        }

        private String headline() {
            String token = TokenText.quoted(trace, place.token());
            return place.where() + ": " + token + " " + switch (place.choice()) {
                case FIRST -> "is the first choice.";
                case DRAWN -> "was drawn with " + Numbers.fixed(place.draw(), 3) + ".";
                case DRAFTED -> "was drafted and judged by this law.";
                case LEFT_OVER -> "was drawn from what a rejection left.";
                case NOISE -> "was picked with noise on every token.";
                case GIVEN -> "was given; this is what the target would have written.";
                case NOT_TOLD -> "was written.";
            };
        }
    }

    /// Sampler settings in a few words: those that do something.
    static String words(SamplingSettings settings) {
        StringBuilder words = new StringBuilder("temperature ").append(Funnel.plain(settings.temperature()));
        if (settings.topK() > 0)
            words.append(" · top-k ").append(settings.topK());
        if (settings.topP() < 1)
            words.append(" · top-p ").append(Funnel.plain(settings.topP()));
        if (settings.minP() > 0)
            words.append(" · min-p ").append(Funnel.plain(settings.minP()));
        return words.toString();
    }
}
