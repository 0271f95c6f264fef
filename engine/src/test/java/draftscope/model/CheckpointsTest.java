package draftscope.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import draftscope.format.ModelFile;
import draftscope.kernel.Kernels;
import draftscope.model.ArchitectureSamples.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// A Hugging Face folder computes what the GGUF file of the same weights does: names, fused and per-expert matrices, norms
/// less one, rows of queries and keys in the order of halves, and what `config.json` tells.
class CheckpointsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int[] TEXT = {1, 260, 262, 17, 290, 261, 4, 299, 270, 265};

    @TempDir
    Path folder;

    /// Sample, its `model_type`, whether GGUF has other rows for queries and keys, and its own fields of `config.json`.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            llama with YaRN    | llama       | true  | "rope_theta":5000,"rope_scaling":{"rope_type":"yarn","factor":4,"original_max_position_embeddings":32,"attention_factor":1.138629436}
            llama with experts | mixtral     | true  | "num_local_experts":4,"num_experts_per_tok":2
            qwen3moe           | qwen3_moe   | false | "num_experts":6,"num_experts_per_tok":3,"moe_intermediate_size":40,"norm_topk_prob":true
            qwen3moe with weights as they are | qwen3_moe | false | "num_experts":4,"num_experts_per_tok":2,"moe_intermediate_size":80
            gemma2             | gemma2      | false | "sliding_window":5,"attn_logit_softcapping":3,"final_logit_softcapping":5,"query_pre_attn_scalar":16
            gemma2 as deep as 27B | gemma2   | false | "sliding_window":5,"attn_logit_softcapping":3,"final_logit_softcapping":5,"query_pre_attn_scalar":12
            gemma3             | gemma3_text | false | "sliding_window":4,"rope_theta":50000,"rope_local_base_freq":10000,"rope_scaling":{"rope_type":"linear","factor":2},"query_pre_attn_scalar":16
            phi3               | phi3        | false | "sliding_window":null
            phi3 with LongRoPE | phi3        | false | "original_max_position_embeddings":128,"rope_scaling":{"type":"longrope","attention_factor":1.25,"short_factor":[1,1.1,1.2,1.3,1.4,1.5,1.6,1.7],"long_factor":[2,2.5,3,3.5,4,4.5,5,5.5]}
            granite            | granite     | true  | "embedding_multiplier":6,"residual_multiplier":0.4,"attention_multiplier":0.15,"logits_scaling":3
            smollm3            | smollm3     | true  | "no_rope_layer_interval":4
            dream              | Dream       | false | "mask_token_id":3
            """)
    void aFolderComputesWhatTheGgufFileDoes(String name, String modelType, boolean otherRows, String fields)
            throws IOException {
        Sample sample = ArchitectureSamples.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
        ReferenceTransformer r = sample.reference();
        Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
        boolean gemma = modelType.startsWith("gemma");
        Files.writeString(checkpoint.resolve("config.json"), """
                {"model_type":"%s","num_hidden_layers":%d,"max_position_embeddings":128,"hidden_size":%d,
                "intermediate_size":80,"num_attention_heads":%d,"num_key_value_heads":%d,"head_dim":%d,"vocab_size":%d,
                "rms_norm_eps":1e-5,"tie_word_embeddings":%s,%s}
                """.formatted(modelType, r.layers, r.dim, r.heads, r.kvHeads, r.headDim, r.vocab, gemma, fields));
        write(sample, gemma, otherRows, checkpoint.resolve("model.safetensors"));
        float[][] expected = logits(sample.weights().write(folder.resolve("model.gguf")));
        float[][] actual = logits(checkpoint);
        for (int t = 0; t < TEXT.length; t++) {
            for (int i = 0; i < r.vocab; i++) {
                // other rows are other sums, so not the same bits
                assertThat(actual[t][i]).isCloseTo(expected[t][i], offset(1e-4f));
            }
        }
    }

    /// Without a tokenizer, which a folder of random weights has none of.
    private static float[][] logits(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            ModelConfig config = ModelConfig.of(file);
            Transformer t = new Transformer(config, Weights.of(new Tensors(file, Progress.NONE), config),
                    Kernels.best(), 1);
            int[] places = IntStream.range(0, TEXT.length).toArray();
            AttentionMask mask = config.causal()
                    ? AttentionMask.causal(0, TEXT.length)
                    : AttentionMask.full(places);
            Logits logits = t.forward(new Batch(TEXT, places, places, mask, null), t.newCache(TEXT.length));
            return IntStream.range(0, TEXT.length).mapToObj(logits::row).toArray(float[][]::new);
        }
    }

    private static void write(Sample sample, boolean normsLessOne, boolean otherRows, Path file) throws IOException {
        ReferenceTransformer r = sample.reference();
        Map<String, Object> header = new LinkedHashMap<>();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        sample.weights().withExpertsApart().forEach((gguf, shape, values) -> {
            String name = huggingFace(gguf, sample.name());
            if (name == null) {
                return;
            }
            float[] stored = values.clone();
            if (normsLessOne && shape.length == 1) {
                for (int i = 0; i < stored.length; i++) {
                    stored[i] -= 1;
                }
            }
            if (otherRows && gguf.matches(".*attn_[qk]\\.weight")) {
                stored = halves(stored, (int) shape[0], r.headDim);
            }
            ByteBuffer bytes = ByteBuffer.allocate(4 * stored.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(stored);
            int from = data.size();
            data.writeBytes(bytes.array());
            long[] dimensions = shape.length == 1 ? shape : new long[]{shape[1], shape[0]};
            header.put(name, Map.of("dtype", "F32", "shape", dimensions, "data_offsets",
                    new int[]{from, data.size()}));
        });
        byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole = ByteBuffer.allocate(8 + json.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
        whole.putLong(json.length).put(json).put(data.toByteArray());
        Files.write(file, whole.array());
    }

    /// Rows 2i and 2i + 1 of each head become rows i and i + half.
    private static float[] halves(float[] rows, int columns, int headDim) {
        float[] out = new float[rows.length];
        for (int row = 0; row < rows.length / columns; row++) {
            int inHead = row % headDim;
            int to = row - inHead + inHead / 2 + inHead % 2 * (headDim / 2);
            System.arraycopy(rows, row * columns, out, to * columns, columns);
        }
        return out;
    }

    /// What checkpoints call a tensor; null for those that `config.json` tells.
    private static String huggingFace(String gguf, String sample) {
        if (gguf.startsWith("rope_")) {
            return null;
        }
        boolean gemma = sample.startsWith("gemma");
        String experts = sample.startsWith("qwen3moe") ? "mlp" : "block_sparse_moe";
        String[][] names = {{"token_embd", "model.embed_tokens"}, {"output_norm", "model.norm"}, {"output", "lm_head"},
                {"attn_norm", "input_layernorm"}, {"attn_qkv", "self_attn.qkv_proj"},
                {"attn_q_norm", "self_attn.q_norm"},
                {"attn_k_norm", "self_attn.k_norm"}, {"attn_q", "self_attn.q_proj"}, {"attn_k", "self_attn.k_proj"},
                {"attn_v", "self_attn.v_proj"}, {"attn_output", "self_attn.o_proj"},
                {"ffn_norm", gemma ? "pre_feedforward_layernorm" : "post_attention_layernorm"},
                {"post_attention_norm", "post_attention_layernorm"}, {"post_ffw_norm", "post_feedforward_layernorm"},
                {"ffn_gate_inp", experts + ".gate"}, {"ffn_gate", "mlp.gate_proj"},
                {"ffn_up", sample.startsWith("phi3") ? "mlp.gate_up_proj" : "mlp.up_proj"},
                {"ffn_down", "mlp.down_proj"}};
        String[] expertNames = experts.equals("mlp")
                ? new String[]{"gate_proj", "up_proj", "down_proj"}
                : new String[]{"w1", "w3", "w2"};
        String[] parts = gguf.split("\\.");
        String layer = parts[0].equals("blk") ? "model.layers." + parts[1] + "." : "";
        String kind = parts[parts.length - 1];
        String stem = parts[layer.isEmpty() ? 0 : 2];
        if (parts.length == 5) { // blk.0.ffn_gate.7.weight
            int which = stem.equals("ffn_gate") ? 0 : stem.equals("ffn_up") ? 1 : 2;
            return layer + experts + ".experts." + parts[3] + "." + expertNames[which] + "." + kind;
        }
        for (String[] name : names) {
            if (name[0].equals(stem)) {
                return layer + name[1] + "." + kind;
            }
        }
        throw new IllegalArgumentException("no name for " + gguf);
    }
}
