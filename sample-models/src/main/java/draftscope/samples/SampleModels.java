package draftscope.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;

/// The sample models and prompts that are shipped with the app.
///
/// Model readers map files into memory, and a file inside a JAR cannot be mapped. So [#locate] answers with the file
/// itself where the resource is one, and otherwise extracts it once into a cache folder.
public final class SampleModels {

    private final Path cache;

    /// @param cache the folder that models are extracted to; made when it is first needed
    public SampleModels(Path cache) {
        this.cache = cache;
    }

    /// The shipped models: target, draft, diffusion.
    public static List<SampleModel> models() {
        return text("models.tsv")
                .lines()
                .map(line -> line.split("\t"))
                .map(f -> new SampleModel(f[0], f[1], f[2], f[3], Long.parseLong(f[4]), f[5], f[6]))
                .toList();
    }

    /// Prompts worth trying, in the order of a menu.
    public static List<PromptPreset> prompts() {
        var prompts = new ArrayList<PromptPreset>();
        for (String block : text("prompts.txt").strip().split("\n\n")) {
            var head = new LinkedHashMap<String, String>();
            var lines = block.lines().toList();
            int at = 0;
            while (!lines.get(at).equals("--")) {
                String[] sides = lines.get(at++).split(": ", 2);
                head.put(sides[0], sides[1]);
            }
            String text = String.join("\n", lines.subList(at + 1, lines.size()));
            prompts.add(new PromptPreset(head.get("name"), head.get("model"), head.get("method"), text));
        }
        return List.copyOf(prompts);
    }

    /// A recorded run of the shipped target and draft, compressed: what a first start shows before any model is open. The
    /// model cards say how it was made.
    public static InputStream recording() throws IOException {
        return resource("first-run.dscope.gz").openStream();
    }

    /// The model's file on disk, complete and unaltered.
    ///
    /// @throws NoSuchElementException if no such model is shipped
    /// @throws UncheckedIOException if the model cannot be extracted
    public Path locate(String name) {
        var model = models().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no sample model is named " + name));
        URL resource = resource(model.file());
        try {
            URI uri = resource.toURI();
            return "file".equals(uri.getScheme()) ? Path.of(uri) : extracted(model, resource);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a resource's address is no URI: " + resource, e);
        } catch (IOException e) {
            throw new UncheckedIOException("could not extract the sample model " + name + " to " + cache, e);
        }
    }

    /// Copies to a file of its own and moves that into place, so that a second process sees all of the model or nothing
    /// of it. A file that is there already is trusted only if its digest is right.
    Path extracted(SampleModel model, URL resource) throws IOException {
        Path file = cache.resolve(model.file());
        if (Files.isRegularFile(file) && Files.size(file) == model.bytes()
                && isIntact(model, Files.newInputStream(file))) {
            return file;
        }
        Files.createDirectories(cache);
        Path part = Files.createTempFile(cache, model.name(), ".part");
        try {
            try (var in = resource.openStream()) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!isIntact(model, Files.newInputStream(part))) {
                throw new IOException("the packaged model is damaged: " + model.file());
            }
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static boolean isIntact(SampleModel model, InputStream content) throws IOException {
        try (content) {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var in = new DigestInputStream(content, digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest()).equals(model.sha256());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(String name) {
        try (var in = resource(name).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL resource(String name) {
        URL resource = SampleModels.class.getResource(name);
        if (resource == null) {
            throw new IllegalStateException(name + " is missing from the module draftscope.samples");
        }
        return resource;
    }
}
