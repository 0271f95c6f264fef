package draftscope.format;

import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `tokenizer.model`, the protocol buffer that SentencePiece writes, into GGUF's keys.
///
/// Source: google/sentencepiece, `sentencepiece_model.proto` (Kudo and Richardson, 2018, arXiv 1808.06226); the wire
/// format as in the Protocol Buffers encoding guide. Yields
///
/// | key | from |
/// |---|---|
/// | `tokenizer.ggml.model` | `llama` for BPE, `t5` (llama.cpp's word) for unigram |
/// | `tokenizer.ggml.tokens`, `.scores`, `.token_type` | the pieces; kinds are numbered alike in both |
/// | `tokenizer.ggml.{bos,eos,unknown,padding}_token_id` | the trainer's ids, where they are not negative |
/// | `tokenizer.ggml.add_space_prefix`, `.remove_extra_whitespaces`, `.precompiled_charsmap` | the normalizer |
/// | `draftscope.tokenizer.escape_whitespaces`, `.byte_fallback` | the normalizer, the trainer |
/// | `draftscope.tokenizer.source` | `sentencepiece` |
final class SentencePieceModel {
    private static final int PIECES = 1;
    private static final int TRAINER = 2;
    private static final int NORMALIZER = 3;
    private static final int UNIGRAM = 1;
    private static final int BPE = 2;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final Path path;
    private final MemorySegment file;
    private final List<String> tokens = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Long> types = new ArrayList<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private int modelType = UNIGRAM;
    private final long[] specialIds = {0, 1, 2, -1}; // unknown, bos, eos, pad: the proto's defaults
    private boolean byteFallback;
    private boolean addDummyPrefix = true;
    private boolean removeExtraWhitespaces = true;
    private boolean escapeWhitespaces = true;

    private SentencePieceModel(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
    }

    /// The metadata that the file `path`, whose bytes are `file`, holds.
    ///
    /// @throws ModelFormatException if it is no such file, or its kind is neither unigram nor BPE
    static Map<String, Object> read(Path path, MemorySegment file) {
        SentencePieceModel model = new SentencePieceModel(path, file);
        model.fields(0, file.byteSize(), model::modelField);
        return model.finish();
    }

    private Map<String, Object> finish() {
        if (tokens.isEmpty()) {
            throw new ModelFormatException(path + ": it holds no pieces; a SentencePiece model is accepted.");
        }
        if (modelType != UNIGRAM && modelType != BPE) {
            throw new ModelFormatException(
                    path + ": its kind is " + modelType + "; unigram (1) and BPE (2) are accepted.");
        }
        metadata.put("tokenizer.ggml.model", modelType == BPE ? "llama" : "t5");
        metadata.put("tokenizer.ggml.pre", "default");
        metadata.put("tokenizer.ggml.tokens", Collections.unmodifiableList(tokens));
        metadata.put("tokenizer.ggml.scores", Collections.unmodifiableList(scores));
        metadata.put("tokenizer.ggml.token_type", Collections.unmodifiableList(types));
        String[] names = {"unknown", "bos", "eos", "padding"};
        for (int i = 0; i < names.length; i++) {
            if (specialIds[i] >= 0 && specialIds[i] < tokens.size()) {
                metadata.put("tokenizer.ggml." + names[i] + "_token_id", specialIds[i]);
            }
        }
        metadata.put("tokenizer.ggml.add_space_prefix", addDummyPrefix);
        metadata.put("tokenizer.ggml.remove_extra_whitespaces", removeExtraWhitespaces);
        metadata.put("draftscope.tokenizer.escape_whitespaces", escapeWhitespaces);
        metadata.put("draftscope.tokenizer.byte_fallback", byteFallback);
        metadata.put("draftscope.tokenizer.source", "sentencepiece");
        return metadata;
    }

    /// Takes one field: its number, its wire type, and for a number its value, else where its bytes begin and end.
    private interface Field {
        void take(int number, int wire, long value, long from, long to);
    }

    private void fields(long from, long to, Field field) {
        long at = from;
        while (at < to) {
            long[] tag = varint(at, to);
            int number = (int) (tag[0] >>> 3);
            int wire = (int) tag[0] & 7;
            at = tag[1];
            switch (wire) {
                case VARINT -> {
                    long[] value = varint(at, to);
                    field.take(number, wire, value[0], at, value[1]);
                    at = value[1];
                }
                case FIXED64 -> at = skip(field, number, wire, at, 8, to);
                case FIXED32 -> at = skip(field, number, wire, at, 4, to);
                case BYTES -> {
                    long[] length = varint(at, to);
                    at = skip(field, number, wire, length[1], length[0], to);
                }
                default ->
                    throw broken("field " + number + " has the wire type " + wire + "; 0, 1, 2 and 5 are accepted",
                            at);
            }
        }
    }

    private long skip(Field field, int number, int wire, long at, long length, long to) {
        if (length < 0 || length > to - at) {
            throw broken("field " + number + " takes " + Long.toUnsignedString(length) + " bytes, but " + (to - at)
                    + " are left", at);
        }
        long value = wire == FIXED32 ? file.get(LittleEndian.INT, at) : 0;
        field.take(number, wire, value, at, at + length);
        return at + length;
    }

    /// A number in groups of seven bits, lowest first, and where it ends.
    private long[] varint(long at, long to) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            long place = at + shift / 7;
            if (place >= to) {
                throw broken("it ends inside a number", place);
            }
            byte b = file.get(LittleEndian.BYTE, place);
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return new long[]{value, place + 1};
            }
        }
        throw broken("a number is longer than ten bytes", at);
    }

    private void modelField(int number, int wire, long value, long from, long to) {
        if (wire != BYTES) {
            return;
        }
        switch (number) {
            case PIECES -> piece(from, to);
            case TRAINER -> fields(from, to, this::trainerField);
            case NORMALIZER -> fields(from, to, this::normalizerField);
            default -> {
                // self-test samples and the denormalizer: nothing that encoding or decoding needs
            }
        }
    }

    private void piece(long from, long to) {
        int id = tokens.size();
        tokens.add("");
        scores.add(0f);
        types.add(1L);
        fields(from, to, (number, wire, value, start, end) -> {
            if (number == 1 && wire == BYTES) {
                tokens.set(id, text("piece " + id, start, end));
            } else if (number == 2 && wire == FIXED32) {
                scores.set(id, Float.intBitsToFloat((int) value));
            } else if (number == 3 && wire == VARINT) {
                if (value < 1 || value > 6) {
                    throw broken("piece " + id + " is of kind " + value + "; 1 to 6 are accepted", start);
                }
                types.set(id, value);
            }
        });
    }

    private void trainerField(int number, int wire, long value, long from, long to) {
        if (wire != VARINT) {
            return;
        }
        switch (number) {
            case 3 -> modelType = (int) value;
            case 35 -> byteFallback = value != 0;
            case 40, 41, 42, 43 -> specialIds[number - 40] = (int) value;
            default -> {
                // how it was trained
            }
        }
    }

    private void normalizerField(int number, int wire, long value, long from, long to) {
        switch (number) {
            case 2 -> {
                List<Long> map = new ArrayList<>();
                for (long i = from; i < to; i++) {
                    map.add((long) Byte.toUnsignedInt(file.get(LittleEndian.BYTE, i)));
                }
                if (!map.isEmpty()) {
                    metadata.put("tokenizer.ggml.precompiled_charsmap", Collections.unmodifiableList(map));
                }
            }
            case 3 -> addDummyPrefix = value != 0;
            case 4 -> removeExtraWhitespaces = value != 0;
            case 5 -> escapeWhitespaces = value != 0;
            default -> {
                // its name and the source of the map
            }
        }
    }

    private String text(String what, long from, long to) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(file.asSlice(from, to - from).asByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw broken(what + " is not valid UTF-8, the only text encoding accepted", from);
        }
    }

    private ModelFormatException broken(String what, long at) {
        return new ModelFormatException(path + ": it is no SentencePiece model: " + what + " (at byte " + at + ").");
    }
}
