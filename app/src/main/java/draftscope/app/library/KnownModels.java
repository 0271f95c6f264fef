package draftscope.app.library;

import draftscope.samples.SampleModel;
import draftscope.samples.SampleModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Turns what people write for a model into a file: the name of a shipped sample model, or a path.
public final class KnownModels {
    private KnownModels() {}

    /// The shipped sample models.
    public static List<SampleModel> samples() {
        return SampleModels.models();
    }

    public static Optional<SampleModel> sample(String name) {
        return samples().stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /// The file of a sample model or the path itself.
    ///
    /// @throws IllegalArgumentException when it is neither, in one sentence with the known names
    public static Path resolve(String nameOrPath) {
        if (sample(nameOrPath).isPresent())
            return new SampleModels(Places.ofThisMachine().cache()).locate(nameOrPath);
        Path path = Path.of(nameOrPath);
        if (Files.exists(path))
            return path;
        String names = samples().stream().map(SampleModel::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "There is no model '" + nameOrPath + "': it is neither a file nor one of " + names + ".");
    }

    /// One less than the cores, so that the window keeps one; at least 1.
    public static int standardThreads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }
}
