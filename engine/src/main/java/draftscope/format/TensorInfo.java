package draftscope.format;

/// One tensor of a model file.
///
/// @param name   as in the file, for example `blk.0.attn_q.weight`
/// @param format how its numbers are stored
/// @param shape  in the file's order: `shape[0]` is the length of a row (the fastest index)
/// @param offset of its first byte from the start of the file that holds it, which is one of several for a sharded model;
///               -1 for numbers that were not in a file in this form
/// @param bytes  its size
public record TensorInfo(String name, QuantFormat format, long[] shape, long offset, long bytes) {
    public TensorInfo {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /// Numbers in the tensor.
    public long elements() {
        long n = 1;
        for (long d : shape) {
            n *= d;
        }
        return n;
    }

    /// Length of a row.
    public long columns() {
        return shape[0];
    }

    /// Number of rows: all dimensions but the first multiplied.
    public long rows() {
        return elements() / shape[0];
    }
}
