package draftscope.tokenizer;

import draftscope.format.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Which characters a model's own normalisation replaces, as SentencePiece precompiles it (NFKC and the like): a double-array
/// trie (Aoe, 1989; the layout of darts-clone) from UTF-8 to places in a list of replacements that end with a zero byte.
///
/// Layout, little-endian: the trie's size in bytes (uint32), the trie (uint32 each), the replacements.
final class CharacterMap {
    private static final int LABEL = 1 << 31 | 0xff;
    private static final int MIN_BYTES = 8; // the size and the trie's root

    private final int[] units;
    private final byte[] replacements;
    private final String origin;

    /// @throws ModelFormatException if the parts do not fit into `map`; the message begins with `origin`
    CharacterMap(byte[] map, String origin) {
        this.origin = origin;
        ByteBuffer buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        int trieBytes = map.length < MIN_BYTES ? -1 : buffer.getInt();
        if (trieBytes < Integer.BYTES || trieBytes % Integer.BYTES != 0 || trieBytes > map.length - Integer.BYTES) {
            throw new ModelFormatException(origin + ": the character map has " + map.length + " bytes and a trie of "
                    + Integer.toUnsignedString(trieBytes)
                    + "; a trie of whole 4-byte units that fits into it is accepted.");
        }
        units = new int[trieBytes / Integer.BYTES];
        buffer.asIntBuffer().get(units);
        replacements = new byte[map.length - Integer.BYTES - trieBytes];
        buffer.get(Integer.BYTES + trieBytes, replacements);
    }

    /// What replaces the longest part of `utf8` that begins at `from` and is in the map.
    Optional<Replacement> at(byte[] utf8, int from) {
        int bytes = 0;
        int value = 0;
        int node = offset(units[0]);
        for (int i = from; i < utf8.length; i++) {
            node ^= Byte.toUnsignedInt(utf8[i]);
            int unit = unit(node);
            if ((unit & LABEL) != Byte.toUnsignedInt(utf8[i])) {
                break;
            }
            node ^= offset(unit);
            if ((unit >>> 8 & 1) == 1) {
                bytes = i + 1 - from;
                value = unit(node) & Integer.MAX_VALUE;
            }
        }
        return bytes == 0 ? Optional.empty() : Optional.of(new Replacement(text(value), bytes));
    }

    /// `text` in place of the next `bytes` bytes.
    record Replacement(String text, int bytes) {}

    private int unit(int node) {
        if (node < 0 || node >= units.length) {
            throw new ModelFormatException(origin + ": the character map leads to unit " + node + "; it has "
                    + units.length + ".");
        }
        return units[node];
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private String text(int from) {
        int end = from;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        if (from >= replacements.length) {
            throw new ModelFormatException(origin + ": the character map leads to replacement byte " + from
                    + "; it has " + replacements.length + ".");
        }
        return new String(replacements, from, end - from, StandardCharsets.UTF_8);
    }
}
