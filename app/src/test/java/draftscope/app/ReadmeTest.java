package draftscope.app;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.decode.DecodingMethod;
import draftscope.decode.MethodCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the README says of the methods is what the catalog holds.
class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| .* \\| (exact|lossy) \\|$");

    @Test
    void listsEveryMethodOfTheCatalogAsExactOrLossy() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<String> said = ROW.matcher(readme).results().map((MatchResult m) -> m.group(1) + " " + m.group(2))
                .toList();
        List<String> held = MethodCatalog.all().stream()
                .map((DecodingMethod m) -> m.id() + " " + (m.exact() ? "exact" : "lossy")).toList();
        assertThat(said).containsExactlyInAnyOrderElementsOf(held);
    }
}
