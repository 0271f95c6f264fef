package draftscope.samples.tales;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// The word lists, shared rules and plots that tales are made of, read from text resources.
///
/// @param lists word lists by name
/// @param rules shared rules by name
/// @param plots all plots in file order
record Grammar(Map<String, WordList> lists, Map<String, List<Template>> rules, List<Plot> plots) {

    /// A word list whose rows may carry further forms (a plural, a place's preposition).
    ///
    /// @param columns names of the further forms
    /// @param rows one entry per word: the word itself, then its further forms
    record WordList(List<String> columns, List<List<String>> rows) {}

    private static final List<String> PLOT_FILES = List.of("lost-and-found", "kindness", "courage", "making", "wonder");

    /// Reads the grammar that is shipped with this module.
    static Grammar load() {
        var synonyms = new Synonyms(lines("synonyms.txt"));
        var plots = new ArrayList<Plot>();
        for (String file : PLOT_FILES) {
            plots.addAll(plots(lines("plots-" + file + ".txt"), synonyms));
        }
        return new Grammar(lists(lines("words.txt")), rules(lines("phrases.txt"), synonyms), List.copyOf(plots));
    }

    /// How many different ways of saying something there are: alternatives of all rules and beats that stand for at
    /// least a clause (rules of one or two words would flatter the count).
    long sentencePatterns() {
        return plots.stream()
                .flatMap(plot -> plot.beats().stream())
                .flatMap(beat -> beat.alternatives().stream())
                .filter(Template.Sequence.class::isInstance)
                .distinct()
                .count()
                + rules.get("open").stream().distinct().count()
                + rules.get("about").size()
                + rules.get("end").size()
                + rules.get("end-two").size();
    }

    private static Map<String, WordList> lists(List<String> lines) {
        var lists = new LinkedHashMap<String, WordList>();
        List<List<String>> rows = List.of();
        List<String> columns = List.of();
        for (String line : lines) {
            if (line.startsWith("list ")) {
                String[] head = line.substring(5).split(":");
                columns = head.length == 1 ? List.of() : List.of(head[1].trim().split(" "));
                rows = new ArrayList<>();
                lists.put(head[0], new WordList(columns, rows));
            } else if (!line.isEmpty() && columns.isEmpty()) {
                for (String word : line.split(", *")) {
                    rows.add(List.of(word));
                }
            } else if (!line.isEmpty()) {
                var forms = List.of(line.split(" *\\| *"));
                if (forms.size() != columns.size() + 1) {
                    throw new IllegalArgumentException("expected " + (columns.size() + 1) + " forms in: " + line);
                }
                rows.add(forms);
            }
        }
        return lists;
    }

    private static Map<String, List<Template>> rules(List<String> lines, Synonyms synonyms) {
        var rules = new LinkedHashMap<String, List<Template>>();
        List<Template> alternatives = List.of();
        for (String line : lines) {
            if (line.startsWith("rule ")) {
                alternatives = new ArrayList<>();
                rules.put(line.substring(5), alternatives);
            } else if (!line.isEmpty()) {
                boolean weighted = line.matches("\\dx .*");
                var template = Template.parse(synonyms.offer(weighted ? line.substring(3) : line));
                for (int i = weighted ? line.charAt(0) - '0' : 1; i > 0; i--) {
                    alternatives.add(template);
                }
            }
        }
        return rules;
    }

    private static List<Plot> plots(List<String> lines, Synonyms synonyms) {
        var plots = new ArrayList<Plot>();
        var paragraph = new ArrayList<String>();
        PlotReader reader = null;
        for (String line : lines) {
            if (line.startsWith("plot ")) {
                if (reader != null) {
                    reader.paragraph(paragraph);
                    plots.add(reader.plot());
                }
                paragraph.clear();
                reader = new PlotReader(line.substring(5), synonyms);
            } else if (line.isEmpty() && reader != null) {
                reader.paragraph(paragraph);
                paragraph.clear();
            } else if (!line.isEmpty()) {
                paragraph.add(line);
            }
        }
        Objects.requireNonNull(reader, "no plot in the file").paragraph(paragraph);
        plots.add(reader.plot());
        return plots;
    }

    /// Collects one plot, paragraph by paragraph: the first holds what the plot needs, the others its beats.
    private static final class PlotReader {
        private final String id;
        private final Synonyms synonyms;
        private boolean heroIsChild;
        private final List<Plot.Let> lets = new ArrayList<>();
        private final List<Plot.Let> fixed = new ArrayList<>();
        private final List<Plot.Beat> beats = new ArrayList<>();
        private final List<Plot.Question> questions = new ArrayList<>();

        PlotReader(String id, Synonyms synonyms) {
            this.id = id;
            this.synonyms = synonyms;
        }

        void paragraph(List<String> lines) {
            boolean optional = false;
            boolean newLine = false;
            var alternatives = new ArrayList<Template>();
            for (String line : lines) {
                int space = line.indexOf(' ');
                switch (space < 0 ? line : line.substring(0, space)) {
                    case "let" -> bindings(line.substring(4), lets);
                    case "fix" -> bindings(line.substring(4), fixed);
                    case "hero" -> heroIsChild = line.endsWith(" child");
                    case "ask" -> {
                        String[] sides = line.substring(4).split(" => ");
                        questions.add(new Plot.Question(Template.parse(sides[0]), Template.parse(sides[1])));
                    }
                    case "?" -> optional = true;
                    case "/" -> newLine = true;
                    default -> alternatives.add(Template.parse(synonyms.offer(line)));
                }
            }
            if (!alternatives.isEmpty()) {
                beats.add(new Plot.Beat(optional, newLine, List.copyOf(alternatives)));
            }
        }

        private static void bindings(String text, List<Plot.Let> into) {
            for (String binding : text.trim().split(" +")) {
                String[] sides = binding.split("=");
                into.add(new Plot.Let(sides[0], sides[1]));
            }
        }

        Plot plot() {
            return new Plot(
                    id,
                    heroIsChild,
                    List.copyOf(lets),
                    List.copyOf(fixed),
                    List.copyOf(beats),
                    List.copyOf(questions));
        }
    }

    /// Wordings that may stand for each other: a line that holds the first one is read as a choice between all.
    private record Synonyms(Map<Pattern, String> choices) {

        Synonyms(List<String> lines) {
            this(new LinkedHashMap<>());
            for (String line : lines) {
                if (!line.isEmpty()) {
                    String first = line.substring(0, line.indexOf(" |"));
                    String end = first.endsWith(",") ? "" : "\\b";
                    choices.put(
                            Pattern.compile("(?<![\\w<{|\\[])" + Pattern.quote(first) + end + "(?![|\\]])"),
                            "[" + line.replace(" | ", "|") + "]");
                }
            }
        }

        String offer(String line) {
            String result = line;
            for (var choice : choices.entrySet()) {
                result = choice.getKey().matcher(result).replaceAll(choice.getValue());
            }
            return result;
        }
    }

    private static List<String> lines(String resource) {
        try (var in = Grammar.class.getResourceAsStream("/draftscope/samples/tales/" + resource);
                var reader = new BufferedReader(new InputStreamReader(
                        Objects.requireNonNull(in, resource + " is missing from the module"),
                        StandardCharsets.UTF_8))) {
            return reader.lines().map(String::strip).filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
