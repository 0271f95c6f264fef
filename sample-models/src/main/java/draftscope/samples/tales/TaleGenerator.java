package draftscope.samples.tales;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Makes short, coherent children's tales, and small tasks in the same plain English, from a seed.
///
/// The same seed and index give the same tale on every machine and in every order of asking. A generator has no
/// changing state and may be shared between threads.
public final class TaleGenerator {

    /// The fewest and the most words in a tale.
    static final int MIN_WORDS = 60;

    static final int MAX_WORDS = 200;

    /// Names of facts whose slots have short names in the grammar, or hold a form of another slot's word.
    private static final Map<String, String> FACT_NAMES = Map.of(
            "H", "name", "F", "friend", "E", "elder", "col", "colour", "obj", "object", "place.at", "place");

    private static final Set<String> PRONOUNS = Set.of("he", "him", "his", "himself");

    private final Grammar grammar;
    private final long seed;

    /// A generator for the given seed.
    public TaleGenerator(long seed) {
        this.grammar = Grammar.load();
        this.seed = seed;
    }

    /// The tale with the given number.
    public Tale tale(long index) {
        var random = random(index, 0x7a1e);
        while (true) {
            var plot = grammar.plots().get(random.nextInt(grammar.plots().size()));
            var scene = new Scene(grammar, plot, random.split());
            String text = scene.tell(plot.beats());
            int words = text.split("[ \n]").length;
            if (words < MIN_WORDS || words > MAX_WORDS) {
                continue;
            }
            var facts = facts(scene);
            var questions = scene.questions(plot, text).stream()
                    .map(pair -> new Tale.Question(pair[0], pair[1]))
                    .toList();
            return new Tale(text, plot.id(), facts, questions);
        }
    }

    /// The task of the given kind with the given number.
    public Task task(TaskKind kind, long index) {
        return new TaskWriter(this, grammar, random(index, kind.name().hashCode()), index).write(kind);
    }

    /// The names of all plots.
    public List<String> plots() {
        return grammar.plots().stream().map(Plot::id).toList();
    }

    /// How many sentence patterns the plots and shared rules hold.
    public long sentencePatterns() {
        return grammar.sentencePatterns();
    }

    /// Numbers that depend on the seed, the index and the purpose, but not on what was asked for before.
    SplittableRandom random(long index, long purpose) {
        return new SplittableRandom(mix(mix(mix(seed) + index) + purpose));
    }

    /// The finishing step of SplitMix64: neighbouring inputs give unrelated outputs.
    private static long mix(long z) {
        z += 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static Map<String, String> facts(Scene scene) {
        var facts = new LinkedHashMap<String, String>();
        scene.mentioned().forEach((slot, value) -> {
            String fact = FACT_NAMES.getOrDefault(slot, slot);
            if (slot.equals("friend")) {
                facts.putIfAbsent("friend", scene.value("F"));
            } else if (slot.equals("e")) {
                facts.putIfAbsent("elder", scene.value("E"));
            } else if (fact.indexOf('.') < 0 && !PRONOUNS.contains(slot)) {
                facts.putIfAbsent(fact, value);
            }
        });
        return Collections.unmodifiableMap(facts);
    }
}
