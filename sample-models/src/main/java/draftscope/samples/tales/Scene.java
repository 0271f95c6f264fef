package draftscope.samples.tales;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Everything that is decided before the first word of a tale: who is in it and with which things, and so all that
/// later words must agree with.
final class Scene {

    /// How often a hero is a child; animals make up the rest.
    private static final double CHILD_HERO = 0.7;

    /// How often a child's friend is a child, too.
    private static final double CHILD_FRIEND = 0.65;

    private final Grammar grammar;
    private final SplittableRandom random;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> used = new LinkedHashMap<>();

    Scene(Grammar grammar, Plot plot, SplittableRandom random) {
        this.grammar = grammar;
        this.random = random;
        boolean child = plot.heroIsChild() || random.nextDouble() < CHILD_HERO;
        var taken = new HashSet<String>();
        person("", child, taken);
        values.put("H", values.get("name"));
        person("f.", child && random.nextDouble() < CHILD_FRIEND, taken);
        values.put("F", values.get("f.name"));
        boolean friendIsChild = Set.of("girl", "boy").contains(values.get("f.kind"));
        values.put("friend", "friend " + values.get("F") + (friendIsChild ? "" : " the " + values.get("f.kind")));
        draw("elder", "elder", new HashSet<>());
        values.put("E", values.get("elder"));
        values.put("e", values.get("elder.noun"));
        for (String form : List.of("he", "him", "his")) {
            values.put("e." + form, values.get("elder." + form));
        }
        for (String list : List.of("trait", "home", "hobby")) {
            draw(list, list, new HashSet<>());
        }
        var drawn = new HashMap<String, Set<String>>();
        for (var let : plot.lets()) {
            draw(let.slot(), let.source(), drawn.computeIfAbsent(let.source(), _ -> new HashSet<>()));
        }
        for (var let : plot.fixed()) {
            values.put(let.slot(), let.source());
        }
    }

    private void person(String prefix, boolean child, Set<String> taken) {
        boolean girl = random.nextBoolean();
        String sex = girl ? "girl" : "boy";
        draw(prefix + "name", sex, taken);
        if (child) {
            values.put(prefix + "kind", sex);
        } else {
            draw(prefix + "kind", "animal", taken);
        }
        values.put(prefix + "he", girl ? "she" : "he");
        values.put(prefix + "him", girl ? "her" : "him");
        values.put(prefix + "his", girl ? "her" : "his");
        values.put(prefix + "himself", girl ? "herself" : "himself");
    }

    /// Fills a slot from a list with a word that is not in `taken` yet, and the slot's further forms with it.
    private void draw(String slot, String list, Set<String> taken) {
        var words = grammar.lists().get(list);
        if (words == null) {
            throw new IllegalArgumentException("no list " + list);
        }
        List<String> row;
        do {
            row = words.rows().get(random.nextInt(words.rows().size()));
        } while (!taken.add(row.getFirst()));
        values.put(slot, row.getFirst());
        for (int i = 0; i < words.columns().size(); i++) {
            values.put(slot + "." + words.columns().get(i), row.get(i + 1));
        }
    }

    /// What a slot holds, mentioned or not.
    String value(String slot) {
        return values.get(slot);
    }

    /// The slots that the text so far has mentioned, in order of first mention.
    Map<String, String> mentioned() {
        return used;
    }

    /// Whether every slot of a template has been mentioned in the text so far.
    boolean hasMentioned(Template template) {
        return switch (template) {
            case Template.Text _ -> true;
            case Template.Slot slot -> used.containsKey(slot.name());
            case Template.Sequence sequence -> sequence.parts().stream().allMatch(this::hasMentioned);
            case Template.Rule _,Template.Choice _ ->
                throw new IllegalArgumentException("a question must not leave anything open");
        };
    }

    /// Tells a list of beats as one text.
    String tell(List<Plot.Beat> beats) {
        var text = new StringBuilder();
        for (var beat : beats) {
            if (beat.optional() && random.nextBoolean()) {
                continue;
            }
            if (!text.isEmpty()) {
                text.append(beat.newLine() ? '\n' : ' ');
            }
            text.append(sentence(beat.alternatives().get(random.nextInt(beat.alternatives().size()))));
        }
        return text.toString();
    }

    /// One template with everything filled in, articles chosen and sentences starting with capitals.
    String sentence(Template template) {
        var text = new StringBuilder();
        fill(template, text);
        return capitals(articles(text.toString().strip()));
    }

    /// As [#sentence], but with no capital at the start: for answers, which are spans of a sentence.
    String span(Template template) {
        var text = new StringBuilder();
        fill(template, text);
        return articles(text.toString().strip());
    }

    private void fill(Template template, StringBuilder text) {
        switch (template) {
            case Template.Text(String words) -> text.append(words);
            case Template.Slot(String name, boolean capital) -> {
                String value = values.get(name);
                if (value == null) {
                    throw new IllegalArgumentException("no slot {" + name + "}");
                }
                if (name.equals("F") && !used.containsKey("friend") && !used.containsKey("f.kind")) {
                    // Nobody enters a tale by name alone: the first mention says who it is.
                    used.put("friend", values.get("friend"));
                    value = values.get("his") + " " + values.get("friend");
                }
                used.putIfAbsent(name, values.get(name));
                text.append(capital ? value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1) : value);
            }
            case Template.Rule(String name) -> {
                var alternatives = grammar.rules().get(name);
                if (alternatives == null) {
                    throw new IllegalArgumentException("no rule <" + name + ">");
                }
                fill(alternatives.get(random.nextInt(alternatives.size())), text);
            }
            case Template.Choice(var options) -> fill(options.get(random.nextInt(options.size())), text);
            case Template.Sequence(var parts) -> parts.forEach(part -> fill(part, text));
        }
    }

    /// Replaces every `a(n)` by the article that its following word asks for.
    static String articles(String text) {
        var out = new StringBuilder();
        int from = 0;
        for (int at; (at = text.indexOf("(n) ", from)) >= 0; from = at + 4) {
            boolean vowel = "aeiouAEIOU".indexOf(text.charAt(at + 4)) >= 0;
            out.append(text, from, at).append(vowel ? "n " : " ");
        }
        return out.append(text, from, text.length()).toString();
    }

    /// Starts the text, and every sentence that follows another, with a capital letter. After `!"` and `?"` the sentence
    /// may go on (`"Look!" she said.`), so there the template's own spelling stands.
    private static String capitals(String text) {
        var out = new StringBuilder(text);
        boolean start = true;
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isLetter(c)) {
                if (start) {
                    out.setCharAt(i, Character.toUpperCase(c));
                }
                start = false;
            } else if (c == ' ' && i > 1
                    && (".!?".indexOf(out.charAt(i - 1)) >= 0 || out.substring(i - 2, i).equals(".\""))) {
                start = true;
            }
        }
        return out.toString();
    }

    /// Questions about the text told so far whose answers stand in it, as question and answer.
    List<String[]> questions(Plot plot, String text) {
        var found = new ArrayList<String[]>();
        for (var question : plot.questions()) {
            if (hasMentioned(question.question()) && hasMentioned(question.answer())) {
                found.add(new String[]{sentence(question.question()), span(question.answer())});
            }
        }
        String heroKind = values.get("kind");
        if (used.containsKey("kind") && !(used.containsKey("F") && heroKind.equals(values.get("f.kind")))) {
            found.add(new String[]{"What is the name of the " + heroKind + "?", values.get("H")});
        }
        if (used.containsKey("col") && used.containsKey("obj")) {
            found.add(new String[]{"What colour was the " + values.get("obj") + "?", values.get("col")});
        }
        if (used.containsKey("friend")) {
            found.add(new String[]{"Who was " + values.get("H") + "'s friend?", values.get("F")});
        }
        found.removeIf(pair -> !text.contains(pair[1].replaceFirst("^(an?|the|to) ", "")));
        return found;
    }
}
