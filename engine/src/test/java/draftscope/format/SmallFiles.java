package draftscope.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The smallest whole file of each kind, for tests that then break it.
final class SmallFiles {
    static final String CONFIG = """
            {"model_type": "llama", "num_hidden_layers": 1, "max_position_embeddings": 16, "hidden_size": 4,
            "intermediate_size": 6, "num_attention_heads": 2, "num_key_value_heads": 1, "rms_norm_eps": 1e-5,
            "rope_theta": 10000.0, "rope_scaling": {"rope_type": "linear", "factor": 2.0}, "vocab_size": 5,
            "tie_word_embeddings": true}""";
    static final String TOKENIZER = """
            {"added_tokens": [{"id": 0, "content": "<s>", "special": true}],
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}]},
            "pre_tokenizer": {"type": "ByteLevel", "use_regex": true, "add_prefix_space": false},
            "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}],
            "special_tokens": {"<s>": {"ids": [0]}}},
            "decoder": {"type": "ByteLevel"},
            "model": {"type": "BPE", "vocab": {"<s>": 0, "a": 1, "b": 2, "ab": 3}, "merges": [["a", "b"]]}}""";

    private SmallFiles() {}

    /// A header and its tensors; `shapes` by name, rows first.
    static byte[] safetensors(Map<String, int[]> shapes) {
        StringBuilder header = new StringBuilder("{\"__metadata__\": {\"format\": \"pt\"}");
        int at = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            int bytes = 4;
            StringBuilder shape = new StringBuilder();
            for (int d : tensor.getValue()) {
                bytes *= d;
                shape.append(shape.isEmpty() ? "" : ",").append(d);
            }
            header.append(", \"%s\": {\"dtype\": \"F32\", \"shape\": [%s], \"data_offsets\": [%d, %d]}"
                    .formatted(tensor.getKey(), shape, at, at + bytes));
            at += bytes;
        }
        return safetensors(header.append("}").toString(), at);
    }

    static byte[] safetensors(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length)
                .put(text).array();
    }

    static Map<String, int[]> llamaShapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", new int[]{5, 4});
        shapes.put("model.norm.weight", new int[]{4});
        String layer = "model.layers.0.";
        shapes.put(layer + "input_layernorm.weight", new int[]{4});
        shapes.put(layer + "post_attention_layernorm.weight", new int[]{4});
        shapes.put(layer + "self_attn.q_proj.weight", new int[]{4, 4});
        shapes.put(layer + "self_attn.k_proj.weight", new int[]{2, 4});
        shapes.put(layer + "self_attn.v_proj.weight", new int[]{2, 4});
        shapes.put(layer + "self_attn.o_proj.weight", new int[]{4, 4});
        shapes.put(layer + "mlp.gate_proj.weight", new int[]{6, 4});
        shapes.put(layer + "mlp.up_proj.weight", new int[]{6, 4});
        shapes.put(layer + "mlp.down_proj.weight", new int[]{4, 6});
        return shapes;
    }

    /// A whole Hugging Face folder of a llama model.
    static Path folder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), CONFIG);
            Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
            Files.write(folder.resolve("model.safetensors"), safetensors(llamaShapes()));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Width 4, hidden 6, one layer, two heads of one key head, five pieces, three positions.
    static byte[] llama2c(int version) {
        int vectors = 4 * 3;
        int matrices = 5 * 4 + 4 * 4 + 2 * 4 + 2 * 4 + 4 * 4 + 3 * 6 * 4;
        int weights = 4 * vectors + switch (version) {
            case 0 -> 4 * matrices + 4 * 3 * 2;
            case 1 -> 4 * matrices;
            default -> matrices + matrices; // groups of four: one scale of four bytes for each
        };
        int header = version == 0 ? 28 : 256;
        ByteBuffer out = ByteBuffer.allocate(header + weights).order(ByteOrder.LITTLE_ENDIAN);
        if (version > 0) {
            out.putInt(0x616b3432).putInt(version);
        }
        out.putInt(4).putInt(6).putInt(1).putInt(2).putInt(1).putInt(5).putInt(3);
        if (version > 0) {
            out.put((byte) 1).putInt(4);
        }
        return out.array();
    }

    /// Pieces `<unk>`, two signs, `a` and `b`, as llama2.c keeps them.
    static byte[] llama2cTokenizer() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[4]);
        for (String piece : new String[]{"<unk>", "\n<s>\n", "\n</s>\n", " a", "b"}) {
            out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(-1).putInt(piece.length())
                    .array());
            out.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    /// Three pieces and a normalizer, as SentencePiece keeps them.
    static byte[] sentencePiece() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String piece : new String[]{"<unk>", "▁a", "b"}) {
            byte[] text = piece.getBytes(StandardCharsets.UTF_8);
            ByteBuffer body = ByteBuffer.allocate(2 + text.length + 5 + 2).order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0x0a)
                    .put((byte) text.length).put(text).put((byte) 0x15).putFloat(-2).put((byte) 0x18)
                    .put((byte) (piece.equals("<unk>") ? 2 : 1));
            out.write(0x0a);
            out.write(body.capacity());
            out.writeBytes(body.array());
        }
        out.writeBytes(new byte[]{0x12, 2, 0x18, 2, 0x1a, 6, 0x12, 2, 7, 8, 0x18, 0});
        return out.toByteArray();
    }

    /// Replaces a file's text.
    static void edit(Path file, UnaryOperator<String> change) {
        try {
            Files.writeString(file, change.apply(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
