package draftscope.model;

import draftscope.format.GgufWriter;
import draftscope.format.QuantFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// Seeded random tensors and the metadata around them, as they stand in a GGUF file of some architecture; the numbers can be
/// asked for by name, so that another implementation can compute with them.
final class RandomWeights {
    private final Random random;
    private final String prefix;
    private final GgufWriter writer;
    private final Map<String, float[]> tensors = new LinkedHashMap<>();

    /// @param vocab pieces, at least 264
    RandomWeights(String architecture, long seed, int vocab) {
        random = new Random(seed);
        prefix = architecture + ".";
        writer = new GgufWriter().put("general.architecture", architecture)
                .put("general.name", "random " + architecture);
        ToyModels.vocabulary(writer, vocab);
    }

    /// Sets a key of the architecture, such as `block_count`.
    RandomWeights put(String key, Object value) {
        writer.put(prefix + key, value);
        return this;
    }

    /// Sets a key that belongs to no architecture.
    RandomWeights putGeneral(String key, Object value) {
        writer.put(key, value);
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
        writer.tensor(name, QuantFormat.F32, new long[]{values.length}, values);
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
        writer.tensor(name, QuantFormat.F32, shape, values);
        return this;
    }

    /// The numbers of a tensor, row after row; null where there is none of that name.
    float[] tensor(String name) {
        return tensors.get(name);
    }

    /// Writes the file and returns it.
    Path write(Path file) {
        try {
            writer.write(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
