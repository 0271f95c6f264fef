package draftscope.decode.diffusion;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Which symbols of a grammar every stretch of a canvas can become, masks standing for any token, and what may stand where so that
/// the whole can be a text of the grammar in exactly these positions.
///
/// The bottom-up half is the chart of Cocke, Younger and Kasami for a binary grammar: a stretch is a symbol if it can be cut in two
/// that make it up. The text may end before the canvas does: all behind its end then is an end of text or a mask. The top-down half
/// marks what is part of some whole text, so that one pass tells what is allowed everywhere. Time O(pairs n³) bit operations, memory
/// O(symbols n²) bits.
final class GrammarChart {
    private final Grammar grammar;
    private final int mask;
    private final int length;
    private final List<List<Grammar.Pair>> byLeft;
    private final BitSet[] inside; // (from, to)
    private final BitSet lengths = new BitSet();

    /// @param canvas positions behind the prompt
    GrammarChart(Grammar grammar, int[] canvas, int mask) {
        this.grammar = grammar;
        this.mask = mask;
        length = canvas.length;
        byLeft = grouped(grammar, true);
        inside = new BitSet[length * (length + 1)];
        BitSet any = standing(grammar, -1);
        for (int from = length - 1; from >= 0; from--) {
            inside[at(from, from + 1)] = canvas[from] == mask ? any : standing(grammar, canvas[from]);
            for (int to = from + 2; to <= length; to++)
                inside[at(from, to)] = combined(from, to);
        }
        boolean ended = true; // all behind a length is an end or a mask
        for (int end = length; end >= 0; end--) {
            ended &= end == length
                    || (canvas[end] == mask ? !grammar.ends().isEmpty() : grammar.ends().get(canvas[end]));
            boolean text = end == 0 ? grammar.holdsNothing() : inside[at(0, end)].get(grammar.start());
            lengths.set(end, ended && text);
        }
    }

    private static List<List<Grammar.Pair>> grouped(Grammar grammar, boolean left) {
        List<List<Grammar.Pair>> groups = new ArrayList<>();
        for (int symbol = 0; symbol < grammar.symbols(); symbol++)
            groups.add(new ArrayList<>());
        grammar.pairs().forEach(pair -> groups.get(left ? pair.left() : pair.whole()).add(pair));
        return groups;
    }

    /// The symbols that a token can be, or any token for -1.
    private static BitSet standing(Grammar grammar, int token) {
        BitSet all = new BitSet();
        for (int symbol = 0; symbol < grammar.symbols(); symbol++) {
            BitSet set = grammar.tokens(symbol);
            if (set != null && (token < 0 ? !set.isEmpty() : set.get(token)))
                all.or(grammar.above(symbol));
        }
        return all;
    }

    private int at(int from, int to) {
        return from * (length + 1) + to;
    }

    private BitSet combined(int from, int to) {
        BitSet all = new BitSet();
        for (int middle = from + 1; middle < to; middle++) {
            BitSet left = inside[at(from, middle)];
            BitSet right = inside[at(middle, to)];
            if (right.isEmpty())
                continue;
            for (int symbol = left.nextSetBit(0); symbol >= 0; symbol = left.nextSetBit(symbol + 1))
                for (Grammar.Pair pair : byLeft.get(symbol))
                    if (right.get(pair.right()) && !all.get(pair.whole()))
                        all.or(grammar.above(pair.whole()));
        }
        return all;
    }

    /// Lengths that the text can still have.
    BitSet lengths() {
        return lengths;
    }

    /// Whether some filling of the masks makes a text of the grammar.
    boolean possible() {
        return !lengths.isEmpty();
    }

    /// What may stand at each position: sets of tokens, by their symbols, and an end of text as the symbol behind the last.
    BitSet[] allowed() {
        BitSet[] useful = new BitSet[inside.length];
        List<List<Grammar.Pair>> byWhole = grouped(grammar, false);
        for (int end = lengths.nextSetBit(1); end >= 0; end = lengths.nextSetBit(end + 1))
            mark(useful, 0, end, grammar.start());
        for (int span = length; span > 1; span--)
            for (int from = 0; from + span <= length; from++)
                spread(useful, from, from + span, byWhole);
        int first = lengths.nextSetBit(0);
        return IntStream.range(0, length).mapToObj(position -> {
            BitSet sets = new BitSet();
            BitSet here = useful[at(position, position + 1)];
            for (int symbol = here == null ? -1 : here.nextSetBit(0); symbol >= 0; symbol = here.nextSetBit(symbol + 1))
                sets.set(symbol, grammar.tokens(symbol) != null);
            sets.set(grammar.symbols(), first >= 0 && first <= position);
            return sets;
        }).toArray(BitSet[]::new);
    }

    private void mark(BitSet[] useful, int from, int to, int symbol) {
        if (useful[at(from, to)] != null && useful[at(from, to)].get(symbol))
            return; // and so is all that alone may be it
        BitSet parts = (BitSet) grammar.below(symbol).clone();
        parts.and(inside[at(from, to)]);
        if (useful[at(from, to)] == null)
            useful[at(from, to)] = parts;
        else
            useful[at(from, to)].or(parts);
    }

    private void spread(BitSet[] useful, int from, int to, List<List<Grammar.Pair>> byWhole) {
        BitSet here = useful[at(from, to)];
        if (here == null)
            return;
        for (int symbol = here.nextSetBit(0); symbol >= 0; symbol = here.nextSetBit(symbol + 1))
            for (Grammar.Pair pair : byWhole.get(symbol))
                for (int middle = from + 1; middle < to; middle++)
                    if (inside[at(from, middle)].get(pair.left()) && inside[at(middle, to)].get(pair.right())) {
                        mark(useful, from, middle, pair.left());
                        mark(useful, middle, to, pair.right());
                    }
    }
}
