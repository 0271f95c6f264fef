package draftscope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SampleModelsTest {

    @TempDir
    private Path folder;

    @Test
    void aTargetADraftThreeDiffusionModelsAndAnOracleAreShipped() {
        assertEquals(
                List.of("target", "draft", "diffusion", "block", "parallel", "oracle"),
                SampleModels.models().stream().map(SampleModel::role).toList());
    }

    @Test
    void everyShippedFileIsTheOneThatTheIndexDescribes() throws Exception {
        var samples = new SampleModels(folder);
        for (var model : SampleModels.models()) {
            Path file = samples.locate(model.name());
            assertEquals(model.bytes(), Files.size(file));
            byte[] content = Files.readAllBytes(file);
            assertEquals("GGUF", new String(content, 0, 4, StandardCharsets.US_ASCII));
            assertEquals(model.sha256(), sha256(content));
        }
    }

    @Test
    void aModelThatIsNotAFileIsExtractedOnceAndAgainIfItWasDamaged() throws Exception {
        var content = "not really a model".getBytes(StandardCharsets.UTF_8);
        Path packaged = Files.write(folder.resolve("packaged"), content);
        var model = new SampleModel("m", "m.gguf", "causal", "target", content.length, sha256(content), "");
        Path cache = folder.resolve("deep/cache");
        var samples = new SampleModels(cache);

        Path file = samples.extracted(model, packaged.toUri().toURL());
        assertEquals("not really a model", Files.readString(file));
        var written = Files.getLastModifiedTime(file);
        assertEquals(file, samples.extracted(model, packaged.toUri().toURL()));
        assertEquals(written, Files.getLastModifiedTime(file));

        Files.writeString(file, "not really a MODEL");
        assertEquals("not really a model", Files.readString(samples.extracted(model, packaged.toUri().toURL())));
        try (var files = Files.list(cache)) {
            assertEquals(List.of(file), files.toList(), "no part file is left behind");
        }
    }

    @Test
    void aDamagedPackageIsRefused() throws Exception {
        Path packaged = Files.writeString(folder.resolve("packaged"), "damaged");
        var model = new SampleModel("m", "m.gguf", "causal", "target", 7, sha256(new byte[0]), "");
        var samples = new SampleModels(folder.resolve("cache"));
        assertThrows(IOException.class, () -> samples.extracted(model, packaged.toUri().toURL()));
    }

    @Test
    void anUnknownModelIsRefusedByName() {
        var samples = new SampleModels(folder);
        var thrown = assertThrows(NoSuchElementException.class, () -> samples.locate("tales-giant"));
        assertTrue(thrown.getMessage().contains("tales-giant"));
    }

    @Test
    void everyPromptIsForAShippedModelAndHasANameOfItsOwn() {
        Set<String> models = SampleModels.models().stream().map(SampleModel::name).collect(Collectors.toSet());
        var prompts = SampleModels.prompts();
        assertTrue(prompts.size() >= 6);
        assertEquals(prompts.size(), prompts.stream().map(PromptPreset::name).distinct().count());
        for (var prompt : prompts) {
            assertTrue(models.contains(prompt.model()), prompt::model);
            assertFalse(prompt.text().isBlank());
            assertEquals(prompt.text().strip(), prompt.text());
        }
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
