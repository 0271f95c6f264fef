package draftscope.samples.tales;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CorpusTest {

    @Test
    void documentsAreSeparatedByBlankLinesAndNothingElseIs(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tales.txt");
        Corpus.write(file, 3, 100, 200, 35);
        String[] documents = Files.readString(file).split("\n\n");
        assertEquals(200, documents.length);
        var generator = new TaleGenerator(3);
        for (int i = 0; i < documents.length; i++) {
            assertEquals(Corpus.document(generator, 100 + i, 35), documents[i]);
        }
        long tasks = Arrays.stream(documents).filter(d -> d.contains("\nAnswer: ")).count();
        assertTrue(tasks > 45 && tasks < 95, () -> tasks + " tasks");
    }

    @Test
    void aCorpusWithoutTasksHoldsTalesOnly(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tales.txt");
        Corpus.write(file, 3, 0, 50, 0);
        assertTrue(Files.readString(file).lines().noneMatch(line -> line.startsWith("Answer:")));
    }
}
