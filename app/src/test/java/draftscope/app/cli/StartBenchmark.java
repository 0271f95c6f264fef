package draftscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long a first start takes: the packaged program by its own starter, in a process of its own, with nothing kept from
/// earlier, painting into memory.
@Tag("benchmark")
class StartBenchmark {
    private static final int STARTS = 5;
    private static final double MOST_SECONDS = 3;
    private static final Pattern SAID = Pattern.compile("stood on screen ([0-9.]+) s after .*window ([0-9.]+) s");

    @TempDir
    private Path folder;

    @Test
    void aStartUsesTheClassesThatAreLinkedAhead() throws Exception {
        Path log = folder.resolve("aot.txt");
        start("linked", " -Xlog:aot:file=" + log);
        assertThat(log).content().contains("Using AOT-linked classes: true");
    }

    @Test
    void somethingTrueIsOnScreenWithinThreeSecondsOfAFirstStart() throws Exception {
        List<double[]> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            String said = start("start" + i, "");
            Matcher times = SAID.matcher(said);
            assertThat(times.find()).as(said).isTrue();
            starts.add(new double[]{Double.parseDouble(times.group(1)), Double.parseDouble(times.group(2))});
        }
        starts.sort((a, b) -> Double.compare(a[0], b[0]));
        double[] median = starts.get(STARTS / 2);
        System.out.printf(Locale.ROOT,
                "first start: tokens on screen after %.2f s, window after %.2f s (median of %d; %.2f to %.2f s)%n",
                median[0], median[1], STARTS, starts.getFirst()[0], starts.getLast()[0]);
        assertThat(median[0]).as("seconds to the first tokens").isLessThan(MOST_SECONDS);
    }

    private static FileTime newestSource() throws IOException {
        FileTime newest = FileTime.fromMillis(0);
        for (String module : List.of("app", "engine", "sample-models", "styles", "views")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main"))) {
                for (Path file : files.toList()) {
                    FileTime changed = Files.getLastModifiedTime(file);
                    newest = changed.compareTo(newest) > 0 ? changed : newest;
                }
            }
        }
        return newest;
    }

    private String start(String name, String options) throws Exception {
        // The starter would build what is missing, into the folders that this very build works in.
        assertThat(newestSource()).as("run ./draftscope --version first: it builds what is measured")
                .isLessThan(Files.getLastModifiedTime(Path.of("target", "modules", ".built")));
        File said = folder.resolve(name + ".txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(Path.of("..", "draftscope").toRealPath().toString(), "open",
                "--measure-start").redirectErrorStream(true).redirectOutput(said);
        builder.environment().putAll(Map.of("JDK_JAVA_OPTIONS", "-Dglass.platform=Headless -Dprism.order=sw" + options,
                "JAVA25_HOME", System.getProperty("java.home"), "XDG_CONFIG_HOME",
                folder.resolve(name + "/c").toString(),
                "XDG_DATA_HOME", folder.resolve(name + "/d").toString(), "XDG_CACHE_HOME",
                folder.resolve(name + "/h").toString()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said.toPath(), StandardCharsets.UTF_8);
    }
}
