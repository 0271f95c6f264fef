package draftscope.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import draftscope.format.QuantFormat;
import draftscope.kernel.vector.VectorWidths;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelProviderTest {
    private static final String FLAG = "--add-modules jdk.incubator.vector";

    /// Asks for the best kernels twice, in a process of its own.
    static final class Child {
        public static void main(String[] args) {
            System.out.println(Kernels.best().name());
            System.out.println(Kernels.best().name());
        }
    }

    private record Answer(String out, String err, int exit) {}

    private static Answer child(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp",
                "target/classes" + File.pathSeparator + "target/test-classes"));
        command.addAll(List.of(options));
        command.add(Child.class.getName());
        Process process = new ProcessBuilder(command).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(out, err, process.waitFor());
    }

    @Test
    void withoutTheIncubatorTheScalarKernelsRunAndOneWarningHoldsTheFlag() throws Exception {
        Answer answer = child();
        assertThat(answer.exit).as(answer.err).isZero();
        assertThat(answer.out.lines()).containsExactly("scalar", "scalar");
        assertThat(answer.err).containsOnlyOnce(FLAG);
    }

    @Test
    void withTheIncubatorTheWidestVectorsRunAndNothingIsWarnedOf() throws Exception {
        Answer answer = child(FLAG.split(" "));
        assertThat(answer.out.lines()).containsOnly("vector " + VectorWidths.widest() + " bit");
        assertThat(answer.err).doesNotContain(FLAG);
    }

    @Test
    void aProcessThatBeganWithoutTheIncubatorBringsItInWhereItMay() throws Exception {
        Answer answer = child("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED");
        assertThat(answer.out.lines()).containsOnly("vector " + VectorWidths.widest() + " bit");
        assertThat(answer.err).isEmpty();
    }

    @Test
    void propertiesForceAChoice() throws Exception {
        assertThat(child("--add-modules", "jdk.incubator.vector", "-Ddraftscope.kernels=scalar").out.lines())
                .containsOnly("scalar");
        assertThat(child("--add-modules", "jdk.incubator.vector", "-Ddraftscope.vectorBits=128").out.lines())
                .containsOnly("vector 128 bit");
        Answer impossible = child("-Ddraftscope.kernels=vector");
        assertThat(impossible.exit).isNotZero();
        assertThat(impossible.err).contains(UnsupportedKernelsException.class.getSimpleName(), FLAG);
    }

    @Test
    void impossibleChoicesAreNamed() {
        assertThat(KernelProvider.choose("scalar", "256")).isSameAs(Kernels.scalar());
        assertThat(KernelProvider.choose("vector", null).name()).isEqualTo("vector " + VectorWidths.widest() + " bit");
        assertThatThrownBy(() -> KernelProvider.choose("fast", null)).isInstanceOf(UnsupportedKernelsException.class)
                .hasMessageContaining("unknown kernels 'fast'; known are scalar and vector");
        assertThatThrownBy(() -> KernelProvider.choose(null, "wide")).isInstanceOf(UnsupportedKernelsException.class)
                .hasMessageContaining("'wide'; 128, 256 and 512");
        assertThatThrownBy(() -> Kernels.vector(64)).isInstanceOf(UnsupportedKernelsException.class)
                .hasMessageContaining("64 bits are not known");
        if (VectorWidths.widest() < 512) {
            assertThatThrownBy(() -> Kernels.vector(512)).isInstanceOf(UnsupportedKernelsException.class)
                    .hasMessageContaining("wider than this machine's " + VectorWidths.widest());
        } else {
            assertThat(Kernels.vector(512).name()).isEqualTo("vector 512 bit");
        }
    }

    @Test
    void aMatrixKnowsItsSize() {
        assertThatThrownBy(() -> new Matrix(MemorySegment.ofArray(new byte[35]),
                QuantFormat.Q8_0, 1, 32)).hasMessageContaining("takes 34 bytes; got 35");
        assertThatThrownBy(() -> new Matrix(MemorySegment.ofArray(new byte[34]),
                QuantFormat.Q8_0, 1, 31)).hasMessageContaining("multiple of 32");
    }
}
