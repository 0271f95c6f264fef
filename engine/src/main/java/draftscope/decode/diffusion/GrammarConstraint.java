package draftscope.decode.diffusion;

import draftscope.decode.Lexicon;
import draftscope.sampling.RawLaw;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.UnmaskChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Keeps a canvas completable to a text of a grammar, in exactly the positions that it has.
///
/// In each step one chart tells what may stand at every mask; all else loses its score before confidence is taken, so that any
/// rule chooses among what is left. Several tokens that may each stand need not be able to stand together: they are tried one after the
/// other, best first, and what cannot join stays a mask. So decoding never comes to a dead end.
///
/// Source: constrained decoding of diffusion language models with context-free grammars (Mündler, Dekoninck, Vechev 2025, arXiv
/// 2508.10111), which lets holes grow and shrink and asks after each single token; here the canvas has a length.
final class GrammarConstraint implements Constraint {
    private final String name;
    private final GrammarText text;
    private final Lexicon lexicon;
    private final Map<BitSet, BitSet> unions = new HashMap<>(); // tokens by sets of symbols
    private Grammar grammar;
    private int from;
    private int mask;
    private BitSet[] allowed; // by position behind the prompt, as sets of symbols

    /// @param name what the grammar is called
    GrammarConstraint(String name, GrammarText text, Lexicon lexicon) {
        this.name = name;
        this.text = text;
        this.lexicon = lexicon;
    }

    @Override
    public void begin(int[] canvas, int from, int mask) {
        this.from = from;
        this.mask = mask;
        grammar = new Grammar(text, lexicon, mask);
        if (!chart(canvas).possible()) {
            boolean stands = Arrays.stream(canvas, from, canvas.length).anyMatch(token -> token != mask);
            throw new IllegalArgumentException("no text of the grammar " + name + " fits a canvas of "
                    + (canvas.length - from) + " positions" + (stands ? " with what stands there" : "")
                    + ", in the tokens of this model; accepted: a longer canvas, "
                    + (stands ? "other tokens on it, " : "") + "or another grammar");
        }
    }

    private GrammarChart chart(int[] canvas) {
        return new GrammarChart(grammar, Arrays.copyOfRange(canvas, from, canvas.length), mask);
    }

    @Override
    public void look(int[] canvas, Consumer<Note> notes) {
        GrammarChart chart = chart(canvas);
        allowed = chart.allowed();
        notes.accept(new Note("grammar", "lengths that the text can have: " + ranges(chart.lengths()) + "; in all",
                List.of(), chart.lengths().cardinality()));
    }

    /// Such as `3, 5–9`.
    private static String ranges(BitSet set) {
        List<String> ranges = new ArrayList<>();
        for (int first = set.nextSetBit(0); first >= 0;) {
            int behind = set.nextClearBit(first);
            ranges.add(behind == first + 1 ? String.valueOf(first) : first + "–" + (behind - 1));
            first = set.nextSetBit(behind);
        }
        return String.join(", ", ranges);
    }

    @Override
    public Legal limit(int position, float[] scores) {
        BitSet tokens = unions.computeIfAbsent(allowed[position - from], this::union);
        RawLaw law = new RawLaw(scores);
        int first = law.mode();
        double mass = 0;
        for (int token = 0; token < scores.length; token++)
            mass += tokens.get(token) ? law.probability(token) : 0;
        Legal legal = tokens.get(first)
                ? new Legal(mass, Legal.NOTHING, Double.NaN)
                : new Legal(mass, first, law.probability(first));
        for (int token = 0; token < scores.length; token++)
            scores[token] = tokens.get(token) ? scores[token] : Float.NEGATIVE_INFINITY;
        return legal;
    }

    private BitSet union(BitSet symbols) {
        BitSet all = new BitSet();
        for (int symbol = symbols.nextSetBit(0); symbol >= 0; symbol = symbols.nextSetBit(symbol + 1))
            all.or(symbol == grammar.symbols() ? grammar.ends() : grammar.tokens(symbol));
        return all;
    }

    @Override
    public List<UnmaskChoice> admit(int[] canvas, List<UnmaskChoice> choices, Consumer<Note> notes) {
        int[] trial = canvas.clone();
        List<UnmaskChoice> kept = new ArrayList<>();
        for (UnmaskChoice choice : choices) {
            trial[choice.position()] = choice.token();
            if (kept.isEmpty() || chart(trial).possible()) {
                kept.add(choice);
            } else {
                trial[choice.position()] = mask;
                notes.accept(new Note("grammar", "chosen, but not with those taken before it; its score",
                        List.of(choice.token()), choice.position(), DraftNode.NONE, choice.score()));
            }
        }
        return kept;
    }
}
