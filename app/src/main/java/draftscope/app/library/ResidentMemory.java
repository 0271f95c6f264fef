package draftscope.app.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How much of a mapped model lies in memory, measured: the kernel's own count of this process's pages (Linux,
/// `/proc/self/smaps`, field `Rss`). Elsewhere nothing is measured, and what a reader copies out of its file is not counted.
public final class ResidentMemory {
    private static final Path MAPS = Path.of("/proc/self/smaps");
    /// Addresses, rights, offset, device, inode, path.
    private static final Pattern MAPPING = Pattern
            .compile("[0-9a-f]+-[0-9a-f]+ \\S+ [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ \\d+\\s+(.*)");
    private static final Pattern RESIDENT = Pattern.compile("Rss:\\s+(\\d+) kB");

    private ResidentMemory() {}

    /// Bytes of the model at `path`, a file or a folder of files, that this process has in memory; empty where that cannot be
    /// told.
    public static OptionalLong of(Path path) {
        if (!Files.isReadable(MAPS))
            return OptionalLong.empty();
        try (Stream<String> lines = Files.lines(MAPS)) {
            return OptionalLong.of(sum(lines, path.toRealPath()));
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    static long sum(Stream<String> lines, Path model) {
        long[] sum = new long[1];
        boolean[] ours = new boolean[1];
        lines.forEach(line -> {
            Matcher mapping = MAPPING.matcher(line);
            Matcher resident = RESIDENT.matcher(line);
            if (mapping.matches())
                ours[0] = mapping.group(1).startsWith("/") && Path.of(mapping.group(1)).startsWith(model);
            else if (ours[0] && resident.matches())
                sum[0] += Long.parseLong(resident.group(1)) * 1024;
        });
        return sum[0];
    }
}
