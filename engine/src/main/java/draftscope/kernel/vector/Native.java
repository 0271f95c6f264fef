package draftscope.kernel.vector;

import java.lang.foreign.MemorySegment;

/// Memory outside the heap by its address, without a check of bounds at each access.
///
/// The compiler proves that an access to a segment of constant length, at a long that cannot be negative, is within it. With a
/// segment of any other length it clamps every access before every loop, which takes longer than a weight row's products. So
/// whoever reads here has compared with the segment's length before, once for many accesses, and keeps the segment alive.
final class Native {
    /// From address 0 to the last. (A restricted method: `--enable-native-access` keeps Java from warning of it.)
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    /// The bits that an address has: what is masked with it is known not to be negative, nor to overflow when a loop adds to it.
    static final long ADDRESSES = Long.MAX_VALUE >> 1;

    private Native() {}

    /// Where `segment` begins, of which bytes `from..to-1` will be read.
    ///
    /// @throws IndexOutOfBoundsException if it does not hold them
    /// @throws IllegalStateException     if it was closed
    static long address(MemorySegment segment, long from, long to) {
        MemorySegment read = segment.asSlice(from, to - from);
        if (!read.scope().isAlive()) {
            throw new IllegalStateException("the memory of the weights is already closed");
        }
        return read.address();
    }
}
