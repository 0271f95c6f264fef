package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.format.ModelFormatException;
import draftscope.format.TensorInfo;
import draftscope.kernel.Kernels;
import draftscope.kernel.Matrix;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/// Takes tensors out of a file by name, checks their shapes, and remembers which were taken.
final class Tensors {
    private final ModelFile file;
    private final Progress progress;
    private final int total;
    private final Set<String> taken = new HashSet<>();

    Tensors(ModelFile file, Progress progress) {
        this.file = file;
        this.progress = progress;
        total = file.tensors().size();
    }

    boolean has(String name) {
        return file.hasTensor(name);
    }

    /// A matrix in place, `(rows, columns)`.
    Matrix matrix(String name, int rows, int columns) {
        TensorInfo tensor = shaped(name, columns, rows);
        return new Matrix(file.data(tensor), tensor.format(), rows, columns);
    }

    /// Matrices that lie one after the other in one tensor, `(count)(rows, columns)`.
    Matrix[] stacked(String name, int count, int rows, int columns) {
        TensorInfo tensor = shaped(name, columns, rows, count);
        long bytes = tensor.bytes() / count;
        Matrix[] out = new Matrix[count];
        for (int i = 0; i < count; i++) {
            out[i] = new Matrix(file.data(tensor).asSlice(i * bytes, bytes), tensor.format(), rows, columns);
        }
        return out;
    }

    /// A vector as float32, `(length)`.
    float[] vector(String name, int length) {
        TensorInfo tensor = shaped(name, length);
        float[] out = new float[length];
        Kernels.scalar().dequantise(new Matrix(file.data(tensor), tensor.format(), 1, length), 0, out, 0);
        return out;
    }

    /// A vector, or null where the file has none of that name.
    float[] optionalVector(String name, int length) {
        return has(name) ? vector(name, length) : null;
    }

    /// Some rows of a matrix, in place.
    static Matrix rows(Matrix of, int from, int count) {
        long bytes = of.rowBytes();
        return new Matrix(of.data().asSlice(from * bytes, count * bytes), of.format(), count, of.columns());
    }

    /// Refuses a tensor that nobody took: it would be left out in silence, and the model would talk plausible nonsense.
    ///
    /// @param architecture for the message
    void refuseOthers(String architecture, int layers) {
        for (TensorInfo tensor : file.tensors()) {
            if (taken.contains(tensor.name())) {
                continue;
            }
            String[] parts = tensor.name().split("\\.", 3);
            if (parts.length == 3 && parts[0].equals("blk") && parts[1].equals(String.valueOf(layers))) {
                throw new ModelFormatException(file.path() + ": there are tensors of more layers than the " + layers
                        + " that the metadata tells.");
            }
            throw new ModelFormatException(file.path() + ": tensor '" + tensor.name() + "' is not part of a "
                    + architecture + " model as it is supported here.");
        }
    }

    private TensorInfo shaped(String name, long... shape) {
        TensorInfo tensor = file.tensor(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new ModelFormatException(
                    file.path() + ": tensor '" + name + "' has shape " + Arrays.toString(tensor.shape())
                            + "; the metadata asks for " + Arrays.toString(shape) + ".");
        }
        if (taken.add(name) && !progress.checked(taken.size(), total)) {
            throw new CancellationException("opening " + file.path() + " was cancelled after " + taken.size() + " of "
                    + total + " tensors");
        }
        return tensor;
    }
}
