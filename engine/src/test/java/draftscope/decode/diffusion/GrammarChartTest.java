package draftscope.decode.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.decode.Lexicon;
import draftscope.trace.TokenPiece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrammarChartTest {
    /// Tokens that overlap in what they spell, an end of text and a mask.
    private static final List<String> TOKENS = List.of("(", ")", "a", "b", "ab", "()", "</s>", "<mask>");
    private static final int END = 6;
    private static final int MASK = 7;
    private static final Words WORDS = new Words(TOKENS, END, MASK);

    private static final String BRACKETS = "s = \"(\" s \")\" s | ";
    private static final String PALINDROME = "p = \"a\" p \"a\" | \"b\" p \"b\" | \"a\" | \"b\" | ";
    private static final String TEXTS = "t = (\"ab\" | \"aab\" | \"()a\")+ end? end = \"b\" \"a\"";
    private static final String LIST = "list = /[ab]+/ (\"(\" list \")\")*";
    /// As many a as b, in another form than the one that is read.
    private static final String NULLS = "x = e y e | x x y = \"a\" e \"b\" | \"b\" \"a\" e = | e e";

    record Words(List<String> pieces, int end, int mask) implements Lexicon {
        @Override
        public int size() {
            return pieces.size();
        }

        @Override
        public int[] encode(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int[] encodeBehind(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String decode(int[] ids) {
            StringBuilder text = new StringBuilder();
            for (int id : ids)
                text.append(pieces.get(id));
            return text.toString();
        }

        @Override
        public TokenPiece piece(int id) {
            return new TokenPiece(id, pieces.get(id), pieces.get(id).getBytes(StandardCharsets.UTF_8),
                    id == end || id == mask);
        }

        @Override
        public boolean isEnd(int id) {
            return id == end;
        }

        @Override
        public Optional<String> difference(Lexicon other) {
            return Optional.empty();
        }
    }

    private static GrammarChart chart(String grammar, int... canvas) {
        return new GrammarChart(new Grammar(GrammarText.parse(grammar), WORDS, MASK), canvas, MASK);
    }

    /// Whether the tokens before the first end, with nothing but ends behind it, are a text by another way of reading.
    private static boolean text(String grammar, int[] canvas) {
        int length = 0;
        while (length < canvas.length && canvas[length] != END)
            length++;
        for (int at = length; at < canvas.length; at++)
            if (canvas[at] != END)
                return false;
        int[] ids = Arrays.copyOf(canvas, length);
        String text = WORDS.decode(ids);
        boolean letters = text.length() == length; // a token of two letters is part of two texts of one letter
        return switch (grammar) {
            case BRACKETS -> letters && brackets(text);
            case PALINDROME -> letters && text.matches("[ab]*")
                    && new StringBuilder(text).reverse().toString().equals(text);
            case TEXTS -> texts(ids, 0, false);
            case LIST -> list(ids, 0) == ids.length;
            case NULLS -> letters && Pattern.matches("(ab|ba)+", text);
            default -> throw new IllegalArgumentException(grammar);
        };
    }

    /// Whether the rest is one text after the other, spelled in whole tokens.
    private static boolean texts(int[] ids, int from, boolean some) {
        int end = spelled(ids, spelled(ids, from, "b"), "a");
        if (some && (from == ids.length || end == ids.length))
            return true;
        for (String text : List.of("ab", "aab", "()a")) {
            int behind = spelled(ids, from, text);
            if (behind >= 0 && texts(ids, behind, true))
                return true;
        }
        return false;
    }

    /// Where a text ends that begins here; -1 where it does not.
    private static int spelled(int[] ids, int from, String text) {
        int at = from;
        String left = text;
        while (at >= 0 && !left.isEmpty()) {
            String piece = at < ids.length ? TOKENS.get(ids[at]) : "?";
            at = left.startsWith(piece) ? at + 1 : -1;
            left = at < 0 ? left : left.substring(piece.length());
        }
        return at;
    }

    private static boolean brackets(String text) {
        int open = 0;
        for (char c : text.toCharArray()) {
            open += c == '(' ? 1 : c == ')' ? -1 : 1000;
            if (open < 0)
                return false;
        }
        return open == 0;
    }

    /// The end of the longest list from here on, or -1. A token is one thing, so `()` is no part of it.
    private static int list(int[] ids, int from) {
        if (from >= ids.length || !TOKENS.get(ids[from]).matches("[ab]+"))
            return -1;
        int at = from + 1;
        while (at < ids.length && ids[at] == 0) {
            int inner = list(ids, at + 1);
            if (inner < 0 || inner >= ids.length || ids[inner] != 1)
                return at; // the bracket belongs to no list
            at = inner + 1;
        }
        return at;
    }

    /// Every filling of the masks that is a text, told position by position.
    private static void fillings(String grammar, int[] canvas, int at, Consumer<int[]> found) {
        if (at == canvas.length) {
            if (text(grammar, canvas))
                found.accept(canvas.clone());
            return;
        }
        if (canvas[at] != MASK) {
            fillings(grammar, canvas, at + 1, found);
            return;
        }
        for (int token = 0; token < MASK; token++) {
            canvas[at] = token;
            fillings(grammar, canvas, at + 1, found);
        }
        canvas[at] = MASK;
    }

    @ParameterizedTest
    @CsvSource({"brackets, 4", "palindrome, 5", "texts, 6", "list, 7", "nulls, 8"})
    void allowsWhatBruteForceFindsAndNothingElse(String name, long seed) {
        String grammar = switch (name) {
            case "brackets" -> BRACKETS;
            case "palindrome" -> PALINDROME;
            case "texts" -> TEXTS;
            case "list" -> LIST;
            default -> NULLS;
        };
        Random random = new Random(seed);
        int possible = 0;
        for (int round = 0; round < 120; round++) {
            int[] canvas = new int[1 + random.nextInt(7)];
            int masks = 0;
            for (int at = 0; at < canvas.length; at++) {
                canvas[at] = masks < 5 && random.nextInt(3) > 0 ? MASK : random.nextInt(MASK);
                masks += canvas[at] == MASK ? 1 : 0;
            }
            BitSet[] wanted = new BitSet[canvas.length];
            Arrays.setAll(wanted, _ -> new BitSet());
            BitSet lengths = new BitSet();
            fillings(grammar, canvas.clone(), 0, filled -> {
                int length = 0;
                while (length < filled.length && filled[length] != END)
                    length++;
                lengths.set(length);
                for (int at = 0; at < filled.length; at++)
                    wanted[at].set(filled[at]);
            });
            GrammarChart chart = chart(grammar, canvas);
            String as = name + " " + Arrays.toString(canvas);
            assertThat(chart.lengths()).as(as).isEqualTo(lengths);
            assertThat(chart.possible()).isEqualTo(!lengths.isEmpty());
            if (chart.possible()) {
                possible++;
                GrammarConstraint constraint = new GrammarConstraint(name, GrammarText.parse(grammar), WORDS);
                constraint.begin(canvas, 0, MASK);
                constraint.look(canvas, note -> {});
                for (int at = 0; at < canvas.length; at++) {
                    if (canvas[at] == MASK)
                        assertThat(left(constraint, at)).as(as + " at " + at).isEqualTo(wanted[at])
                                .isEqualTo(byTrial(grammar, canvas, at));
                }
            }
        }
        assertThat(possible).as("canvases that say something").isGreaterThan(20);
    }

    private static BitSet left(Constraint constraint, int position) {
        float[] scores = new float[TOKENS.size()];
        scores[MASK] = Float.NEGATIVE_INFINITY;
        constraint.limit(position, scores);
        BitSet left = new BitSet();
        for (int token = 0; token < scores.length; token++)
            left.set(token, scores[token] > Float.NEGATIVE_INFINITY);
        return left;
    }

    /// Each token put there on trial.
    private static BitSet byTrial(String grammar, int[] canvas, int at) {
        BitSet fits = new BitSet();
        int[] trial = canvas.clone();
        for (int token = 0; token < MASK; token++) {
            trial[at] = token;
            fits.set(token, chart(grammar, trial).possible());
        }
        return fits;
    }

    @Test
    void aThousandRandomFillingsComeToNoDeadEndAndAllowedSetsOnlyShrink() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            String grammar = List.of(BRACKETS, PALINDROME, TEXTS, LIST, NULLS).get(seed % 5);
            int[] canvas = new int[2 + 2 * random.nextInt(5)];
            Arrays.fill(canvas, MASK);
            GrammarConstraint constraint = new GrammarConstraint("g", GrammarText.parse(grammar), WORDS);
            constraint.begin(canvas, 0, MASK);
            BitSet[] before = null;
            List<Integer> open = new ArrayList<>();
            for (int at = 0; at < canvas.length; at++)
                open.add(at);
            while (!open.isEmpty()) {
                constraint.look(canvas, note -> {});
                BitSet[] now = new BitSet[canvas.length];
                for (int at : open) {
                    now[at] = left(constraint, at);
                    assertThat(now[at].isEmpty()).as("a dead end, seed " + seed).isFalse();
                    if (before != null) {
                        BitSet more = (BitSet) now[at].clone();
                        more.andNot(before[at]);
                        assertThat(more.isEmpty()).as("nothing comes back").isTrue();
                    }
                }
                before = now;
                int at = open.remove(random.nextInt(open.size()));
                int[] choices = now[at].stream().toArray();
                canvas[at] = choices[random.nextInt(choices.length)];
            }
            assertThat(text(grammar, canvas)).as(grammar + " " + Arrays.toString(canvas)).isTrue();
        }
    }

    @Test
    void aCanvasThatNothingFitsIsSaidBeforeDecodingInOneSentence() {
        GrammarConstraint odd = new GrammarConstraint("pairs", GrammarText.parse("s = \"a\" \"b\" s?"), new Words(
                List.of("a", "b", "m"), -1, 2));
        assertThatThrownBy(() -> odd.begin(new int[]{0, 2, 2, 2}, 1, 2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no text of the grammar pairs fits a canvas of 3 positions, in the tokens of this model;"
                        + " accepted: a longer canvas, or another grammar");
        assertThatThrownBy(() -> odd.begin(new int[]{2, 0}, 0, 2)).hasMessageContaining("with what stands there");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            a = b ~ the grammar asks for a rule called b; accepted: a
            a = "x ~ the grammar, line 1: found the end; accepted: a text that ends with "
            a = (x ~ the grammar, line 1: found the end; accepted: )
            = "x" ~ the grammar, line 1: found ‘=’; accepted: the name of a rule
            a "x" ~ the grammar, line 1: found ‘"’; accepted: = behind the name of a rule
            a = /[/ ~ the grammar, line 1: /[/ is no expression, unclosed character class; accepted: a Java regular expression
            a = "x" a = "y" ~ the grammar has two rules called a
            # nothing ~ the grammar has no rule
            a = "\\q" ~ accepted: \\n, \\t, \\" or \\\\
            """)
    void whatIsNoGrammarIsRefusedInOneSentence(String text, String sentence) {
        assertThatThrownBy(() -> GrammarText.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void theOnesByNameAreGrammars() {
        assertThat(new TreeSet<>(GrammarDecoding.GRAMMARS.keySet())).containsExactly("arithmetic", "json", "verse");
        GrammarDecoding.GRAMMARS.values().forEach(GrammarText::parse);
    }
}
