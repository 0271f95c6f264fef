package draftscope.decode.diffusion;

import draftscope.decode.Lexicon;
import draftscope.trace.TokenPiece;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// A grammar over the tokens of a vocabulary, in a binary form: every symbol is one token of a set, another symbol, or two of them in
/// a row.
///
/// A text may be spelled in any tokens of the vocabulary that make it up. A regular expression stands for whole tokens, and a token
/// that would be part of two things at once, such as `",` of a string's end and what follows, is never used; every text of the grammar
/// can be written without it where the vocabulary has its characters.
///
/// Size is linear in the grammar, but for the ways to spell its texts.
final class Grammar {
    /// `whole` may be `left` and then `right`.
    record Pair(int whole, int left, int right) {}

    private final Map<String, Integer> names = new HashMap<>();
    private final List<BitSet> tokens = new ArrayList<>(); // by symbol; null where it is no set of tokens
    private final List<Pair> pairs = new ArrayList<>();
    private final List<int[]> units = new ArrayList<>(); // whole, part
    private final BitSet empty = new BitSet(); // symbols that the empty text is one of
    private final BitSet ends = new BitSet();
    private final int start;
    private BitSet[] above; // by symbol: those that it alone may be, itself among them
    private BitSet[] below; // by symbol: those that alone may be it, itself among them

    /// @param mask is a token of no text
    Grammar(GrammarText text, Lexicon lexicon, int mask) {
        Map<String, BitSet> spelled = new HashMap<>(); // tokens by their text
        for (int id = 0; id < lexicon.size(); id++) {
            if (lexicon.isEnd(id)) {
                ends.set(id);
            } else if (id != mask) {
                String written = written(lexicon.piece(id));
                if (!written.isEmpty())
                    spelled.computeIfAbsent(written, _ -> new BitSet()).set(id);
            }
        }
        text.rules().keySet().forEach(this::symbol);
        text.rules().forEach((name, alternatives) -> alternatives.forEach(items -> sequence(symbol(name),
                items.stream().map(item -> symbol(item, spelled)).toList())));
        start = symbol(text.start());
        close();
    }

    /// Empty where its bytes are no whole characters, or none.
    private static String written(TokenPiece piece) {
        if (piece.special())
            return "";
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(piece.bytes())).toString();
        } catch (CharacterCodingException part) {
            return "";
        }
    }

    private int symbol(String name) {
        return names.computeIfAbsent(name, _ -> fresh(null));
    }

    private int fresh(BitSet set) {
        tokens.add(set);
        return tokens.size() - 1;
    }

    private int symbol(GrammarText.Item item, Map<String, BitSet> spelled) {
        return switch (item) {
            case GrammarText.Item.Name(String name) -> symbol(name);
            case GrammarText.Item.Token(var pattern) -> named("/" + pattern, () -> union(spelled,
                    written -> pattern.matcher(written).matches()));
            case GrammarText.Item.Text(String text) -> spelling(text, 0, spelled);
        };
    }

    private int named(String key, java.util.function.Supplier<BitSet> set) {
        Integer known = names.get(key);
        if (known != null)
            return known;
        int made = fresh(set.get());
        names.put(key, made);
        return made;
    }

    private static BitSet union(Map<String, BitSet> spelled, Predicate<String> wanted) {
        BitSet all = new BitSet();
        spelled.forEach((written, ids) -> {
            if (wanted.test(written))
                all.or(ids);
        });
        return all;
    }

    /// The rest of a text from a character on, in all tokens that can spell it.
    private int spelling(String text, int from, Map<String, BitSet> spelled) {
        String key = "\"" + text.substring(from);
        Integer known = names.get(key);
        if (known != null)
            return known;
        int whole = symbol(key);
        if (from == text.length())
            empty.set(whole);
        for (int to = from + 1; to <= text.length(); to++) {
            String piece = text.substring(from, to);
            if (spelled.containsKey(piece)) {
                int one = named("=" + piece, () -> spelled.get(piece));
                sequence(whole, to == text.length() ? List.of(one) : List.of(one, spelling(text, to, spelled)));
            }
        }
        return whole;
    }

    private void sequence(int whole, List<Integer> parts) {
        switch (parts.size()) {
            case 0 -> empty.set(whole);
            case 1 -> units.add(new int[]{whole, parts.getFirst()});
            case 2 -> pairs.add(new Pair(whole, parts.getFirst(), parts.getLast()));
            default -> {
                int rest = fresh(null);
                pairs.add(new Pair(whole, parts.getFirst(), rest));
                sequence(rest, parts.subList(1, parts.size()));
            }
        }
    }

    /// What may be empty, and what may alone be what.
    private void close() {
        int before;
        do {
            before = empty.cardinality();
            units.stream().filter(unit -> empty.get(unit[1])).forEach(unit -> empty.set(unit[0]));
            pairs.stream().filter(pair -> empty.get(pair.left) && empty.get(pair.right))
                    .forEach(pair -> empty.set(pair.whole));
        } while (empty.cardinality() > before);
        above = IntStream.range(0, tokens.size()).mapToObj(symbol -> {
            BitSet own = new BitSet();
            own.set(symbol);
            return own;
        }).toArray(BitSet[]::new);
        for (int[] unit : units)
            above[unit[1]].set(unit[0]);
        for (Pair pair : pairs) {
            if (empty.get(pair.left))
                above[pair.right].set(pair.whole);
            if (empty.get(pair.right))
                above[pair.left].set(pair.whole);
        }
        for (int through = 0; through < above.length; through++)
            for (BitSet set : above)
                if (set.get(through))
                    set.or(above[through]);
        below = IntStream.range(0, above.length).mapToObj(symbol -> {
            BitSet parts = new BitSet();
            for (int part = 0; part < above.length; part++)
                parts.set(part, above[part].get(symbol));
            return parts;
        }).toArray(BitSet[]::new);
    }

    int symbols() {
        return tokens.size();
    }

    /// What a whole text is.
    int start() {
        return start;
    }

    List<Pair> pairs() {
        return pairs;
    }

    /// The tokens of a symbol that is a set of them; null for others.
    BitSet tokens(int symbol) {
        return tokens.get(symbol);
    }

    /// Whether the empty text is one of the grammar.
    boolean holdsNothing() {
        return empty.get(start);
    }

    /// Tokens that end the text.
    BitSet ends() {
        return ends;
    }

    /// The symbols that this one alone may be, itself among them.
    BitSet above(int symbol) {
        return above[symbol];
    }

    /// The symbols that alone may be this one, itself among them.
    BitSet below(int symbol) {
        return below[symbol];
    }
}
