package draftscope.app.cli;

import draftscope.app.library.KnownModels;
import draftscope.app.library.MemoryNeed;
import draftscope.app.library.ModelDescription;
import draftscope.app.library.Pairing;
import draftscope.app.library.Serving;
import draftscope.format.TensorInfo;
import draftscope.model.Arithmetic;
import draftscope.model.Arithmetic.Experts;
import draftscope.model.Arithmetic.LayerRule;
import draftscope.model.LanguageModel;
import draftscope.model.ModelConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Tells what a model file holds and what it can be used for.
@Command(name = "inspect", description = "A model file's architecture, tensors, tokenizer, memory need, the methods it can serve and why not, and whether a draft model fits it.")
final class InspectCommand extends Verb {
    @Parameters(paramLabel = "MODEL", description = "A model file or folder, or the name of a sample model.")
    private String name;

    @Option(names = "--draft", paramLabel = "D", description = "A draft model: tells whether the two can be paired, or why not.")
    private String draft;

    @Override
    public Integer call() {
        Path file = KnownModels.resolve(name);
        Optional<ModelDescription> drafting = Optional.ofNullable(draft).map(KnownModels::resolve)
                .map(ModelDescription::read);
        try (LanguageModel model = LanguageModel.open(file, 1)) {
            Map<String, Object> page = describe(model, ModelDescription.read(file), drafting);
            if (json)
                Json.print(out(), page);
            else
                print(page);
            return DraftscopeCommand.DONE;
        }
    }

    private static Map<String, Object> describe(LanguageModel model, ModelDescription described,
            Optional<ModelDescription> draft) {
        ModelConfig config = model.config();
        MemoryNeed memory = described.memory();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("name", model.name());
        page.put("file", model.path().toString());
        page.put("bytes", model.fileBytes());
        page.put("format", model.file().kind());
        page.put("version", model.file().version());
        page.put("architecture", config.architecture());
        page.put("attention", switch (config.kind()) {
            case CAUSAL -> "causal";
            case MASKED_DIFFUSION -> "bidirectional";
            case BLOCK_DIFFUSION -> "blocks of " + config.attentionBlock();
        });
        page.put("parameters", model.parameterCount());
        page.put("layers", config.layers());
        page.put("width", config.dim());
        page.put("feedForwardWidth", config.ffnDim());
        page.put("heads", config.heads());
        page.put("kvHeads", config.kvHeads());
        page.put("headWidth", config.headDim());
        page.put("vocabulary", config.vocabSize());
        page.put("context", config.contextLength());
        page.put("tiedEmbeddings", config.tied());
        page.putAll(describe(config.arithmetic()));
        page.put("quantisation", described.quantisation());
        page.put("kvBytesPerSlot", memory.bytesPerSlot());
        page.put("weightBytes", memory.weightBytes());
        page.put("memoryBytes", memory.estimate());
        page.put("memoryBytesCountsTokens", memory.slots());
        page.put("memoryBytesAtFullContext", memory.atFullContext());
        page.put("tokenizer", model.file().metadata().getOrDefault("tokenizer.ggml.model", "none"));
        draft.ifPresent(other -> page.put("pairing", describe(Pairing.of(described, other), other)));
        page.put("methods", methods(described, draft));
        page.put("tensors", model.file().tensors().stream().map(InspectCommand::describe).toList());
        return page;
    }

    private static Map<String, Object> describe(Arithmetic arithmetic) {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("norm", arithmetic.norm().toString());
        entries.put("activation", arithmetic.activation().toString());
        entries.put("slidingWindows", arithmetic.layers().stream().map(LayerRule::window).toList());
        entries.put("rotations", arithmetic.layers().stream().map(rule -> rule.rotation()
                .map(r -> r.dims() + " floats in " + r.pairing().toString().toLowerCase(Locale.ROOT) + ", base "
                        + r.theta() + ", scaling " + r.scaling())
                .orElse("none")).distinct().toList());
        entries.put("experts", arithmetic.experts().map(Experts::count).orElse(0));
        entries.put("expertsUsed", arithmetic.experts().map(Experts::used).orElse(0));
        return entries;
    }

    private static Map<String, Object> describe(TensorInfo tensor) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", tensor.name());
        entry.put("type", tensor.format().toString());
        entry.put("shape", tensor.shape());
        entry.put("offset", tensor.offset());
        entry.put("bytes", tensor.bytes());
        return entry;
    }

    private static Map<String, Object> describe(Pairing pairing, ModelDescription draft) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("draft", draft.name());
        entry.put("fits", pairing.fits());
        entry.put("reason", pairing.reason());
        entry.put("pays", pairing.pays());
        entry.put("advice", pairing.advice());
        entry.put("memoryBytes", pairing.memoryBytes());
        return entry;
    }

    /// For each method: `yes`, or what is missing and what would fix it.
    private static Map<String, String> methods(ModelDescription target, Optional<ModelDescription> draft) {
        Map<String, String> serves = new LinkedHashMap<>();
        Serving.of(target, draft).forEach(serving -> serves.put(serving.method().id(),
                serving.answer() == Serving.Answer.YES ? "yes" : serving.reason()));
        return serves;
    }

    private void print(Map<String, Object> page) {
        page.forEach((key, value) -> {
            switch (value) {
                case List<?> list when key.equals("tensors") -> out().println(key + ": " + list.size());
                case List<?> list -> out().println(key + ": " + list.stream().map(String::valueOf)
                        .collect(Collectors.joining(key.equals("rotations") ? "; " : ", ")));
                case Map<?, ?> map -> {
                    out().println(key + ":");
                    map.forEach((k, v) -> out().printf("  %-26s %s%n", k, v));
                }
                default -> out().println(key + ": " + value);
            }
        });
    }
}
