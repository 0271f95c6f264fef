package draftscope.app.library;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Looks below a folder for what may be a model: GGUF files, Hugging Face folders, safetensors files, llama2.c checkpoints.
/// Opens none of them.
///
/// Links are followed, since model caches are made of them; a loop of links is left out, and so is what lies behind a
/// second link to the same file. Hidden folders are left out, unless the folder itself is one.
final class FolderScan extends SimpleFileVisitor<Path> {
    static final int MAX_DEPTH = 12;
    static final int MAX_ENTRIES = 100_000;

    /// Something that may be a model.
    ///
    /// @param certain whether its name says that it is meant to be one; else a refusal means only that it is something else
    record Candidate(Stamp stamp, boolean certain) {}

    /// What was found.
    ///
    /// @param directories all that were looked into
    /// @param notes       a sentence for each place that could not be looked into
    record Result(List<Candidate> candidates, Set<Path> directories, List<String> notes) {}

    private final Path root;
    private final BooleanSupplier cancelled;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private final Set<Path> modelFolders = new HashSet<>();
    private final Set<Path> directories = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();
    private int entries;

    FolderScan(Path root, BooleanSupplier cancelled) {
        this.root = root;
        this.cancelled = cancelled;
    }

    /// @throws CancellationException soon after `cancelled` said so
    static Result scan(Path root, BooleanSupplier cancelled) {
        FolderScan scan = new FolderScan(root, cancelled);
        try {
            if (!Files.exists(root))
                scan.notes.add("The folder " + root + " is not there; its models are back when it is.");
            else if (!Files.isDirectory(root))
                scan.notes.add(root + " is not a folder.");
            else
                Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, scan);
        } catch (IOException e) {
            scan.notes.add("Looking into " + root + " failed: " + e.getMessage() + ".");
        }
        return scan.result();
    }

    Result result() {
        return new Result(List.copyOf(candidates), directories, List.copyOf(notes));
    }

    /// Whether `folder` is one model: a configuration with weights beside it, as Hugging Face lays them out.
    static boolean isModelFolder(Path folder) {
        return Files.isRegularFile(folder.resolve("config.json"))
                && (Files.isRegularFile(folder.resolve("model.safetensors"))
                        || Files.isRegularFile(folder.resolve("model.safetensors.index.json")));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        if (!folder.equals(root) && String.valueOf(folder.getFileName()).startsWith("."))
            return FileVisitResult.SKIP_SUBTREE;
        if (tooMany())
            return FileVisitResult.TERMINATE;
        directories.add(folder);
        if (isModelFolder(folder)) {
            modelFolders.add(folder);
            add(folder, true);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (tooMany())
            return FileVisitResult.TERMINATE;
        String name = Stamp.lower(file);
        if (attributes.isRegularFile()) {
            if (name.endsWith(".gguf") || Stamp.isWeights(file) && !modelFolders.contains(file.getParent()))
                add(file, true);
            else if (name.endsWith(".bin"))
                add(file, false);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        if (failure instanceof AccessDeniedException)
            notes.add(file + " may not be read.");
        else if (!(failure instanceof FileSystemLoopException) && !(failure instanceof NoSuchFileException))
            notes.add(file + " cannot be looked at: " + failure.getMessage() + ".");
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
        if (failure != null)
            notes.add("The folder " + folder + " could not be read to its end: " + failure.getMessage() + ".");
        return FileVisitResult.CONTINUE;
    }

    private void add(Path path, boolean certain) {
        try {
            if (seen.add(path.toRealPath()))
                candidates.add(new Candidate(Stamp.of(path), certain));
        } catch (NoSuchFileException gone) {
            // Deleted since it was listed: nothing to tell.
        } catch (IOException e) {
            notes.add(path + " cannot be looked at: " + e.getMessage() + ".");
        }
    }

    private boolean tooMany() {
        if (cancelled.getAsBoolean())
            throw new CancellationException();
        if (++entries == MAX_ENTRIES)
            notes.add("The folder " + root + " holds more than " + String.format(Locale.ROOT, "%,d",
                    MAX_ENTRIES) + " files; the rest of it was left out.");
        return entries >= MAX_ENTRIES;
    }
}
