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

    /// The shipped model that is there for `role`: `target`, `draft`, `diffusion`, `block` or `parallel`.
    public static SampleModel inRole(String role) {
        return samples().stream().filter(m -> m.role().equals(role)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sample model is there for " + role));
    }

    /// Whether `path` is named as a model is: a GGUF or safetensors file, a llama2.c checkpoint, or a folder with a model in it.
    public static boolean looksLikeModel(Path path) {
        if (Files.isDirectory(path))
            return FolderScan.isModelFolder(path);
        return Stamp.isModelFile(path);
    }

    /// What a model at `path` is called: its file's name without the ending.
    public static String nameOf(Path path) {
        return Stamp.nameOf(path);
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

    /// All cores but one, which the window keeps; of one or two cores all, because half the speed is too much to give.
    public static int standardThreads() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores > 2 ? cores - 1 : cores;
    }
}
