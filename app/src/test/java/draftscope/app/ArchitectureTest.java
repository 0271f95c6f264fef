package draftscope.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who may use whom, as data. A package that is not listed here has no room in the house yet.
class ArchitectureTest {

    /// `room` and its sub-packages (unless they are rooms of their own) may use the packages that start with one of
    /// `mayUse`, the JDK's `java.` and themselves.
    private record Rule(String room, Set<String> mayUse, String because) {}

    private static final String JSON = "tools.jackson";
    private static final Set<String> FX = Set.of("javafx", "org.controlsfx", "org.kordamp.ikonli");

    private static final List<Rule> RULES = List.of(
            rule("draftscope.trace", "facts know nothing of what makes or draws them", JSON),
            rule("draftscope.format", "reading a file needs no model", JSON),
            rule("draftscope.kernel", "arithmetic knows storage formats and nothing above", "draftscope.format",
                    "draftscope.kernel.vector"),
            rule("draftscope.kernel.vector", "the only package that may import the incubator", "draftscope.kernel",
                    "draftscope.format", "jdk.incubator.vector"),
            rule("draftscope.tokenizer", "text and ids, from a file's metadata", "draftscope.format"),
            rule("draftscope.chat", "a conversation as a model wants it written; it knows no library",
                    "draftscope.format",
                    "draftscope.tokenizer"),
            rule("draftscope.cache", "slots and what they hold, for any model"),
            rule("draftscope.model", "one forward pass; it does not know what it is used for", "draftscope.kernel",
                    "draftscope.format", "draftscope.tokenizer", "draftscope.cache"),
            rule("draftscope.sampling", "laws over a vocabulary, for any decoder", "draftscope.trace",
                    "draftscope.kernel"),
            rule("draftscope.decode", "decides and tells", "draftscope.trace", "draftscope.sampling",
                    "draftscope.model",
                    "draftscope.cache", "draftscope.tokenizer", "draftscope.lists", "draftscope.decode"),
            rule("draftscope.lists",
                    "tasks whose right answers can be counted, and what parallel writing costs on them"),
            rule("draftscope.audit", "looks at finished runs from outside, with nothing but a target's network",
                    "draftscope.decode", "draftscope.trace", "draftscope.sampling", "draftscope.model",
                    "draftscope.cache"),
            rule("draftscope.findings", "looks through the facts of a run for what a person might want to know",
                    "draftscope.trace"),
            rule("draftscope.lab", "judges parts of recorded drafts and asks no engine", "draftscope.trace"),
            rule("draftscope.query", "asks of facts, whoever made them and whoever wants to know", "draftscope.trace"),
            rule("draftscope.styles", "values only", "javafx"),
            rule("draftscope.samples", "models and tales, usable without the engine"),
            new Rule("draftscope.views", with(FX, "draftscope.trace", "draftscope.styles"),
                    "views draw facts, and facts alone"),
            rule("draftscope.app.library", "which models there are, what they need and can serve; without a window",
                    "draftscope.samples", "draftscope.format", "draftscope.tokenizer", "draftscope.model",
                    "draftscope.decode", JSON),
            new Rule("draftscope.app.export",
                    with(FX, "draftscope.trace", "draftscope.decode", "draftscope.views", "draftscope.styles", JSON),
                    "a run on paper, for people who do not have Draftscope; it knows no session"),
            new Rule("draftscope.app.marks", with(FX, "draftscope.trace", "draftscope.views", JSON),
                    "what people say about a run; it lies beside the facts and never among them"),
            rule("draftscope.app.bench", "methods side by side, and a model that judges their texts, without a window",
                    "draftscope.decode", "draftscope.trace", "draftscope.model", "draftscope.cache",
                    "draftscope.tokenizer", "draftscope.lists",
                    "draftscope.sampling"),
            new Rule("draftscope.app.session",
                    with(FX, "draftscope.samples", "draftscope.app.library", "draftscope.decode", "draftscope.audit",
                            "draftscope.model", "draftscope.trace", "draftscope.query", "draftscope.findings",
                            "draftscope.lab", "draftscope.lists", "draftscope.app.bench",
                            "draftscope.format"),
                    "a run and the moment shown, without a control"),
            new Rule("draftscope.app.window", with(FX, "draftscope.app.session", "draftscope.app.library",
                    "draftscope.app.export", "draftscope.app.marks", "draftscope.decode", "draftscope.audit",
                    "draftscope.trace", "draftscope.query", "draftscope.findings", "draftscope.lab", "draftscope.lists",
                    "draftscope.model",
                    "draftscope.views", "draftscope.styles",
                    "draftscope.samples", "atlantafx"), "controls around a session"),
            rule("draftscope.app.cli", "verbs; they may open the window", "draftscope", JSON, "picocli"),
            rule("draftscope.app", "the entry point and nothing else", "draftscope.app.cli"));

    private static JavaClasses classes;

    @BeforeAll
    static void readAllModules() {
        List<Path> outputs = Stream.of("engine", "styles", "views", "sample-models", "app")
                .map(module -> Path.of("..", module, "target", "classes")).toList();
        assertThat(outputs).allSatisfy(path -> assertThat(Files.isDirectory(path)).as(path + " is built").isTrue());
        classes = new ClassFileImporter().importPaths(outputs.toArray(Path[]::new));
    }

    @Test
    void everyPackageUsesOnlyWhatItsRuleAllows() {
        Set<String> breaches = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.getPackageName().isEmpty())
                continue;
            Rule rule = roomOf(type.getPackageName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                if (!used.isPrimitive() && !allowed(rule, used.getPackageName()))
                    breaches.add(type.getName() + " uses " + used.getName() + ", but " + rule.room() + ": "
                            + rule.because());
            }
        }
        assertThat(breaches).isEmpty();
    }

    @Test
    void noTwoRoomsUseEachOther() {
        // The parts of a kind of decoding lie beside their drivers and count as one room with them; so do a control and its skin.
        SlicesRuleDefinition.slices().matching("draftscope.(*)..").should().beFreeOfCycles()
                .because("a cycle joins two rooms into one").check(classes.that(not(withinApp())));
        SlicesRuleDefinition.slices().matching("draftscope.app.(*)..").should().beFreeOfCycles()
                .because("a cycle joins two rooms into one").check(classes);
    }

    private static DescribedPredicate<JavaClass> withinApp() {
        return DescribedPredicate.describe("within the app", type -> within(type.getPackageName(), "draftscope.app"));
    }

    @Test
    void onlyTheAppHasAMain() {
        List<String> mains = classes.stream()
                .filter(type -> type.getMethods().stream().anyMatch(m -> m.getName().equals("main")
                        && m.getModifiers().toString().contains("STATIC") && m.getRawParameterTypes().size() == 1))
                .map(JavaClass::getName).toList();
        assertThat(mains).containsExactly("draftscope.app.Main");
    }

    @Test
    void noTypeHidesBehindAnEmptyName() {
        Set<String> empty = classes.stream().map(JavaClass::getSimpleName)
                .filter(name -> name.matches(".*(Manager|Helper|Utils?|Impl)"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(empty).isEmpty();
    }

    @Test
    void sourceFilesStayBelowSixHundredLines() throws Exception {
        List<String> tooLong = new ArrayList<>();
        for (String module : List.of("engine", "styles", "views", "sample-models", "app")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    try (Stream<String> lines = Files.lines(file)) {
                        long count = lines.count();
                        if (count > 600 && !file.toString().contains("/kernel/"))
                            tooLong.add(file + " has " + count);
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static Rule roomOf(String name) {
        return RULES.stream().filter(rule -> within(name, rule.room()))
                .max((a, b) -> Integer.compare(a.room().length(), b.room().length()))
                .orElseThrow(
                        () -> new AssertionError("the package " + name + " has no rule in this test; give it a room"));
    }

    private static boolean allowed(Rule rule, String used) {
        return used.startsWith("java.") || within(used, rule.room())
                || rule.mayUse().stream().anyMatch(allowed -> within(used, allowed));
    }

    private static boolean within(String name, String room) {
        return name.equals(room) || name.startsWith(room + ".");
    }

    private static Rule rule(String room, String because, String... mayUse) {
        return new Rule(room, Set.of(mayUse), because);
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
