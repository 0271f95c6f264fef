package draftscope.app.session;

import draftscope.app.bench.Comparison;
import draftscope.app.bench.Contender;
import draftscope.app.bench.Ladder;
import draftscope.app.bench.Measure;
import draftscope.app.bench.Result;
import draftscope.app.bench.Section;
import draftscope.app.bench.Task;
import draftscope.decode.Models;
import draftscope.lists.AnswerLaw;
import draftscope.lists.ListPrompt;
import draftscope.lists.ListTask;
import draftscope.lists.ParallelBound;
import draftscope.model.LanguageModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;

/// What writing at once costs every diffusion method on a list task, with the model that knows all right answers, and what it must
/// cost: worked out by counting, and measured by runs in the background.
///
/// To be used on the person's thread.
public final class ParallelBench {
    /// Of lists whose length is free; a Latin square has four.
    private static final int ITEMS = 6;
    private static final int PROMPTS = 8;
    private static final int SEEDS = 3;
    private static final int ORDERS = 24;
    private static final long SEED = 1;
    private static final String MODEL = "list-oracle";

    /// What a setting of a method came to.
    ///
    /// @param setting such as `threshold=0.9`; empty for the method as it is
    /// @param tokens a forward, on average
    /// @param right  share of right answers
    /// @param lost   bits given up by writing at once, an answer
    public record Point(String setting, double tokens, double right, double lost) {}

    /// The measured settings of a method, from careful to bold.
    public record Series(String label, List<Point> points) {}

    /// What a perfect model must lose that writes so many tokens at once, in a random order.
    public record Worked(double tokens, ParallelBound bound) {}

    /// @param answers right ones of a prompt
    /// @param length  tokens of an answer
    /// @param runs    behind each point
    public record Outcome(ListTask task, boolean sampled, int answers, int length, int runs, List<Worked> worked,
            List<Series> measured) {
        public Outcome {
            worked = List.copyOf(worked);
            measured = List.copyOf(measured);
        }

        private Outcome with(Series more) {
            List<Series> all = new ArrayList<>(measured);
            all.add(more);
            return new Outcome(task, sampled, answers, length, runs, worked, all);
        }
    }

    private final ObjectProperty<ListTask> task = new SimpleObjectProperty<>(ListTask.SHUFFLE);
    private final BooleanProperty sampled = new SimpleBooleanProperty(true);
    private final ReadOnlyObjectWrapper<Outcome> outcome = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper progress = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper obstacle = new ReadOnlyStringWrapper("");
    private final ModelShelf shelf;
    private final Executor person;
    private volatile Object current; // whose sweep goes on

    /// @param person runs a task on the person's thread
    public ParallelBench(ModelShelf shelf, Executor person) {
        this.shelf = shelf;
        this.person = person;
    }

    /// The task that will be measured next.
    public ObjectProperty<ListTask> taskProperty() {
        return task;
    }

    /// Whether tokens will be drawn at temperature 1; else the likeliest is taken.
    public BooleanProperty sampledProperty() {
        return sampled;
    }

    /// What is known, growing while it works; `null` before.
    public ReadOnlyObjectProperty<Outcome> outcomeProperty() {
        return outcome.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    /// How far it is, such as `method 3 of 14`; empty when nothing is measured.
    public ReadOnlyStringProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Why nothing was measured, in a sentence; empty when nothing went wrong.
    public ReadOnlyStringProperty obstacleProperty() {
        return obstacle.getReadOnlyProperty();
    }

    /// Measures every method on the chosen task, in the background.
    public void measure() {
        if (working.get())
            return;
        Sweep mine = new Sweep(task.get(), sampled.get());
        current = mine;
        working.set(true);
        obstacle.set("");
        progress.set("counting the answers");
        CompletableFuture<LanguageModel> model = shelf.named(MODEL).map(entry -> shelf.open(entry).model())
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("it is not there")));
        Executor beside = work -> Thread.ofPlatform().daemon().name("parallel bench").start(work);
        model.thenAcceptAsync(mine::run, beside).whenCompleteAsync((nothing, failure) -> {
            working.set(false);
            progress.set("");
            if (failure != null && !(Problem.cause(failure) instanceof CancellationException))
                obstacle.set(Problem.of("The list tasks cannot be measured", failure).sentence());
        }, person);
    }

    /// Ends measuring; what was measured stays.
    public void cancel() {
        current = null;
    }

    /// All methods on one task, one setting after the other, until somebody stops it.
    private final class Sweep {
        private final ListTask asked;
        private final boolean drawn;

        Sweep(ListTask asked, boolean drawn) {
            this.asked = asked;
            this.drawn = drawn;
        }

        void run(LanguageModel oracle) {
            List<ListPrompt> prompts = prompts();
            AnswerLaw law = AnswerLaw.of(prompts.getFirst());
            int seeds = drawn ? SEEDS : 1;
            tell("", known -> new Outcome(asked, drawn, law.size(), law.length(), prompts.size() * seeds, worked(law),
                    List.of()));
            Models models = new Models(oracle, Optional.empty());
            Comparison comparison = new Comparison(models, 1, 0, SEED, Optional.empty());
            Section section = new Section(asked.label(), null, null, "", law.length(), drawn ? 1 : 0, seeds, List.of(),
                    List.of());
            List<Task> tasks = prompts.stream().map(Task::of).toList();
            List<Ladder> ladders = Ladder.all(models, law.length());
            for (Ladder ladder : ladders) {
                List<Point> points = new ArrayList<>();
                for (Contender rung : ladder.rungs()) {
                    goOn();
                    points.add(point(comparison.once(rung, section, tasks)));
                }
                tell("method " + (ladders.indexOf(ladder) + 1) + " of " + ladders.size(),
                        known -> known.with(new Series(ladder.label(), List.copyOf(points))));
            }
        }

        /// Lists that differ in the order of their items, so that no answer is right by luck.
        private List<ListPrompt> prompts() {
            int items = asked == ListTask.LATIN_SQUARE ? 4 : ITEMS;
            List<ListPrompt> prompts = new ArrayList<>();
            Random random = new Random(SEED);
            for (int i = 0; i < PROMPTS; i++) {
                List<String> letters = new ArrayList<>(List.of("abcdefgh".substring(0, items).split("")));
                Collections.shuffle(letters, random);
                prompts.add(new ListPrompt(asked, asked.usualArguments(), letters));
            }
            return prompts;
        }

        private List<Worked> worked(AnswerLaw law) {
            List<Worked> all = new ArrayList<>();
            for (int steps = law.length(), before = 0; steps >= 1; steps--) {
                int atOnce = (law.length() + steps - 1) / steps;
                if (atOnce != before) {
                    goOn();
                    int taken = (law.length() + atOnce - 1) / atOnce;
                    all.add(new Worked((double) law.length() / taken,
                            ParallelBound.ofRandomOrder(law, atOnce, ORDERS, SEED)));
                    before = atOnce;
                }
            }
            return all;
        }

        private Point point(Result result) {
            return new Point(setting(result.contender()), Measure.TOKENS_A_TARGET_PASS.of(result),
                    Measure.RIGHT.of(result),
                    Measure.LOST_BITS.of(result));
        }

        private static String setting(Contender contender) {
            return contender.parameters().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(", "));
        }

        private void goOn() {
            if (current != this)
                throw new CancellationException();
        }

        private void tell(String words, UnaryOperator<Outcome> news) {
            person.execute(() -> {
                progress.set(working.get() ? words : "");
                outcome.set(news.apply(outcome.get()));
            });
        }
    }
}
