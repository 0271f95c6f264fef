package draftscope.app.cli;

import draftscope.model.LanguageModel;
import draftscope.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Turns text into token ids, with the piece and the bytes of each.
@Command(name = "tokenize", description = "Token ids of a text, with pieces and bytes.")
final class TokenizeCommand extends Verb {
    @Mixin
    private ModelOptions models;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--special", description = "Adds the begin and end tokens that the vocabulary asks for.")
    private boolean special;

    @Option(names = "--parse-special", description = "Special tokens spelt in the text become those tokens.")
    private boolean parseSpecial;

    private static final class Source {
        @Option(names = "--text", paramLabel = "T", description = "The text.")
        private String text;

        @Option(names = "--file", paramLabel = "F", description = "A UTF-8 file with the text.")
        private Path file;
    }

    @Override
    public Integer call() throws Exception {
        try (LanguageModel model = models.open()) {
            Tokenizer tokenizer = model.tokenizer();
            String text = source.file == null ? source.text : Files.readString(source.file, StandardCharsets.UTF_8);
            int[] ids = tokenizer.encode(text, special, parseSpecial);
            List<String> pieces = new ArrayList<>();
            List<String> bytes = new ArrayList<>();
            for (int id : ids) {
                pieces.add(tokenizer.vocabulary().piece(id));
                bytes.add(HexFormat.of().formatHex(tokenizer.bytes(id)));
            }
            if (json) {
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("ids", ids);
                result.put("pieces", pieces);
                result.put("bytes", bytes);
                Json.print(out(), result);
            } else {
                for (int i = 0; i < ids.length; i++)
                    out().printf("%6d  %-20s %s%n", ids[i], pieces.get(i), bytes.get(i));
            }
            return DraftscopeCommand.DONE;
        }
    }
}
