package draftscope.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Brings a file into the address space, or says in one sentence why that cannot be.
final class MappedFile {
    private MappedFile() {}

    /// The bytes of `path`, read-only, until `arena` closes.
    static MemorySegment map(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            if (size == 0) {
                throw new ModelFormatException(path + ": the file is empty; " + ModelFile.ACCEPTED + " is accepted.");
            }
            return channel.map(MapMode.READ_ONLY, 0, size, arena);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static ModelFormatException unreadable(Path path, IOException e) {
        return new ModelFormatException(path + ": cannot be read: " + reason(e) + ".", e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
    }
}
