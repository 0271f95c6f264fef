package draftscope.app.cli;

import draftscope.cache.KvCache;
import draftscope.model.AttentionMask;
import draftscope.model.Batch;
import draftscope.model.LanguageModel;
import draftscope.model.Logits;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes the raw logits that a model gives after token ids, for comparing engines.
@Command(name = "logits", description = "Raw logits after token ids: float32, little-endian, one row of the vocabulary a position.")
final class LogitsCommand extends Verb {
    @Mixin
    private ModelOptions models;

    @Option(names = "--prompt-ids", required = true, paramLabel = "1,2,3", description = "The token ids; nothing is added.")
    private String ids;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the rows go.")
    private Path file;

    @Option(names = "--all", description = "A row for every position, not only the last.")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        List<Integer> parsed = Ids.parse(ids, "--prompt-ids");
        try (LanguageModel model = models.open()) {
            Ids.check(parsed, model.config().vocabSize());
            if (model.config().counting())
                throw new WrongUseException(model.name()
                        + " has no layers to run, it counts the right answers of list tasks; accepted: any other model.");
            if (parsed.size() > model.config().contextLength())
                throw new WrongUseException(
                        "--prompt-ids holds " + parsed.size() + " ids; the context of " + model.name()
                                + " is " + model.config().contextLength() + ".");
            Logits logits = forward(model, Ids.array(parsed));
            int from = all ? 0 : parsed.size() - 1;
            write(logits, from, parsed.size());
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("rows", parsed.size() - from);
            result.put("columns", logits.vocab());
            result.put("file", file.toString());
            if (json)
                Json.print(out(), result);
            else
                out().println(result.get("rows") + " rows of " + logits.vocab() + " logits in " + file);
            return DraftscopeCommand.DONE;
        }
    }

    private static Logits forward(LanguageModel model, int[] ids) {
        int[] places = IntStream.range(0, ids.length).toArray();
        KvCache cache = model.transformer().newCache(ids.length);
        AttentionMask mask = AttentionMask.upTo(IntStream.of(places)
                .map(position -> model.config().horizon(position, ids.length)).toArray());
        return model.transformer().forward(new Batch(ids, places, places, mask, null), cache);
    }

    private void write(Logits logits, int from, int to) throws IOException {
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            ByteBuffer row = ByteBuffer.allocate(4 * logits.vocab()).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = from; i < to; i++) {
                row.clear();
                row.asFloatBuffer().put(logits.row(i));
                stream.write(row.array());
            }
        }
    }
}
