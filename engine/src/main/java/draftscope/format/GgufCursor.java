package draftscope.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// Reads the header of a GGUF file from front to back. Nothing is read, and nothing is allocated, before the file is known
/// to hold it: each count is compared with the bytes that are left.
final class GgufCursor {
    // @formatter:off
    /// The value types of GGUF metadata; the ordinal is the id in the file.
    enum ValueType {
        UINT8(1),
        INT8(1),
        UINT16(2),
        INT16(2),
        UINT32(4),
        INT32(4),
        FLOAT32(4),
        BOOL(1),
        STRING(8),
        ARRAY(12),
        UINT64(8),
        INT64(8),
        FLOAT64(8);

        /// The fewest bytes a value takes: a string at least its length, an array at least its type and count.
        final int minBytes;

        ValueType(int minBytes) {
            this.minBytes = minBytes;
        }
    }
    // @formatter:on

    private final Path path;
    private final MemorySegment file;
    private long at;

    GgufCursor(Path path, MemorySegment file) {
        this.path = path;
        this.file = file;
    }

    long position() {
        return at;
    }

    long left() {
        return file.byteSize() - at;
    }

    ModelFormatException broken(String what) {
        return new ModelFormatException(path + ": " + what + " (at byte " + at + ").");
    }

    int int32(String what) {
        need(4, what);
        int value = file.get(LittleEndian.INT, at);
        at += 4;
        return value;
    }

    long int64(String what) {
        need(8, what);
        long value = file.get(LittleEndian.LONG, at);
        at += 8;
        return value;
    }

    /// A count of things that take at least `minBytes` each, so that no more of them are promised than the file can hold.
    long count(String what, int minBytes) {
        long n = int64("the number of " + what);
        if (n < 0 || n > left() / minBytes) {
            throw broken("it promises " + Long.toUnsignedString(n) + " " + what + ", but only " + left()
                    + " bytes follow, room for at most " + left() / minBytes);
        }
        return n;
    }

    String string(String what) {
        long length = count("bytes of " + what, 1);
        if (length > Integer.MAX_VALUE - 8) {
            throw broken(what + " is " + length + " bytes long; at most " + (Integer.MAX_VALUE - 8) + " are accepted");
        }
        try {
            // Strict: a replacement character would quietly make two tokens equal.
            String text = StandardCharsets.UTF_8.newDecoder().decode(file.asSlice(at, length).asByteBuffer())
                    .toString();
            at += length;
            return text;
        } catch (CharacterCodingException e) {
            throw broken(what + " is not valid UTF-8, the only text encoding accepted");
        }
    }

    Object value(String key) {
        ValueType type = valueType("the type of '" + key + "'");
        if (type == ValueType.ARRAY) {
            return array(key);
        }
        if (type == ValueType.STRING) {
            return string("the value of '" + key + "'");
        }
        need(type.minBytes, "the value of '" + key + "'");
        if (type == ValueType.BOOL) {
            checkBool(at, key);
        }
        Object value = scalar(file, type, at);
        at += type.minBytes;
        return value;
    }

    private List<?> array(String key) {
        ValueType type = valueType("the element type of '" + key + "'");
        if (type == ValueType.ARRAY) {
            throw broken("'" + key + "' is an array of arrays; arrays of numbers, booleans and strings are accepted");
        }
        long count = count("elements of '" + key + "'", type.minBytes);
        if (count > Integer.MAX_VALUE - 8) {
            throw broken(
                    "'" + key + "' has " + count + " elements; at most " + (Integer.MAX_VALUE - 8) + " are accepted");
        }
        if (type == ValueType.STRING) {
            List<String> strings = new ArrayList<>((int) count);
            for (int i = 0; i < count; i++) {
                strings.add(string("element " + i + " of '" + key + "'"));
            }
            return Collections.unmodifiableList(strings);
        }
        if (type == ValueType.BOOL) {
            for (long i = 0; i < count; i++) {
                checkBool(at + i, key);
            }
        }
        MemorySegment elements = file.asSlice(at, count * type.minBytes);
        at += count * type.minBytes;
        return new NumberArray(elements, type, (int) count);
    }

    private void checkBool(long place, String key) {
        byte b = file.get(ValueLayout.JAVA_BYTE, place);
        if (b != 0 && b != 1) {
            throw broken("'" + key + "' holds a boolean with the byte " + b + "; 0 and 1 are accepted");
        }
    }

    private ValueType valueType(String what) {
        int id = int32(what);
        if (id < 0 || id >= ValueType.values().length) {
            throw broken(what + " is " + Integer.toUnsignedString(id) + "; 0 to " + (ValueType.values().length - 1)
                    + " are accepted");
        }
        return ValueType.values()[id];
    }

    private void need(long bytes, String what) {
        if (left() < bytes) {
            throw broken(
                    "the file ends inside " + what + ": " + bytes + " bytes are needed and " + left() + " are left");
        }
    }

    private static Object scalar(MemorySegment from, ValueType type, long at) {
        return switch (type) {
            case UINT8 -> (long) Byte.toUnsignedInt(from.get(ValueLayout.JAVA_BYTE, at));
            case INT8 -> (long) from.get(ValueLayout.JAVA_BYTE, at);
            case UINT16 -> (long) Short.toUnsignedInt(from.get(LittleEndian.SHORT, at));
            case INT16 -> (long) from.get(LittleEndian.SHORT, at);
            case UINT32 -> Integer.toUnsignedLong(from.get(LittleEndian.INT, at));
            case INT32 -> (long) from.get(LittleEndian.INT, at);
            case UINT64 -> unsigned(from.get(LittleEndian.LONG, at));
            case INT64 -> from.get(LittleEndian.LONG, at);
            case FLOAT32 -> from.get(LittleEndian.FLOAT, at);
            case FLOAT64 -> from.get(LittleEndian.DOUBLE, at);
            case BOOL -> from.get(ValueLayout.JAVA_BYTE, at) != 0;
            case STRING, ARRAY -> throw new IllegalArgumentException(type + " is no scalar");
        };
    }

    private static Object unsigned(long bits) {
        return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
    }

    /// Numbers read in place: a hostile count costs no memory, and a vocabulary's scores are copied once by their user.
    private static final class NumberArray extends AbstractList<Object> {
        private final MemorySegment elements;
        private final ValueType type;
        private final int size;

        NumberArray(MemorySegment elements, ValueType type, int size) {
            this.elements = elements;
            this.type = type;
            this.size = size;
        }

        @Override
        public Object get(int index) {
            return scalar(elements, type, (long) Objects.checkIndex(index, size) * type.minBytes);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
