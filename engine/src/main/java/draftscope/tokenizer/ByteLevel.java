package draftscope.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The spelling of bytes as printable characters in byte-level vocabularies (Radford et al., 2019, the GPT-2 paper): printable
/// Latin-1 characters stand for themselves, the other bytes for U+0100, U+0101 ... in order, so that a space is `Ġ`.
final class ByteLevel {
    private static final char[] CHARACTER = new char[256];
    private static final short[] BYTE = new short[512]; // -1 where no byte is spelt so

    static {
        Arrays.fill(BYTE, (short) -1);
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            CHARACTER[b] = printable ? (char) b : next++;
            BYTE[CHARACTER[b]] = (short) b;
        }
    }

    private ByteLevel() {}

    /// The character that spells `b`, 0 to 255.
    static char character(int b) {
        return CHARACTER[b];
    }

    /// The UTF-8 bytes of `text`, spelt.
    static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        char[] spelt = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            spelt[i] = CHARACTER[Byte.toUnsignedInt(bytes[i])];
        }
        return new String(spelt);
    }

    /// Whether every character of `piece` spells a byte.
    static boolean isSpelling(String piece) {
        return piece.chars().allMatch(c -> c < BYTE.length && BYTE[c] >= 0);
    }

    /// The bytes that `piece` spells.
    static byte[] bytes(String piece) {
        byte[] bytes = new byte[piece.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) BYTE[piece.charAt(i)];
        }
        return bytes;
    }
}
