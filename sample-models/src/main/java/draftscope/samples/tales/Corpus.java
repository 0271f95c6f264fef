package draftscope.samples.tales;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A text file of many tales and tasks, for training tokenizers and models.
public final class Corpus {

    private Corpus() {}

    /// Writes documents `firstIndex` to `firstIndex + documents - 1`, separated by blank lines. Documents hold newlines
    /// but never a blank line, so the file can be split again without any marks.
    ///
    /// @param out the file
    /// @param seed the generator's seed
    /// @param firstIndex the first document's number; other numbers give other documents, so ranges that do not
    ///     overlap make training and validation sets
    /// @param documents how many documents
    /// @param taskPercent how many of a hundred documents are tasks; the rest are tales
    public static void write(Path out, long seed, long firstIndex, long documents, int taskPercent) throws IOException {
        var generator = new TaleGenerator(seed);
        try (var writer = Files.newBufferedWriter(out)) {
            for (long i = firstIndex; i < firstIndex + documents; i++) {
                writer.write(document(generator, i, taskPercent));
                writer.write("\n\n");
            }
        }
    }

    /// The document with the given number.
    public static String document(TaleGenerator generator, long index, int taskPercent) {
        var random = generator.random(index, 0xd0c);
        if (random.nextInt(100) >= taskPercent) {
            return generator.tale(index).text();
        }
        var kinds = TaskKind.values();
        return generator.task(kinds[random.nextInt(kinds.length)], index).text();
    }
}
