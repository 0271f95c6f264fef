package draftscope.app.window;

import draftscope.app.session.ParallelBench;
import draftscope.app.session.ParallelBench.Outcome;
import draftscope.app.session.ParallelBench.Worked;
import draftscope.views.layout.Numbers;
import draftscope.views.layout.ParallelCard;
import draftscope.views.layout.ParallelCard.Point;
import draftscope.views.layout.ParallelCard.Series;
import java.util.List;

/// What the bench of list tasks found, as its view shows it.
final class ParallelCards {
    private ParallelCards() {}

    static ParallelCard card(ParallelBench bench) {
        Outcome outcome = bench.outcomeProperty().get();
        String obstacle = bench.obstacleProperty().get();
        if (outcome == null)
            return obstacle.isEmpty()
                    ? ParallelCard.NONE
                    : new ParallelCard(obstacle, "", "", List.of(), List.of(), 0);
        return new ParallelCard("", headline(outcome), basis(outcome),
                outcome.worked().stream().map(ParallelCards::point).toList(),
                outcome.measured().stream().map(ParallelCards::series).toList(), 0);
    }

    private static String headline(Outcome outcome) {
        String task = outcome.task().label().substring(0, 1).toUpperCase() + outcome.task().label().substring(1);
        if (outcome.answers() == 1)
            return task + ": one answer is right, so nothing is lost when all of its " + outcome.length()
                    + " tokens are written at once.";
        Worked all = outcome.worked().getLast();
        return task + ": " + outcome.answers() + " answers are right, and their " + outcome.length()
                + " tokens depend on each other. Written all at once, a perfect model loses "
                + Numbers.fixed(all.bound().lossBits(), 1) + " bits and is right " + percent(all.bound().right())
                + " of the time; one by one it is always right.";
    }

    private static String basis(Outcome outcome) {
        return "Hatched: worked out by counting, for so many tokens at once in a random order, each drawn from its own law. Dots: "
                + "each method with list-oracle, a perfect model, " + outcome.runs() + " answers a point, "
                + (outcome.sampled() ? "drawn at temperature 1." : "the likeliest token taken.");
    }

    private static String percent(double share) {
        return share > 0 && share < 0.0001 ? "less than 0.01 %" : Numbers.fixed(100 * share, 2) + " %";
    }

    private static Point point(Worked worked) {
        return new Point("", worked.tokens(), worked.bound().right(), worked.bound().lossBits());
    }

    private static Series series(ParallelBench.Series series) {
        return new Series(series.label(), series.points().stream().map(point -> new Point(
                point.setting(), point.tokens(), point.right(), point.lost())).toList());
    }
}
