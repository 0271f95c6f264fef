package draftscope.samples.tales;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes one task with random numbers of its own.
final class TaskWriter {

    /// Sentences for copying and correcting should fit in one line of a window.
    private static final int MIN_SENTENCE_WORDS = 6;

    private static final int MAX_SENTENCE_WORDS = 18;

    /// Tales for questions are kept short so that tale, question and answer fit in 256 tokens.
    private static final int MAX_QUESTION_TALE_WORDS = 130;

    private static final List<String> NOUN_LISTS = List.of("toy", "wear", "treasure", "food", "animal", "insect",
            "pet");

    /// Small words that can be left out and put back with no doubt about which one is missing.
    private static final Pattern DROPPABLE = Pattern.compile(" (was|to|of|and|had|were|could) ");

    private final TaleGenerator tales;
    private final Grammar grammar;
    private final SplittableRandom random;
    private final long index;

    TaskWriter(TaleGenerator tales, Grammar grammar, SplittableRandom random, long index) {
        this.tales = tales;
        this.grammar = grammar;
        this.random = random;
        this.index = index;
    }

    Task write(TaskKind kind) {
        return switch (kind) {
            case COPY -> {
                String sentence = sentence();
                yield task(kind, "Copy the sentence.", sentence, sentence);
            }
            case CORRECT -> correct();
            case LIST -> list();
            case QUESTION -> question();
            case JSON -> json();
        };
    }

    private static Task task(TaskKind kind, String instruction, String content, String answer) {
        return new Task(kind, instruction + "\n" + content + "\nAnswer:", answer);
    }

    /// A sentence of some tale, of middling length and with its quotation marks in pairs.
    private String sentence() {
        for (long i = 0;; i++) {
            var sentences = sentences(tales.tale(index + i * 1_000_003L).text()).stream()
                    .filter(s -> {
                        int words = s.split(" ").length;
                        return words >= MIN_SENTENCE_WORDS && words <= MAX_SENTENCE_WORDS && quotesPair(s);
                    })
                    .toList();
            if (!sentences.isEmpty()) {
                return sentences.get(random.nextInt(sentences.size()));
            }
        }
    }

    static List<String> sentences(String text) {
        return List.of(text.split("(?<=[.!?])[ \n]|\n|(?<=[.!?]\")[ \n](?=[A-Z\"])"));
    }

    private static boolean quotesPair(String sentence) {
        return sentence.chars().filter(c -> c == '"').count() % 2 == 0;
    }

    private Task correct() {
        while (true) {
            String right = sentence();
            String wrong = damage(right);
            if (random.nextInt(4) == 0) {
                wrong = damage(wrong);
            }
            if (!wrong.equals(right)) {
                return task(TaskKind.CORRECT, "Correct the sentence.", wrong, right);
            }
        }
    }

    /// Makes one mistake that can be undone for certain: a doubled word, two words swapped, a small word left out, a
    /// verb that does not agree, or a missing capital.
    private String damage(String sentence) {
        var words = new ArrayList<>(Arrays.asList(sentence.split(" ")));
        int at = random.nextInt(words.size() - 1);
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                if (words.get(at).matches("[a-z]+")) {
                    words.add(at, words.get(at));
                }
            }
            case 2 -> {
                if (words.get(at).matches("[a-z]+") && words.get(at + 1).matches("[a-z]+")) {
                    Collections.swap(words, at, at + 1);
                }
            }
            case 3 -> {
                var match = DROPPABLE.matcher(sentence);
                return match.find()
                        ? sentence.substring(0, match.start()) + sentence.substring(match.end() - 1)
                        : sentence;
            }
            default -> {
                if (random.nextBoolean() && sentence.contains(" was ")) {
                    return sentence.replaceFirst(" was ", " were ");
                }
                return sentence.substring(0, 1).toLowerCase() + sentence.substring(1);
            }
        }
        return String.join(" ", words);
    }

    private Task list() {
        var words = nouns(3 + random.nextInt(4));
        String content = String.join(", ", words);
        return switch (random.nextInt(6)) {
            case 0 -> task(TaskKind.LIST, "Copy the list.", content, content);
            case 1, 2 -> task(TaskKind.LIST, "Reverse the list.", content, String.join(", ", words.reversed()));
            case 3 -> task(TaskKind.LIST, "Name the first word.", content, words.getFirst());
            case 4 -> task(TaskKind.LIST, "Name the last word.", content, words.getLast());
            default -> {
                String old = words.removeLast();
                words.add(random.nextInt(words.size() + 1), old);
                String fresh = nouns(1).getFirst();
                while (words.contains(fresh)) {
                    fresh = nouns(1).getFirst();
                }
                String replacement = fresh;
                String answer = words.stream()
                        .map(word -> word.equals(old) ? replacement : word)
                        .collect(Collectors.joining(", "));
                yield task(TaskKind.LIST, "Replace " + old + " with " + fresh + ".", String.join(", ", words), answer);
            }
        };
    }

    /// Different nouns of one word each.
    private ArrayList<String> nouns(int count) {
        var words = new LinkedHashSet<String>();
        while (words.size() < count) {
            String word = pick(NOUN_LISTS.get(random.nextInt(NOUN_LISTS.size())));
            if (word.indexOf(' ') < 0) {
                words.add(word);
            }
        }
        return new ArrayList<>(words);
    }

    private String pick(String list) {
        var rows = grammar.lists().get(list).rows();
        return rows.get(random.nextInt(rows.size())).getFirst();
    }

    private Task question() {
        for (long i = 0;; i++) {
            var tale = tales.tale(index + i * 1_000_003L);
            if (tale.text().split("[ \n]").length > MAX_QUESTION_TALE_WORDS || tale.questions().isEmpty()) {
                continue;
            }
            var question = tale.questions().get(random.nextInt(tale.questions().size()));
            return task(
                    TaskKind.QUESTION,
                    "Read the tale and answer the question.",
                    tale.text() + "\nQuestion: " + question.question(),
                    question.answer());
        }
    }

    /// Facts about a made-up character, told in a few sentences and then as a record with the same facts in the order
    /// of a fixed list of keys.
    private Task json() {
        boolean girl = random.nextBoolean();
        String he = girl ? "She" : "He";
        String his = girl ? "Her" : "His";
        var facts = new LinkedHashMap<String, String>();
        facts.put("name", pick(girl ? "girl" : "boy"));
        facts.put("animal", pick("animal"));
        var sentences = new ArrayList<String>();
        sentences.add(oneOf(
                "%s is a(n) %s.".formatted(facts.get("name"), facts.get("animal")),
                "There was a(n) %s named %s.".formatted(facts.get("animal"), facts.get("name")),
                "Once upon a time, there was a little %s named %s.".formatted(facts.get("animal"), facts.get("name"))));
        if (random.nextInt(3) > 0) {
            facts.put("colour", pick("colour"));
            facts.put("object", pick(random.nextBoolean() ? "toy" : "wear"));
            String thing = facts.get("colour") + " " + facts.get("object");
            sentences.add(oneOf(
                    "%s has a(n) %s.".formatted(he, thing),
                    "%s favourite thing is a(n) %s.".formatted(his, thing),
                    "%s always carries a(n) %s.".formatted(he, thing)));
        }
        if (random.nextInt(3) > 0) {
            facts.put("friend", friend(facts.get("name")));
            sentences.add(oneOf(
                    "%s best friend is %s.".formatted(his, facts.get("friend")),
                    "%s friend is called %s.".formatted(his, facts.get("friend")),
                    "%s and %s are friends.".formatted(facts.get("friend"), facts.get("name"))));
        }
        if (random.nextBoolean() || facts.size() == 2) {
            facts.put("food", grammarPlural());
            sentences.add(oneOf(
                    "%s likes %s.".formatted(he, facts.get("food")),
                    "%s likes to eat %s.".formatted(he, facts.get("food")),
                    "%s favourite food is %s.".formatted(his, facts.get("food"))));
        }
        String record = facts.entrySet().stream()
                .map(fact -> "\"" + fact.getKey() + "\": \"" + fact.getValue() + "\"")
                .collect(Collectors.joining(", ", "{", "}"));
        return task(TaskKind.JSON, "Write the facts as JSON.", Scene.articles(String.join(" ", sentences)), record);
    }

    private String friend(String name) {
        String friend;
        do {
            friend = pick(random.nextBoolean() ? "girl" : "boy");
        } while (friend.equals(name));
        return friend;
    }

    private String grammarPlural() {
        var rows = grammar.lists().get("food").rows();
        return rows.get(random.nextInt(rows.size())).get(1);
    }

    private String oneOf(String... options) {
        return options[random.nextInt(options.length)];
    }
}
