package draftscope.query;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// The words that a condition may ask by: the one table from which the documentation is checked and completion is made.
public enum Field {
    TOKEN(List.of("token"), Kind.TOKEN, "", Where.ALL, "the token: its text with its spaces, or its id", Item::token),
    //
    ID(List.of("id"), Kind.NUMBER, "", Where.ALL, "the token's id in the vocabulary", Item::token),
    //
    STATE(List.of("state"), Kind.STATE, "", Where.ALL, "what became of it", item -> item.state().ordinal()),
    //
    ENTROPY(List.of("entropy"), Kind.NUMBER, "bits", Where.PLACE, "entropy of the target's raw law at this place",
            Item::entropyBits),
    //
    SURPRISAL(List.of("surprisal"), Kind.NUMBER, "bits", Where.NAMED, "-log2 of the token's raw probability",
            Item::surprisalBits),
    //
    PROBABILITY(List.of("probability"), Kind.NUMBER, "0 to 1", Where.NAMED,
            "the target's raw probability of the token: temperature 1, nothing cut", Item::probability),
    //
    TARGET(List.of("p", "p(target)"), Kind.NUMBER, "0 to 1", Where.JUDGED,
            "the target's probability of the token after the sampler chain", Item::target),
    //
    DRAFT(List.of("q", "p(draft)", "draft"), Kind.NUMBER, "0 to 1", Where.DRAFTED,
            "the draft's probability of the token", Item::draft),
    //
    MARGIN(List.of("margin"), Kind.NUMBER, "0 to 1", Where.PLACE,
            "raw probability of the first choice less that of the second", Item::margin),
    //
    RANK(List.of("rank"), Kind.NUMBER, "", Where.NAMED, "the token's rank in the raw law, 1 for the first choice",
            item -> item.rank() < 0 ? Double.NaN : item.rank() + 1),
    //
    DRAFT_TOP(List.of("draftTop1"), Kind.TOKEN, "", Where.SIBLINGS, "the draft's first choice at this place",
            item -> known(item.draftTop())),
    //
    TARGET_TOP(List.of("targetTop1"), Kind.TOKEN, "", Where.JUDGED, "the target's first choice at this place",
            item -> known(item.targetTop())),
    //
    DEPTH(List.of("depth"), Kind.NUMBER, "", Where.DRAFTED, "depth in the draft tree, 1 below the last token",
            item -> item.drafted() ? item.depth() : Double.NaN),
    //
    LEVEL(List.of("level"), Kind.NUMBER, "", Where.DRAFTED, "the draft pass that proposed it, from 1",
            item -> item.drafted() ? item.level() : Double.NaN),
    //
    STEP(List.of("step", "round"), Kind.NUMBER, "", Where.ALL, "the step, counted from 1", i -> i.facts().step() + 1),
    //
    POSITION(List.of("position"), Kind.NUMBER, "", Where.ALL, "index in the whole sequence, prompt included, from 0",
            Item::position),
    //
    STOP(List.of("stop"), Kind.FLAG, "", Where.ALL, "a control token, such as the one that ends the text",
            item -> item.control() ? 1 : 0),
    //
    FLIP(List.of("flip"), Kind.FLAG, "", Where.DIFFUSION, "its position held another token before", Item::flip),
    //
    ACCEPTED(List.of("accepted"), Kind.NUMBER, "tokens", Where.STEP, "draft tokens of the step that became output",
            item -> item.facts().accepted()),
    //
    REJECTED(List.of("rejected"), Kind.NUMBER, "nodes", Where.STEP, "draft nodes of the step that were rejected",
            item -> item.facts().rejected()),
    //
    DRAFTED(List.of("drafted"), Kind.NUMBER, "nodes", Where.STEP, "draft nodes of the step",
            item -> item.facts().drafted()),
    //
    JUDGED(List.of("judged"), Kind.NUMBER, "nodes", Where.STEP, "draft nodes of the step that the verifier tested",
            item -> item.facts().judged()),
    //
    KV_USED(List.of("kv.used"), Kind.NUMBER, "0 to 1", Where.CACHE,
            "share of the target's KV slots in use at the step's peak", item -> item.facts().kvUsed()),
    //
    ROLLBACK(List.of("rollback"), Kind.NUMBER, "cells", Where.CACHE,
            "cells of the target's KV cache that the step rolled back", item -> item.facts().rolledBack());

    /// How a field is compared.
    public enum Kind {
        /// With a number or another number, by any of `== != < <= > >=`.
        NUMBER,
        /// With a text, an id or another token by `==` and `!=`, with a pattern by `~`.
        TOKEN,
        /// With one of the words of [State], by `==` and `!=`.
        STATE,
        /// Stands alone: it is so or it is not.
        FLAG
    }

    /// For which items a field is known.
    public enum Where {
        ALL("every token and node"), PLACE("output, and draft nodes beside it"),
        //
        NAMED("output, and draft nodes beside it among the target's first choices"),
        //
        JUDGED("where the target's law was captured"), DRAFTED("draft nodes"),
        //
        SIBLINGS("where the draft proposed something"), STEP("every item of a step that the trace tells of"),
        //
        CACHE("steps of a run that tells of its KV cache"), DIFFUSION("output of diffusion runs");

        private final String words;

        Where(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private final List<String> names;
    private final Kind kind;
    private final String unit;
    private final Where where;
    private final String meaning;
    private final ToDoubleFunction<Item> value;

    Field(List<String> names, Kind kind, String unit, Where where, String meaning, ToDoubleFunction<Item> value) {
        this.names = names;
        this.kind = kind;
        this.unit = unit;
        this.where = where;
        this.meaning = meaning;
        this.value = value;
    }

    /// The name, then others for the same.
    public List<String> names() {
        return names;
    }

    public String word() {
        return names.getFirst();
    }

    public Kind kind() {
        return kind;
    }

    /// Unit or range of a number; empty for a count, an index, or what is no number.
    public String unit() {
        return unit;
    }

    public Where where() {
        return where;
    }

    public String meaning() {
        return meaning;
    }

    /// A number as it is, a token's id, a state's ordinal, 1 or 0 for a flag; `NaN` when it was not captured.
    public double value(Item item) {
        return value.applyAsDouble(item);
    }

    /// The field of a name; capitals do not matter.
    public static Optional<Field> named(String name) {
        for (Field field : values()) {
            if (field.names.stream().anyMatch(name::equalsIgnoreCase))
                return Optional.of(field);
        }
        return Optional.empty();
    }

    /// The field whose name is nearest to a wrong one, by letters put in, left out or exchanged.
    static Field nearest(String name) {
        Field best = TOKEN;
        int least = Integer.MAX_VALUE;
        for (Field field : values()) {
            for (String known : field.names) {
                int distance = distance(name.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
                if (distance < least) {
                    least = distance;
                    best = field;
                }
            }
        }
        return best;
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++)
            row[j] = j;
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static double known(int token) {
        return token < 0 ? Double.NaN : token;
    }
}
