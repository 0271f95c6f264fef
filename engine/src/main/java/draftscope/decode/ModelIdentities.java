package draftscope.decode;

import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import draftscope.trace.ModelIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Describes models for traces.
final class ModelIdentities {
    private static final int MEBIBYTE = 1 << 20;

    private ModelIdentities() {}

    static ModelIdentity of(LanguageModel model) {
        ModelConfig config = model.config();
        long bytesPerSlot = 2L * config.layers() * config.kvDim() * Float.BYTES;
        return new ModelIdentity(model.name(), config.architecture(), model.parameterCount(), config.layers(),
                config.kvHeads(), config.vocabSize(), config.contextLength(), bytesPerSlot, fingerprint(model.path()));
    }

    /// SHA-256 over the file's size (8 bytes, high byte first) and its first and last mebibyte. A file of less than two
    /// mebibytes gives both halves of what it has, overlapping: a rule without a special case.
    static String fingerprint(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size = channel.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
            digest.update(read(channel, 0, Math.min(size, MEBIBYTE)));
            digest.update(read(channel, Math.max(0, size - MEBIBYTE), size));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " to identify it", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }
}
