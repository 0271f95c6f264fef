package draftscope.app.cli;

import draftscope.app.library.KnownModels;
import draftscope.model.LanguageModel;
import picocli.CommandLine.Option;

/// Which model, and with how many threads; shared by the verbs that load one.
final class ModelOptions {
    @Option(names = "--model", required = true, paramLabel = "M", description = "A model file or folder, or the name of a sample model such as tales-target.")
    String model;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine; default: all cores but one, of one or two cores all.")
    Integer threads;

    LanguageModel open() {
        return open(model);
    }

    LanguageModel open(String name) {
        return LanguageModel.open(KnownModels.resolve(name), threads());
    }

    int threads() {
        if (threads == null)
            return KnownModels.standardThreads();
        if (threads < 1 || threads > 256)
            throw new WrongUseException("--threads is " + threads + "; accepted: 1 to 256.");
        return threads;
    }
}
