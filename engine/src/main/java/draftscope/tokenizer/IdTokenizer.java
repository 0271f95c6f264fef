package draftscope.tokenizer;

import draftscope.tokenizer.Vocabulary.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A vocabulary whose ids can be read but whose way of splitting text is not known here.
///
/// Byte-level vocabularies (`gpt2`; Radford et al., 2019) spell each byte as one printable character; that spelling is
/// undone, so their bytes are exact.
final class IdTokenizer implements Tokenizer {
    private static final Map<Character, Byte> BYTE_OF = byteOf();

    private final String model;
    private final Vocabulary vocabulary;

    IdTokenizer(String model, Vocabulary vocabulary) {
        this.model = model;
        this.vocabulary = vocabulary;
    }

    @Override
    public int[] encode(String text, boolean addSpecial) {
        throw new UnsupportedOperationException("text cannot be split for the tokenizer model '" + model
                + "' yet, only for 'llama'; give token ids instead");
    }

    @Override
    public byte[] bytes(int id) {
        if (vocabulary.kind(id) == Kind.CONTROL) {
            return new byte[0];
        }
        byte[] plain = vocabulary.piece(id).getBytes(StandardCharsets.UTF_8);
        if (!model.equals("gpt2") || vocabulary.kind(id) == Kind.USER_DEFINED) {
            return plain;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (char c : vocabulary.piece(id).toCharArray()) {
            Byte b = BYTE_OF.get(c);
            if (b == null) {
                return plain; // an added piece, spelt as it is
            }
            out.write(b);
        }
        return out.toByteArray();
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            out.writeBytes(bytes(id));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /// GPT-2's table: printable Latin-1 characters stand for themselves, the other bytes for 256, 257 ... in order.
    private static Map<Character, Byte> byteOf() {
        Map<Character, Byte> table = new HashMap<>();
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            table.put(printable ? (char) b : next++, (byte) b);
        }
        return Map.copyOf(table);
    }
}
