package draftscope.app.cli;

import draftscope.app.library.KnownModels;
import draftscope.app.library.Listing;
import draftscope.app.library.MemoryNeed;
import draftscope.app.library.ModelDescription;
import draftscope.app.library.ModelLibrary;
import draftscope.app.library.ModelLibrary.Snapshot;
import draftscope.app.library.Places;
import draftscope.app.library.Serving;
import draftscope.samples.SampleModel;
import draftscope.views.layout.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists the models at hand: the samples, which can be named without a path, and what lies in the library's folders.
@Command(name = "models", description = "The sample models, which can be named without a path, and the models in the library's folders.")
final class ModelsCommand extends Verb {
    @Option(names = "--folder", paramLabel = "DIR", description = "Looks into this folder in place of the library's; may be repeated.")
    private List<Path> folders = List.of();

    @Override
    public Integer call() {
        folders.stream().filter(folder -> !Files.isDirectory(folder)).findFirst().ifPresent(folder -> {
            throw new WrongUseException(
                    "--folder is " + folder + ", which is no folder; accepted: a folder to look into.");
        });
        Places places = Places.ofThisMachine();
        try (ModelLibrary library = folders.isEmpty() ? ModelLibrary.of(places) : ModelLibrary.withSamples(places)) {
            folders.forEach(library::addFolder);
            Snapshot found = library.lookNow();
            if (json)
                Json.print(out(), page(found));
            else
                found.listings().forEach(this::print);
            found.notes().forEach(err()::println);
            err().flush();
            return DraftscopeCommand.DONE;
        }
    }

    private void print(Listing listing) {
        String name = listing.origin() == Listing.Origin.SAMPLE ? listing.name() : listing.path().toString();
        listing.description().ifPresent(
                model -> out().printf(
                        "%s%n    %s, %s, %s parameters as %s, context %d, %s on disk, about %s in memory; %s%n",
                        name, model.config().architecture(), model.kind(), Numbers.count(model.parameters()),
                        model.quantisation(), model.config().contextLength(), Numbers.bytes(model.bytes()),
                        Numbers.bytes(model.memory().estimate()), Serving.families(model)));
        listing.refusal().ifPresent(sentence -> out().printf("%s%n    cannot be read: %s%n", name, sentence));
    }

    private static Map<String, Object> page(Snapshot found) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("folders", found.folders().stream().map(Path::toString).toList());
        page.put("models", found.listings().stream().filter(listing -> listing.description().isPresent())
                .map(ModelsCommand::describe).toList());
        page.put("unreadable", found.listings().stream().filter(listing -> listing.refusal().isPresent())
                .map(listing -> Map.of("name", listing.name(), "path", listing.path().toString(), "reason",
                        listing.refusal().orElseThrow()))
                .toList());
        page.put("notes", found.notes());
        return page;
    }

    private static Map<String, Object> describe(Listing listing) {
        ModelDescription model = listing.description().orElseThrow();
        MemoryNeed memory = model.memory();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", listing.name());
        entry.put("path", listing.path().toString());
        entry.put("kind", model.config().kind().label().replace(' ', '-'));
        entry.put("bytes", listing.bytes());
        entry.put("architecture", model.config().architecture());
        entry.put("parameters", model.parameters());
        entry.put("quantisation", model.quantisation());
        entry.put("vocabulary", model.config().vocabSize());
        entry.put("context", model.config().contextLength());
        entry.put("memoryBytes", memory.estimate());
        entry.put("memoryBytesAtFullContext", memory.atFullContext());
        entry.put("serves", Serving.families(model));
        KnownModels.sample(listing.name()).filter(sample -> listing.origin() == Listing.Origin.SAMPLE)
                .ifPresent(sample -> describe(sample, entry));
        return entry;
    }

    private static void describe(SampleModel sample, Map<String, Object> entry) {
        entry.put("role", sample.role());
        entry.put("sha256", sample.sha256());
        entry.put("summary", sample.summary());
    }
}
