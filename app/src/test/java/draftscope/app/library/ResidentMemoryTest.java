package draftscope.app.library;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.app.window.ToyModel;
import draftscope.format.ModelFile;
import draftscope.format.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
    @TempDir
    Path folder;

    @Test
    void addsThePagesOfTheModelAndNoOthers() {
        Stream<String> maps = Stream.of("7f00-7f10 r--s 00000000 fd:01 12                   /models/my model.gguf",
                "Size:               4000 kB", "Rss:                1200 kB",
                "7f20-7f30 rw-p 00000000 00:00 0 ", "Rss:                 999 kB",
                "7f40-7f50 r--s 00001000 fd:01 13                   /models/sharded/one.safetensors",
                "Rss:                 300 kB",
                "7f60-7f70 r--s 00001000 fd:01 14                   /models/sharded/two.safetensors",
                "Rss:                  44 kB", "7f80-7f90 r-xp 00000000 00:00 0      [vdso]",
                "Rss:                   8 kB");
        java.util.List<String> lines = maps.toList();
        assertThat(ResidentMemory.sum(lines.stream(), Path.of("/models/my model.gguf"))).isEqualTo(1200 * 1024);
        assertThat(ResidentMemory.sum(lines.stream(), Path.of("/models/sharded"))).isEqualTo(344 * 1024);
        assertThat(ResidentMemory.sum(lines.stream(), Path.of("/models/other"))).isZero();
    }

    @Test
    void growsAsAModelIsRead() {
        Path path = ToyModel.target().write(folder);
        if (!Files.isReadable(Path.of("/proc/self/smaps"))) {
            assertThat(ResidentMemory.of(path)).isEmpty();
            return;
        }
        assertThat(ResidentMemory.of(path)).hasValue(0);
        try (ModelFile file = ModelFile.open(path)) {
            byte sum = 0;
            for (TensorInfo tensor : file.tensors())
                for (byte b : file.data(tensor).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                    sum += b;
            assertThat(ResidentMemory.of(path).orElseThrow()).as("after reading all (sum %d)", sum)
                    .isBetween(file.fileBytes() / 2, file.fileBytes() + (1 << 16));
        }
        assertThat(ResidentMemory.of(path)).hasValue(0);
    }
}
