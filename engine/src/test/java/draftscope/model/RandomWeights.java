package draftscope.model;

import draftscope.format.GgufWriter;
import draftscope.format.QuantFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// Seeded random tensors and the metadata around them, as they stand in a GGUF file of some architecture; the numbers can be
/// asked for by name, so that another implementation can compute with them.
final class RandomWeights {
    private final Random random;
    private final String prefix;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final int vocab;
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    /// @param vocab pieces, at least 264
    RandomWeights(String architecture, long seed, int vocab) {
        random = new Random(seed);
        prefix = architecture + ".";
        this.vocab = vocab;
        metadata.put("general.architecture", architecture);
        metadata.put("general.name", "random weights");
    }

    /// Sets a key of the architecture, such as `block_count`.
    RandomWeights put(String key, Object value) {
        return putGeneral(prefix + key, value);
    }

    /// Sets a key that belongs to no architecture.
    RandomWeights putGeneral(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /// A matrix of standard deviation `gain / sqrt(columns)`.
    RandomWeights matrix(String name, int rows, int columns, double gain) {
        return tensor(name, 0, gain / Math.sqrt(columns), columns, rows);
    }

    /// Several matrices stacked in one tensor.
    RandomWeights stack(String name, int count, int rows, int columns, double gain) {
        return tensor(name, 0, gain / Math.sqrt(columns), columns, rows, count);
    }

    RandomWeights vector(String name, int length, double mean, double deviation) {
        return tensor(name, mean, deviation, length);
    }

    /// A tensor of given numbers.
    RandomWeights given(String name, float... values) {
        tensors.put(name, values);
        shapes.put(name, new long[]{values.length});
        return this;
    }

    private RandomWeights tensor(String name, double mean, double deviation, long... shape) {
        long n = 1;
        for (long d : shape) {
            n *= d;
        }
        float[] values = new float[(int) n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        tensors.put(name, values);
        shapes.put(name, shape);
        return this;
    }

    /// The numbers of a tensor, row after row; null where there is none of that name.
    float[] tensor(String name) {
        return tensors.get(name);
    }

    /// The same with each expert in a tensor of its own, as early GGUF files and checkpoints have them.
    RandomWeights withExpertsApart() {
        RandomWeights apart = new RandomWeights("", 0, vocab);
        apart.metadata.putAll(metadata);
        tensors.forEach((name, values) -> {
            long[] shape = shapes.get(name);
            if (shape.length < 3) {
                apart.tensors.put(name, values);
                apart.shapes.put(name, shape);
                return;
            }
            int each = values.length / (int) shape[2];
            for (int e = 0; e < shape[2]; e++) {
                String one = name.replace("_exps", "." + e);
                apart.tensors.put(one, Arrays.copyOfRange(values, e * each, (e + 1) * each));
                apart.shapes.put(one, Arrays.copyOf(shape, 2));
            }
        });
        return apart;
    }

    /// Hears of a tensor.
    interface Visitor {
        void tensor(String name, long[] shape, float[] values);
    }

    /// All tensors, row length first in their shapes.
    void forEach(Visitor visitor) {
        tensors.forEach((name, values) -> visitor.tensor(name, shapes.get(name), values));
    }

    /// Writes the file and returns it.
    Path write(Path file) {
        try {
            GgufWriter writer = new GgufWriter();
            metadata.forEach(writer::put);
            ToyModels.vocabulary(writer, vocab);
            tensors.forEach((name, values) -> writer.tensor(name, QuantFormat.F32, shapes.get(name), values));
            writer.write(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
