package draftscope.chat;

import draftscope.chat.Values.Function;
import draftscope.chat.Values.Namespace;
import draftscope.format.ModelFile;
import draftscope.tokenizer.Vocabulary;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a model wants a conversation written: a template in the Jinja language that comes with the model. Immutable and
/// thread-safe.
///
/// Rendering follows Jinja 3.1 with the settings and additions of the Hugging Face library's `apply_chat_template`:
/// `trim_blocks`, `lstrip_blocks`, `break` and `continue`, `raise_exception`, `strftime_now`, `tojson` that escapes nothing
/// for HTML, values that cannot be changed. Tags and filters that chat templates have no use for (`include`, `extends`,
/// recursive loops ...) are refused by name.
///
/// A template is a program out of a file: what it may compute and write is bounded, and it can reach nothing but its
/// messages.
public final class ChatTemplate {
    private static final int MAX_LENGTH = 1 << 20;

    private final List<Statement> statements;
    private final Map<String, Object> specialTokens;

    private ChatTemplate(List<Statement> statements, Map<String, Object> specialTokens) {
        this.statements = statements;
        this.specialTokens = specialTokens;
    }

    /// The template that comes with the model in `file`, if one does.
    ///
    /// @throws ChatTemplateException if it is no template; the message names the line
    public static Optional<ChatTemplate> of(ModelFile file, Vocabulary vocabulary) {
        return file.metadata().get("tokenizer.chat_template") instanceof String source
                ? Optional.of(parse(source, piece(vocabulary, vocabulary.bos()), piece(vocabulary, vocabulary.eos())))
                : Optional.empty();
    }

    private static Optional<String> piece(Vocabulary vocabulary, int id) {
        return vocabulary.isKnown(id) ? Optional.of(vocabulary.piece(id)) : Optional.empty();
    }

    /// The template that `source` spells.
    ///
    /// @param bos the begin token as text, where the model has one
    /// @param eos the end token as text, where the model has one
    /// @throws ChatTemplateException if it is no template; the message names the line
    public static ChatTemplate parse(String source, Optional<String> bos, Optional<String> eos) {
        if (source.length() > MAX_LENGTH) {
            throw new ChatTemplateException(
                    "The chat template has " + source.length() + " characters; up to " + MAX_LENGTH
                            + " are accepted.");
        }
        Map<String, Object> tokens = new LinkedHashMap<>();
        bos.ifPresent(text -> tokens.put("bos_token", text));
        eos.ifPresent(text -> tokens.put("eos_token", text));
        return new ChatTemplate(Parser.parse(source), tokens);
    }

    /// The prompt for `messages`, today.
    ///
    /// @param addGenerationPrompt whether it ends with the opening of the model's own turn
    /// @throws ChatTemplateException if the template refuses these messages or cannot be carried out
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return render(messages, addGenerationPrompt, Clock.systemDefaultZone());
    }

    /// As [#render(List, boolean)], with the clock that `strftime_now` reads.
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt, Clock clock) {
        List<Object> turns = new ArrayList<>();
        for (ChatMessage message : messages) {
            Map<Object, Object> turn = new LinkedHashMap<>();
            turn.put("role", message.role());
            turn.put("content", message.content());
            turns.add(turn);
        }
        Map<String, Object> names = new LinkedHashMap<>(specialTokens);
        names.put("messages", turns);
        names.put("add_generation_prompt", addGenerationPrompt);
        names.put("tools", null);
        names.put("documents", null);
        return render(names, clock);
    }

    /// What the template writes, given any names.
    String render(Map<String, Object> given, Clock clock) {
        Budget budget = new Budget();
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("range", (Function) (p, n) -> range(p, budget));
        names.put("namespace", (Function) ChatTemplate::namespace);
        names.put("dict", (Function) (p, n) -> namespace(p, n).attributes);
        names.put("raise_exception", (Function) (p, n) -> {
            throw new ChatTemplateException("The chat template refuses these messages: "
                    + (p.isEmpty() ? "no reason is given" : Values.text(p.getFirst()).replaceFirst("[.]+$", "")) + ".");
        });
        names.put("strftime_now", (Function) (p, n) -> time(p.isEmpty() ? "" : Values.text(p.getFirst()), clock));
        names.putAll(given);
        return new Renderer(budget).render(statements, names);
    }

    private static Namespace namespace(List<Object> positional, Map<String, Object> named) {
        Namespace namespace = new Namespace();
        if (!positional.isEmpty() && positional.getFirst() instanceof Map<?, ?> map) {
            map.forEach((k, v) -> namespace.attributes.put(Values.text(k), v));
        }
        namespace.attributes.putAll(named);
        return namespace;
    }

    private static List<Object> range(List<Object> arguments, Budget budget) {
        if (arguments.isEmpty() || arguments.size() > 3) {
            throw new IllegalArgumentException("'range' takes one to three numbers");
        }
        long from = arguments.size() == 1 ? 0 : Values.integer(arguments.get(0));
        long to = Values.integer(arguments.size() == 1 ? arguments.get(0) : arguments.get(1));
        long step = arguments.size() == 3 ? Values.integer(arguments.get(2)) : 1;
        if (step == 0) {
            throw new IllegalArgumentException("'range' steps by zero");
        }
        List<Object> out = new ArrayList<>();
        budget.listRoom(Math.max(0, Math.subtractExact(to, from) / step));
        for (long i = from; step > 0 ? i < to : i > to; i = Math.addExact(i, step)) {
            out.add(i);
        }
        return out;
    }

    /// The time in C's `strftime` notation, English names.
    private static String time(String format, Clock clock) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            boolean bare = format.charAt(i + 1) == '-' && i + 2 < format.length(); // %-d: no leading zero
            char directive = format.charAt(bare ? i += 2 : ++i);
            String text = switch (directive) {
                case 'Y' -> written(now, "yyyy");
                case 'y' -> written(now, "yy");
                case 'm' -> written(now, bare ? "M" : "MM");
                case 'd' -> written(now, bare ? "d" : "dd");
                case 'H' -> written(now, bare ? "H" : "HH");
                case 'I' -> written(now, bare ? "h" : "hh");
                case 'M' -> written(now, bare ? "m" : "mm");
                case 'S' -> written(now, bare ? "s" : "ss");
                case 'j' -> written(now, bare ? "D" : "DDD");
                case 'b' -> written(now, "MMM");
                case 'B' -> written(now, "MMMM");
                case 'a' -> written(now, "EEE");
                case 'A' -> written(now, "EEEE");
                case 'p' -> written(now, "a");
                case 'z' -> written(now, "xx");
                case 'Z' -> written(now, "zzz");
                case 'F' -> written(now, "yyyy-MM-dd");
                case 'T' -> written(now, "HH:mm:ss");
                case '%' -> "%";
                default -> throw new IllegalArgumentException("'strftime_now' does not know '%" + directive + "'");
            };
            out.append(text);
        }
        return out.toString();
    }

    private static String written(ZonedDateTime now, String pattern) {
        return now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }
}
