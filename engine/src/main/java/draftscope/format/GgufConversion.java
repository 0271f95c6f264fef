package draftscope.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns any model that can be read into a GGUF file that llama.cpp loads.
///
/// Matrices are rounded to one format; vectors, a mixture's router and learned positions stay float32. Where a row's width
/// does not fit, the format falls back as llama.cpp's quantiser does: Q4_K to Q5_0, Q6_K to Q8_0, and a width that is no
/// multiple of 32 to F16. Where a family's GGUF layout rotates neighbours and the source rotates halves, the rows of queries
/// and keys change places; experts that are stored one by one are stacked. Keys that begin with `draftscope.` are dropped:
/// what they say, GGUF says in another way or not at all. Every such decision that a person should know of is a note.
public final class GgufConversion {
    /// Families whose GGUF layout rotates neighbours: those of llama.cpp's converters that permute queries and keys.
    private static final Set<String> NEIGHBOURS = Set.of("llama", "mistral", "granite", "smollm3",
            "llada");
    private static final Pattern EXPERT = Pattern.compile("(blk\\.\\d+\\.ffn_(?:gate|up|down))\\.(\\d+)\\.weight");
    private static final Pattern ROTATED = Pattern.compile("blk\\.\\d+\\.attn_([qk])\\.(?:weight|bias)");
    private static final long NO_TOKEN = 0xffff_ffffL;

    private static final Map<QuantFormat, Integer> FILE_TYPES = Map.of(QuantFormat.F32, 0, QuantFormat.F16, 1,
            QuantFormat.Q4_0, 2, QuantFormat.Q8_0, 7, QuantFormat.Q4_K, 14, QuantFormat.Q6_K, 18, QuantFormat.BF16, 32);

    private final ModelFile in;
    private final QuantFormat format;
    private final GgufWriter out = new GgufWriter();
    private final Map<String, Integer> notes = new LinkedHashMap<>();
    private final String architecture;

    private GgufConversion(ModelFile in, QuantFormat format) {
        this.in = in;
        this.format = format;
        if (!FILE_TYPES.containsKey(format)) {
            throw new IllegalArgumentException("a model cannot be converted to " + format + "; to "
                    + FILE_TYPES.keySet().stream().sorted().toList() + " it can");
        }
        if (in.tensors().isEmpty()) {
            throw new ModelFormatException(in.path() + ": it holds no tensors; a model with weights is accepted.");
        }
        architecture = in.string("general.architecture");
    }

    /// What GGUF knows `mistral` as.
    private static String named(String key) {
        return key.replaceFirst("^mistral\\.", "llama.");
    }

    /// The formats that a model can be converted to.
    public static List<QuantFormat> formats() {
        return FILE_TYPES.keySet().stream().sorted().toList();
    }

    /// Writes `in` to `path` with matrices rounded to `format`; leaves no half file (see [GgufWriter]).
    ///
    /// @return what a person should know: fallbacks, and what llama.cpp will not do with the file
    /// @throws ModelFormatException     if `in` holds no weights or contradicts itself
    /// @throws IllegalArgumentException if `format` is none of [#formats()]
    public static List<String> convert(ModelFile in, QuantFormat format, Path path, GgufWriter.Progress progress)
            throws IOException {
        GgufConversion conversion = new GgufConversion(in, format);
        conversion.putMetadata();
        conversion.addTensors();
        conversion.out.write(path, progress);
        return conversion.notes.entrySet().stream()
                .map(n -> n.getValue() == 1 ? n.getKey() : n.getKey() + " (" + n.getValue() + " tensors)").toList();
    }

    private void note(String text) {
        notes.merge(text, 1, Integer::sum);
    }

    // Metadata

    private void putMetadata() {
        boolean scored = "llama".equals(in.metadata().get("tokenizer.ggml.model"));
        String pattern = architecture + ".attention.sliding_window_pattern";
        in.metadata().forEach((key, value) -> {
            boolean dropped = key.startsWith("draftscope.") || key.equals("general.alignment")
                    || key.equals("general.file_type") || key.equals("general.quantization_version")
                    || key.endsWith("_token_id") && value.equals(NO_TOKEN)
                    || key.equals("tokenizer.ggml.merges") && scored // such a vocabulary is merged by its scores
                    || key.equals("mistral.attention.sliding_window")
                    || key.equals(pattern) && architecture.startsWith("gemma"); // implied by the architecture
            if (key.equals("general.architecture")) {
                out.put(key, architecture.equals("mistral") ? "llama" : architecture);
            } else if (!dropped) {
                put(named(key), value);
            }
        });
        out.put("general.file_type", FILE_TYPES.get(format)).put("general.quantization_version", 2);
        if (architecture.equals("mistral") && in.metadata().containsKey("mistral.attention.sliding_window")) {
            note("GGUF knows no sliding window of a llama, so the one of "
                    + in.metadata().get("mistral.attention.sliding_window") + " positions is left out");
        }
        if ("dynamic".equals(in.metadata().get(architecture + ".rope.scaling.type"))) {
            note("llama.cpp does not know dynamic rotary scaling and leaves positions as they are");
        }
        if ("gpt2".equals(in.metadata().get("tokenizer.ggml.model"))
                && "default".equals(in.metadata().get("tokenizer.ggml.pre"))) {
            note("llama.cpp has no name for the way this tokenizer splits text, so it may make other tokens");
        }
    }

    private void put(String key, Object value) {
        switch (value) {
            case Long l when l >= Integer.MIN_VALUE && l <= Integer.MAX_VALUE -> out.put(key, (int) (long) l);
            case List<?> list -> out.put(key, array(key, list));
            case Long _,Float _,Double _,Boolean _,String _ -> out.put(key, value);
            default -> throw new ModelFormatException(
                    in.path() + ": '" + key + "' is " + value + "; numbers below 2^63 can be written.");
        }
    }

    private Object array(String key, List<?> list) {
        Object first = list.isEmpty() ? "" : list.getFirst();
        if (key.equals("tokenizer.ggml.precompiled_charsmap")) {
            byte[] bytes = new byte[list.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = ((Long) list.get(i)).byteValue();
            }
            return bytes;
        }
        return switch (first) {
            case String _ -> list.toArray(String[]::new);
            case Long _ -> list.stream().mapToInt(n -> Math.toIntExact((Long) n)).toArray();
            case Boolean _ -> {
                boolean[] booleans = new boolean[list.size()];
                for (int i = 0; i < booleans.length; i++) {
                    booleans[i] = (Boolean) list.get(i);
                }
                yield booleans;
            }
            case Number _ -> {
                float[] floats = new float[list.size()];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = ((Number) list.get(i)).floatValue();
                }
                yield floats;
            }
            default ->
                throw new ModelFormatException(in.path() + ": '" + key + "' is an array that cannot be written.");
        };
    }

    // Tensors

    private void addTensors() {
        Map<String, TreeMap<Integer, TensorInfo>> experts = new LinkedHashMap<>();
        for (TensorInfo tensor : in.tensors()) {
            Matcher expert = EXPERT.matcher(tensor.name());
            if (expert.matches()) {
                experts.computeIfAbsent(expert.group(1) + "_exps.weight", _ -> new TreeMap<>())
                        .put(Integer.parseInt(expert.group(2)), tensor);
            } else {
                add(tensor.name(), tensor.shape(), List.of(tensor));
            }
        }
        experts.forEach((name, byNumber) -> {
            List<TensorInfo> parts = new ArrayList<>(byNumber.values());
            TensorInfo first = parts.getFirst();
            if (byNumber.lastKey() != parts.size() - 1 || first.shape().length != 2
                    || parts.stream().anyMatch(p -> !Arrays.equals(p.shape(), first.shape()))) {
                throw new ModelFormatException(
                        in.path() + ": the experts of '" + name + "' are " + byNumber.keySet()
                                + "; experts numbered from 0 and of one shape are accepted.");
            }
            add(name, new long[]{first.columns(), first.rows(), parts.size()}, parts);
        });
    }

    /// Adds a tensor that lies in `parts`, one after the other.
    private void add(String name, long[] shape, List<TensorInfo> parts) {
        QuantFormat target = target(name, shape);
        TensorInfo first = parts.getFirst();
        boolean reordered = NEIGHBOURS.contains(architecture) && ROTATED.matcher(name).matches()
                && "halves".equals(in.metadata().get("draftscope.rope.pairing"));
        if (!reordered && parts.size() == 1 && first.format() == target) {
            out.tensor(name, target, shape, in.data(first));
        } else if (reordered && shape.length == 1) {
            float[] halves = new float[(int) shape[0]];
            read(first, 0, halves);
            float[] neighbours = new float[halves.length];
            for (int i = 0; i < halves.length; i++) {
                neighbours[i] = halves[(int) halvesRow(name, i, halves.length)];
            }
            out.tensor(name, target, shape, neighbours);
        } else {
            long rowsPerPart = first.rows();
            out.tensor(name, target, shape, (row, numbers) -> {
                long source = reordered ? halvesRow(name, row, rowsPerPart) : row % rowsPerPart;
                read(parts.get((int) (row / rowsPerPart)), source, numbers);
            });
        }
    }

    private void read(TensorInfo tensor, long row, float[] out) {
        QuantBlocks.decode(tensor.format(), in.data(tensor), row * tensor.format().rowBytes(out.length), out.length,
                out,
                0);
    }

    /// Which row of queries or keys laid out for halves becomes `row` laid out for neighbours.
    private long halvesRow(String name, long row, long rows) {
        int heads = in.integer(architecture + ".attention.head_count", 1, Integer.MAX_VALUE);
        if (name.contains(".attn_k.")) {
            heads = in.integer(architecture + ".attention.head_count_kv", 1, Integer.MAX_VALUE, heads);
        }
        long headDim = rows / heads;
        int rotated = in.integer(architecture + ".rope.dimension_count", 0, Integer.MAX_VALUE, (int) headDim);
        long within = row % headDim;
        return within >= rotated ? row : row - within + within / 2 + within % 2 * (rotated / 2);
    }

    private QuantFormat target(String name, long[] shape) {
        if (shape.length == 1 || name.endsWith("norm.weight") || name.contains("ffn_gate_inp")
                || name.equals("position_embd.weight")) {
            return QuantFormat.F32;
        }
        QuantFormat chosen = format;
        if (shape[0] % chosen.blockLength() != 0 && chosen.blockLength() > 32) {
            chosen = chosen == QuantFormat.Q4_K ? QuantFormat.Q5_0 : QuantFormat.Q8_0;
        }
        if (shape[0] % chosen.blockLength() != 0) {
            chosen = QuantFormat.F16;
        }
        if (chosen != format) {
            note("rows of " + shape[0] + " numbers do not fit " + format + " blocks of " + format.blockLength()
                    + " and are stored as " + chosen);
        }
        return chosen;
    }
}
