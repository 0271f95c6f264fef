package draftscope.model;

import draftscope.format.ModelFile;
import draftscope.kernel.Kernels;
import draftscope.tokenizer.Tokenizer;
import java.nio.file.Path;

public final class LanguageModel implements AutoCloseable {
    private LanguageModel() {}

    public static LanguageModel open(Path file, int threads) {
        throw new UnsupportedOperationException("in progress");
    }

    public static LanguageModel open(Path file, int threads, Kernels kernels) {
        throw new UnsupportedOperationException("in progress");
    }

    public String name() {
        throw new UnsupportedOperationException("in progress");
    }

    public Path path() {
        throw new UnsupportedOperationException("in progress");
    }

    public long fileBytes() {
        throw new UnsupportedOperationException("in progress");
    }

    public long parameterCount() {
        throw new UnsupportedOperationException("in progress");
    }

    public ModelConfig config() {
        throw new UnsupportedOperationException("in progress");
    }

    public Tokenizer tokenizer() {
        throw new UnsupportedOperationException("in progress");
    }

    public Transformer transformer() {
        throw new UnsupportedOperationException("in progress");
    }

    public ModelFile file() {
        throw new UnsupportedOperationException("in progress");
    }

    @Override
    public void close() {}
}
