package draftscope.decode.speculative;

import draftscope.decode.Ingredients;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A text file of the user's own that a method counts tokens in, named by its parameter `corpus`.
final class CorpusFile {
    private static final String NAME = "corpus";
    private static final long MAX_BYTES = 2 << 20; // a pair of tokens costs some hundred bytes in a table

    private CorpusFile() {}

    /// @param help what is counted, in a sentence or two
    static Parameter parameter(String help) {
        return new Parameter.Text(NAME, "Corpus file", help, 4096, "the name of a text file in UTF-8", "");
    }

    /// The tokens of the file; empty when none is named.
    ///
    /// @throws IllegalArgumentException one sentence when the file cannot be used
    static Optional<int[]> tokens(ParameterValues values, Ingredients ingredients) {
        String name = values.text(NAME);
        if (name.isBlank()) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(name);
            long bytes = Files.size(file);
            if (bytes > MAX_BYTES) {
                throw new IllegalArgumentException("the corpus file " + name + " has " + bytes
                        + " bytes; accepted: at most " + MAX_BYTES);
            }
            return Optional.of(ingredients.lexicon().encodeBehind(Files.readString(file)));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("the corpus file " + name + " cannot be read (" + e.getMessage()
                    + "); accepted: the name of a text file in UTF-8", e);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException("the corpus file cannot be used: " + e.getMessage(), e);
        }
    }
}
