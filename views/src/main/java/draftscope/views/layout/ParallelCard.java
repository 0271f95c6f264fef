package draftscope.views.layout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What writing at once costs on a list task, as a [draftscope.views.ParallelView] shows it.
///
/// @param obstacle why there is nothing to show, in a sentence; empty when there is
/// @param headline what the task is and what it must cost, in a sentence
/// @param basis    what stands behind the points, in a sentence
/// @param worked   what a perfect model must lose, from one token a forward to all at once
/// @param measured one a method
/// @param chosen   index of the method that is looked at
public record ParallelCard(String obstacle, String headline, String basis, List<Point> worked, List<Series> measured,
        int chosen) {
    /// Nothing was measured yet.
    public static final ParallelCard NONE = new ParallelCard("Nothing was measured yet.", "", "", List.of(), List.of(),
            0);

    public ParallelCard {
        worked = List.copyOf(worked);
        measured = List.copyOf(measured);
        chosen = Math.max(0, Math.min(chosen, measured.size() - 1));
    }

    /// @param setting what was set, such as `threshold=0.9`; empty for the method as it is
    /// @param tokens  a forward
    /// @param right   share of right answers
    /// @param lost    bits an answer
    public record Point(String setting, double tokens, double right, double lost) {}

    /// @param points from careful to bold
    public record Series(String label, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    public boolean empty() {
        return worked.isEmpty();
    }

    /// The method that is looked at; empty while none was measured.
    public Optional<Series> look() {
        return measured.isEmpty() ? Optional.empty() : Optional.of(measured.get(chosen));
    }

    /// The same with another method looked at.
    public ParallelCard choosing(int index) {
        return new ParallelCard(obstacle, headline, basis, worked, measured, index);
    }

    /// The most tokens a forward of all points, at least 2.
    public double mostTokens() {
        return Math.max(2, all().mapToDouble(Point::tokens).max().orElse(2));
    }

    /// The fewest tokens a forward of all points, at most 1: a method that writes positions again takes more forwards than tokens.
    public double leastTokens() {
        return Math.min(1, all().mapToDouble(Point::tokens).min().orElse(1));
    }

    /// The most bits lost of all points, at least 1.
    public double mostLost() {
        return Math.max(1, all().mapToDouble(Point::lost).max().orElse(1));
    }

    private Stream<Point> all() {
        return Stream.concat(worked.stream(),
                measured.stream().flatMap(series -> series.points().stream()));
    }

    /// In words, for a screen reader.
    public String narration() {
        if (empty())
            return obstacle;
        return headline + " " + basis + look().map(series -> " " + series.label() + ": " + series.points().stream()
                .map(ParallelCard::words).collect(Collectors.joining("; ")) + ".").orElse("");
    }

    /// A point in words: `threshold=0.9: 2.1 tokens a forward, 97.00 % right, 0.00 bits lost`.
    public static String words(Point point) {
        return (point.setting().isEmpty() ? "" : point.setting() + ": ") + Numbers.fixed(point.tokens(), 2)
                + " tokens a forward, " + Numbers.fixed(100 * point.right(), 0) + " % right, "
                + Numbers.fixed(point.lost(), 2) + " bits lost";
    }
}
