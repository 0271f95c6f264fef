package draftscope.decode;

import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import draftscope.trace.ModelIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Describes models for traces.
public final class ModelIdentities {
    private static final int MEBIBYTE = 1 << 20;

    private ModelIdentities() {}

    /// Which model it is. Reads the beginning and the end of its file.
    ///
    /// @throws UncheckedIOException when the file cannot be read any more
    public static ModelIdentity of(LanguageModel model) {
        ModelConfig config = model.config();
        return new ModelIdentity(model.name(), config.architecture(), model.parameterCount(), config.layers(),
                config.kvHeads(), config.vocabSize(), config.contextLength(), config.kvBytesPerToken(),
                fingerprint(model.path()));
    }

    /// SHA-256 over the file's size (8 bytes, high byte first) and its first and last mebibyte. A file of less than two
    /// mebibytes gives both halves of what it has, overlapping: a rule without a special case. Of a folder, the same over
    /// each of its files in the order of their names.
    static String fingerprint(Path model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files(model)) {
                try (FileChannel channel = FileChannel.open(file)) {
                    long size = channel.size();
                    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
                    digest.update(read(channel, 0, Math.min(size, MEBIBYTE)));
                    digest.update(read(channel, Math.max(0, size - MEBIBYTE), size));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + model + " to identify it", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static List<Path> files(Path model) throws IOException {
        if (!Files.isDirectory(model)) {
            return List.of(model);
        }
        try (Stream<Path> inside = Files.list(model)) {
            return inside.filter(Files::isRegularFile).sorted().toList();
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
