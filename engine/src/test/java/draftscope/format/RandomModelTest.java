package draftscope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.cache.KvCache;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.Logits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A model of chance runs, is the same each time, and is as large as it says.
class RandomModelTest {
    @TempDir
    Path temp;

    private static RandomModel small(long seed, QuantFormat format) {
        return new RandomModel(seed, 300, 256, 2, 4, 2, 512, 128, format);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
    void itsLogitsAreFiniteAndItsTextComesBack(QuantFormat format) throws IOException {
        Path path = temp.resolve("random.gguf");
        RandomModel random = small(5, format);
        random.write(path);
        try (LanguageModel model = LanguageModel.open(path, 1)) {
            assertThat(model.parameterCount()).isEqualTo(random.parameters());
            int[] ids = model.tokenizer().encode("abc ab é", true);
            KvCache cache = model.transformer().newCache(64);
            Logits logits = model.transformer().forward(Batch.next(0, ids), cache);
            for (float v : logits.row(ids.length - 1)) {
                assertThat(v).isBetween(-100f, 100f);
            }
        }
    }

    @Test
    void theSameParametersGiveTheSameFile() throws IOException {
        small(5, QuantFormat.Q8_0).write(temp.resolve("a"));
        small(5, QuantFormat.Q8_0).write(temp.resolve("b"));
        small(6, QuantFormat.Q8_0).write(temp.resolve("c"));
        assertThat(Files.mismatch(temp.resolve("a"), temp.resolve("b"))).isEqualTo(-1);
        assertThat(Files.mismatch(temp.resolve("a"), temp.resolve("c"))).isNotNegative();
    }

    @Test
    void shapesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new RandomModel(1, 258, 256, 1, 4, 2, 512, 64, QuantFormat.F16))
                .hasMessageContaining("at least 259");
        assertThatThrownBy(() -> new RandomModel(1, 300, 256, 1, 4, 3, 512, 64, QuantFormat.F16))
                .hasMessageContaining("key and value heads");
        assertThatThrownBy(() -> new RandomModel(1, 300, 128, 1, 4, 2, 512, 64, QuantFormat.Q4_K))
                .hasMessageContaining("multiple of 256");
        assertThatThrownBy(() -> new RandomModel(1, 300, 256, 1, 4, 2, 512, 64, QuantFormat.Q3_K))
                .hasMessageContaining("cannot be rounded to Q3_K");
    }
}
