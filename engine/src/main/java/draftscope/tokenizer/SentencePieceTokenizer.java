package draftscope.tokenizer;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.tokenizer.Vocabulary.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Byte-pair encoding as SentencePiece does it (Kudo and Richardson, 2018, arXiv 1808.06226), for GGUF's model `llama`.
///
/// A space becomes `▁` and one is put before the text. Each character is a symbol; again and again the two neighbours whose
/// joint piece has the highest score are joined, the leftmost first on a tie. What is left and is no piece is spelt in bytes,
/// or is unknown where the vocabulary has none.
///
/// A `▁` in the text itself cannot be told from a space afterwards. Where we differ from llama.cpp: after a user-defined
/// piece no further space is put in, as in SentencePiece itself, so that decoding gives the text back.
///
/// Encoding n characters takes O(n log n).
final class SentencePieceTokenizer implements Tokenizer {
    private static final char SPACE = '▁';
    private static final int END = -1;

    private final Vocabulary vocabulary;
    private final float[] scores; // (vocab)
    private final Map<String, Integer> idOf = new HashMap<>(); // pieces that text can become
    private final int[] byteId = new int[256]; // id of each byte piece
    private final boolean spellsBytes;
    private final String[] userDefined; // longest first
    private final byte[][] bytes; // (vocab)(bytes of the piece)
    private final boolean addBos;
    private final boolean addEos;
    private final boolean addSpace;

    SentencePieceTokenizer(ModelFile file, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        int size = vocabulary.size();
        scores = scores(file, size);
        bytes = new byte[size][];
        boolean[] spelt = new boolean[256];
        for (int id = 0; id < size; id++) {
            String piece = vocabulary.piece(id);
            bytes[id] = switch (vocabulary.kind(id)) {
                case CONTROL, UNUSED -> new byte[0];
                case UNKNOWN -> "\ufffd".getBytes(StandardCharsets.UTF_8);
                case BYTE -> new byte[]{byteValue(file, id, piece)};
                case NORMAL, USER_DEFINED -> piece.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
            };
            switch (vocabulary.kind(id)) {
                case NORMAL, USER_DEFINED -> idOf.putIfAbsent(piece, id);
                case BYTE -> {
                    int b = Byte.toUnsignedInt(bytes[id][0]);
                    byteId[b] = spelt[b] ? byteId[b] : id;
                    spelt[b] = true;
                }
                case CONTROL, UNKNOWN, UNUSED -> {
                    // never made from text
                }
            }
        }
        spellsBytes = all(spelt);
        userDefined = idOf.keySet().stream()
                .filter(p -> vocabulary.kind(idOf.get(p)) == Kind.USER_DEFINED && !p.isEmpty())
                .sorted((a, b) -> b.length() != a.length() ? b.length() - a.length() : a.compareTo(b))
                .toArray(String[]::new);
        addBos = file.flag("tokenizer.ggml.add_bos_token", true) && vocabulary.isKnown(vocabulary.bos());
        addEos = file.flag("tokenizer.ggml.add_eos_token", false) && vocabulary.isKnown(vocabulary.eos());
        addSpace = file.flag("tokenizer.ggml.add_space_prefix", true);
    }

    @Override
    public int[] encode(String text, boolean addSpecial) {
        IntList ids = new IntList();
        if (addSpecial && addBos) {
            ids.add(vocabulary.bos());
        }
        if (!text.isEmpty()) {
            new Merging(escape(text)).run(ids);
        }
        if (addSpecial && addEos) {
            ids.add(vocabulary.eos());
        }
        return ids.toArray();
    }

    @Override
    public byte[] bytes(int id) {
        return bytes[id].clone();
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean first = true;
        for (int id : ids) {
            byte[] piece = bytes[id];
            boolean dummy = first && addSpace && piece.length > 0 && piece[0] == ' ';
            out.write(piece, dummy ? 1 : 0, dummy ? piece.length - 1 : piece.length);
            first &= vocabulary.kind(id) == Kind.CONTROL;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    private String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 1);
        if (addSpace) {
            out.append(SPACE);
        }
        text.codePoints().forEach(c -> {
            boolean loneSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            out.appendCodePoint(c == ' ' ? SPACE : loneSurrogate ? 0xfffd : c);
        });
        return out.toString();
    }

    private static float[] scores(ModelFile file, int size) {
        float[] scores = new float[size];
        List<Float> list = file.array("tokenizer.ggml.scores", Float.class).orElse(null);
        if (list != null) {
            if (list.size() != size) {
                throw new ModelFormatException(file.path() + ": there are " + size + " tokens and " + list.size()
                        + " token scores; equal numbers are accepted.");
            }
            for (int id = 0; id < size; id++) {
                scores[id] = list.get(id);
            }
        }
        return scores;
    }

    /// The byte that a piece such as `<0x0A>` stands for.
    private static byte byteValue(ModelFile file, int id, String piece) {
        if (piece.length() == 6 && piece.startsWith("<0x") && piece.endsWith(">")) {
            int high = Character.digit(piece.charAt(3), 16);
            int low = Character.digit(piece.charAt(4), 16);
            if (high >= 0 && low >= 0) {
                return (byte) (high << 4 | low);
            }
        }
        throw new ModelFormatException(
                file.path() + ": token " + id + " is a byte and spelt '" + piece
                        + "'; a form such as <0x0A> is accepted.");
    }

    private static boolean all(boolean[] flags) {
        for (boolean flag : flags) {
            if (!flag) {
                return false;
            }
        }
        return true;
    }

    /// Two neighbours that could be joined: symbol `left` and its successor, together `length` characters.
    private record Pair(float score, int left, int right, int length) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byScore = Float.compare(other.score, score);
            return byScore != 0 ? byScore : Integer.compare(left, other.left);
        }
    }

    /// The symbols of one text while they are being joined: a linked list over arrays.
    private final class Merging {
        private final String text;
        private final int[] start; // (symbols) place in the text
        private final int[] length; // (symbols) 0 once joined to the left neighbour
        private final int[] previous; // (symbols)
        private final int[] next; // (symbols)
        private final boolean[] frozen; // (symbols) user-defined: one token, come what may
        private final PriorityQueue<Pair> pairs = new PriorityQueue<>();
        private int symbols;

        Merging(String text) {
            this.text = text;
            start = new int[text.length()];
            length = new int[text.length()];
            previous = new int[text.length()];
            next = new int[text.length()];
            frozen = new boolean[text.length()];
        }

        void run(IntList ids) {
            split();
            for (int s = 1; s < symbols; s++) {
                consider(s - 1, s);
            }
            while (!pairs.isEmpty()) {
                Pair pair = pairs.poll();
                // Stale: one of the two was joined with another in the meantime.
                if (length[pair.left] == 0 || length[pair.right] == 0
                        || length[pair.left] + length[pair.right] != pair.length) {
                    continue;
                }
                length[pair.left] = pair.length;
                length[pair.right] = 0;
                next[pair.left] = next[pair.right];
                if (next[pair.right] != END) {
                    previous[next[pair.right]] = pair.left;
                }
                consider(previous[pair.left], pair.left);
                consider(pair.left, next[pair.left]);
            }
            for (int s = 0; s != END && symbols > 0; s = next[s]) {
                spell(text.substring(start[s], start[s] + length[s]), ids);
            }
        }

        private void split() {
            int at = 0;
            while (at < text.length()) {
                int size = Character.charCount(text.codePointAt(at));
                for (String piece : userDefined) {
                    if (text.startsWith(piece, at)) {
                        size = piece.length();
                        frozen[symbols] = true;
                        break;
                    }
                }
                start[symbols] = at;
                length[symbols] = size;
                previous[symbols] = symbols - 1; // END for the first
                next[symbols] = symbols + 1;
                symbols++;
                at += size;
            }
            next[symbols - 1] = END;
        }

        private void consider(int left, int right) {
            if (left == END || right == END || frozen[left] || frozen[right]) {
                return;
            }
            int joint = length[left] + length[right];
            Integer id = idOf.get(text.substring(start[left], start[left] + joint));
            if (id != null) {
                pairs.add(new Pair(scores[id], left, right, joint));
            }
        }

        private void spell(String symbol, IntList ids) {
            Integer id = idOf.get(symbol);
            if (id != null) {
                ids.add(id);
            } else if (spellsBytes) {
                for (byte b : symbol.getBytes(StandardCharsets.UTF_8)) {
                    ids.add(byteId[Byte.toUnsignedInt(b)]);
                }
            } else if (vocabulary.isKnown(vocabulary.unknown())) {
                ids.add(vocabulary.unknown());
            } else {
                throw new IllegalArgumentException("the vocabulary has no piece for '" + symbol
                        + "', no bytes to spell it with and no unknown token; leave it out of the text");
            }
        }
    }

    /// Ids in a growing array.
    private static final class IntList {
        private int[] items = new int[16];
        private int size;

        void add(int item) {
            if (size == items.length) {
                items = Arrays.copyOf(items, 2 * size);
            }
            items[size++] = item;
        }

        int[] toArray() {
            return Arrays.copyOf(items, size);
        }
    }
}
