package draftscope.kernel;

import draftscope.format.QuantFormat;
import java.lang.foreign.MemorySegment;

/// A weight matrix in the format of its file, `(rows, columns)`, row after row. Immutable; the numbers are read in place.
///
/// @param data    exactly `rows` rows of `format`
/// @param format  how the numbers are stored
/// @param rows    output features
/// @param columns input features; a multiple of the format's block length
public record Matrix(MemorySegment data, QuantFormat format, int rows, int columns) {
    public Matrix {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a matrix needs at least one row and column; got " + rows + " x " + columns);
        }
        long expected = format.rowBytes(columns) * rows;
        if (data.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "a " + format + " matrix of " + rows + " x " + columns + " takes " + expected
                            + " bytes; got " + data.byteSize());
        }
    }

    /// Bytes of one row.
    public long rowBytes() {
        return format.rowBytes(columns);
    }
}
