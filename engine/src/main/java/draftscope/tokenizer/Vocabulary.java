package draftscope.tokenizer;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The pieces a tokenizer knows, by id. Immutable and thread-safe.
public final class Vocabulary {
    /// What a piece is for. The order is that of `tokenizer.ggml.token_type`, which counts from 1.
    public enum Kind {
        /// Ordinary text.
        NORMAL,
        /// Stands for text that no piece spells.
        UNKNOWN,
        /// A signal such as begin and end; contributes no text and is never made from text.
        CONTROL,
        /// Text that is always one token.
        USER_DEFINED,
        /// Present and never used.
        UNUSED,
        /// One byte, for text that no other piece spells.
        BYTE
    }

    private static final int NONE = -1;
    private static final long NONE_IN_FILE = 0xffff_ffffL;

    /// Control pieces that end a turn, a text or a file (in code models), by the names that widely used
    /// models give them; those that llama.cpp counts as ends too.
    private static final Set<String> END_PIECES = Set.of("<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>",
            "<|im_end|>", "<|end|>", "<end_of_turn>", "<EOT>", "<|EOT|>", "<｜end▁of▁sentence｜>", "<|fim_pad|>",
            "<fim-pad>",
            "<fim_pad>", "<PAD>", "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>",
            "<|file_sep|>");

    private final String[] pieces; // (size)
    private final Kind[] kinds; // (size)
    private final int bos;
    private final int eos;
    private final int unknown;
    private final int mask;
    private final Set<Integer> ends;

    private Vocabulary(ModelFile file) {
        List<String> tokens = file.array("tokenizer.ggml.tokens", String.class)
                .orElseThrow(() -> new ModelFormatException(
                        file.path()
                                + ": there is no 'tokenizer.ggml.tokens'; a model with its tokenizer inside is accepted."));
        if (tokens.isEmpty()) {
            throw new ModelFormatException(
                    file.path() + ": 'tokenizer.ggml.tokens' is empty; at least one piece is needed.");
        }
        pieces = tokens.toArray(String[]::new);
        kinds = kinds(file, pieces.length);
        bos = special(file, "bos");
        eos = special(file, "eos");
        unknown = special(file, "unknown");
        mask = special(file, "mask");
        ends = ends(file);
    }

    /// The vocabulary inside `file`.
    ///
    /// @throws ModelFormatException if there is none, or its arrays do not fit each other
    static Vocabulary of(ModelFile file) {
        return new Vocabulary(file);
    }

    /// Number of pieces; ids are `0..size-1`.
    public int size() {
        return pieces.length;
    }

    /// The piece as the file spells it, `▁` for a space.
    public String piece(int id) {
        return pieces[id];
    }

    /// What the piece is for.
    public Kind kind(int id) {
        return kinds[id];
    }

    /// Id of the begin token, or -1 (see [#isKnown(int)]).
    public int bos() {
        return bos;
    }

    /// Id of the end token, or -1.
    public int eos() {
        return eos;
    }

    /// Id of the piece for text that cannot be spelt, or -1.
    public int unknown() {
        return unknown;
    }

    /// Id of the mask token, or -1.
    public int mask() {
        return mask;
    }

    /// Whether `id` is a piece, as opposed to the -1 of an absent special token.
    public boolean isKnown(int id) {
        return id >= 0 && id < pieces.length;
    }

    /// Whether `id` ends a text or a turn.
    public boolean isEnd(int id) {
        return ends.contains(id);
    }

    /// What sets this vocabulary apart from `other`, in words; empty when ids mean the same in both. A draft model can only
    /// serve a target whose ids it shares.
    ///
    /// Examples: `vocabulary 151,936 against 151,643; first difference at id 151,643`,
    /// `first difference at id 17: '▁the' against '▁a'`.
    public Optional<String> firstDifference(Vocabulary other) {
        int common = Math.min(size(), other.size());
        int id = 0;
        while (id < common && pieces[id].equals(other.pieces[id]) && alike(kinds[id], other.kinds[id])) {
            id++;
        }
        if (id == size() && id == other.size()) {
            return Optional.empty();
        }
        String sizes = size() == other.size()
                ? ""
                : String.format(Locale.ROOT, "vocabulary %,d against %,d; ", size(), other.size());
        String where = String.format(Locale.ROOT, "first difference at id %,d", id);
        return Optional.of(sizes + where + (id == common ? "" : ": " + difference(id, other)));
    }

    /// Files of one model in different formats do not agree on what the unknown token is, and neither kind stands for any text.
    private static boolean alike(Kind one, Kind other) {
        return one == other || silent(one) && silent(other);
    }

    private static boolean silent(Kind kind) {
        return kind == Kind.CONTROL || kind == Kind.UNKNOWN;
    }

    private String difference(int id, Vocabulary other) {
        String piece = "'" + pieces[id] + "'";
        return pieces[id].equals(other.pieces[id])
                ? piece + " is " + words(kinds[id]) + " against " + words(other.kinds[id])
                : piece + " against '" + other.pieces[id] + "'";
    }

    private static String words(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Kind[] kinds(ModelFile file, int size) {
        Kind[] kinds = new Kind[size];
        Optional<List<Long>> types = file.array("tokenizer.ggml.token_type", Long.class);
        if (types.isPresent() && types.get().size() != size) {
            throw new ModelFormatException(file.path() + ": there are " + size + " tokens and " + types.get().size()
                    + " token types; equal numbers are accepted.");
        }
        for (int id = 0; id < size; id++) {
            long type = types.isPresent() ? types.get().get(id) : 1;
            if (type < 1 || type > Kind.values().length) {
                throw new ModelFormatException(file.path() + ": token " + id + " has type " + type + "; 1 to "
                        + Kind.values().length + " are accepted.");
            }
            kinds[id] = Kind.values()[(int) type - 1];
        }
        return kinds;
    }

    private int special(ModelFile file, String name) {
        Object value = file.metadata().get("tokenizer.ggml." + name + "_token_id");
        if (value == null || value.equals(NONE_IN_FILE) || value.equals(-1L)) {
            return NONE;
        }
        return file.integer("tokenizer.ggml." + name + "_token_id", 0, pieces.length - 1);
    }

    private Set<Integer> ends(ModelFile file) {
        Set<Integer> found = new HashSet<>();
        for (int id : new int[]{eos, special(file, "eot"), special(file, "eom")}) {
            if (isKnown(id)) {
                found.add(id);
            }
        }
        for (long id : file.array("draftscope.tokenizer.end_ids", Long.class).orElse(List.of())) {
            if (id >= 0 && id < pieces.length) {
                found.add((int) id);
            }
        }
        for (int id = 0; id < pieces.length; id++) {
            if (kinds[id] == Kind.CONTROL && END_PIECES.contains(pieces[id])) {
                found.add(id);
            }
        }
        return Set.copyOf(found);
    }
}
