package draftscope.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A vocabulary whose ids can be read but whose way of splitting text is not known here.
final class IdTokenizer implements Tokenizer {
    private final Vocabulary vocabulary;
    private final PieceBytes bytes;
    private final String reason;

    /// @param reason what is not known; the end of a sentence that ends without a full stop
    IdTokenizer(Vocabulary vocabulary, PieceBytes bytes, String reason) {
        this.vocabulary = vocabulary;
        this.bytes = bytes;
        this.reason = reason;
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
        throw new UnsupportedOperationException("text cannot be split for this model: " + reason
                + "; give token ids instead");
    }

    @Override
    public byte[] bytes(int id) {
        return bytes.of(id).clone();
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            out.writeBytes(bytes.of(id));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }
}
