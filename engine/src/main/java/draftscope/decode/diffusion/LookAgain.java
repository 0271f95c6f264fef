package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.trace.SecondLook;
import draftscope.trace.SecondLook.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Looks in every round at tokens that earlier rounds wrote, and masks those again that the model would not write any more.
///
/// Two tests. A token fails the first if its score is below a limit that rises in equal parts from the first round to the last; of
/// those that pass it, a token fails the second if its score has fallen by more than `drop` since it was written, and it is
/// among the `worst` that fell furthest. Its score is what the model gives it with a mask in its place: a model that learned masks
/// only says nothing of use about what it sees. Each token so read costs a canvas in the forward, so a round looks at a few, those
/// that were written with the least confidence.
///
/// A run ends: the last round of a block fills what is left and looks at nothing. A token that comes back each time it is masked
/// would use up the rounds, so a position is opened a limited number of times and then no longer looked at.
///
/// Source: the secondary re-masking of Discrete Diffusion VLA (Liang, Li, Yang et al. 2025, arXiv 2508.20072), there for the
/// actions of a robot. The limits, and the score that leaves a token out, are ours; the published code judges what stands by its
/// own output.
public final class LookAgain implements RemaskPolicy {
    public static final DecodingMethod METHOD = new DecodingMethod("second-look", "Second look", Family.DIFFUSION,
            "Asks in every round about words that it wrote before, and takes back those that the model would not write any more.",
            new Paper("Liang, Li, Yang et al.", 2025,
                    "Discrete Diffusion VLA: bringing discrete diffusion to action decoding in vision-language-action policies",
                    "2508.20072"),
            "Several positions are filled at once, each from its own marginal law, and what fails a second look is taken back and"
                    + " filled again.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK,
                    new Parameter.Whole("rounds", "Rounds",
                            "Most forwards for each block. Few tokens are kept in the first and many in the last; 1 fills a block at once.",
                            "rounds", 1, 4096, 12),
                    new Parameter.Choice("order", "Order",
                            "confidence: the guesses that the model is surest of are kept. margin: those furthest ahead of the second choice.",
                            "", List.of("confidence", "margin"), "confidence"),
                    new Parameter.Choice("score", "Score",
                            "left-out: what the model gives a token with a mask in its place, a canvas more for each. written: its confidence when it was written, which costs nothing and cannot fall.",
                            "", List.of("left-out", "written"), "left-out"),
                    new Parameter.Whole("looks", "Looked at",
                            "Most tokens that a round looks at again, the least sure ones; 0 looks at none.", "tokens",
                            0,
                            32,
                            8),
                    new Parameter.Real("first-limit", "First limit",
                            "Score below which a token is taken back in the first round.", "", 0, 1, .3),
                    new Parameter.Real("last-limit", "Last limit",
                            "The same in the last round; it moves there in equal parts.", "", 0, 1, .7),
                    new Parameter.Real("drop", "Drop",
                            "A token is taken back as well if its score has fallen by more than this since it was written.",
                            "", 0, 1, .2),
                    new Parameter.Whole("worst", "Worst",
                            "Most tokens that a round takes back because they fell; those that fell furthest.",
                            "tokens",
                            0, 32, 1),
                    new Parameter.Whole("again", "Times opened",
                            "How often a position may be taken back.", "times", 0, 16, 2)),
            new DiffusionComposition((values, ingredients) -> parts(values)));

    private final int rounds;
    private final boolean asks;
    private final int looks;
    private final double firstLimit;
    private final double lastLimit;
    private final double drop;
    private final int worst;
    private final int again;
    private final Map<Integer, Integer> opened = new HashMap<>(); // position -> times
    private Set<Integer> doubted = Set.of(); // in the step in progress

    /// @param rounds for each block
    /// @param asks   whether the score is what the model says now; else what it said when the token was written
    LookAgain(int rounds, boolean asks, int looks, double firstLimit, double lastLimit, double drop, int worst,
            int again) {
        this.rounds = rounds;
        this.asks = asks;
        this.looks = looks;
        this.firstLimit = firstLimit;
        this.lastLimit = lastLimit;
        this.drop = drop;
        this.worst = worst;
        this.again = again;
    }

    private static DiffusionParts parts(ParameterValues values) {
        CosineQuota unmask = new CosineQuota(values.whole("rounds"),
                Order.valueOf(values.text("order").toUpperCase(Locale.ROOT)));
        return LowConfidence.parts(values, unmask).remasking(new LookAgain(values.whole("rounds"),
                values.text("score").equals("left-out"), values.whole("looks"), values.real("first-limit"),
                values.real("last-limit"), values.real("drop"), values.whole("worst"), values.whole("again")));
    }

    @Override
    public int looks() {
        return asks ? looks : 0;
    }

    @Override
    public List<Integer> doubts(BlockProgress progress, List<Proposal> tentative) {
        boolean last = progress.step() + 1 >= rounds;
        List<Integer> least = last
                ? List.of()
                : tentative.stream().filter(token -> opened.getOrDefault(token.position(), 0) < again)
                        .sorted(Comparator.comparingDouble(Proposal::confidence).thenComparingInt(Proposal::position))
                        .limit(looks).map(Proposal::position).sorted().toList();
        doubted = Set.copyOf(least);
        return asks ? least : List.of();
    }

    @Override
    public List<Integer> remask(BlockProgress progress, List<Proposal> tentative, List<Proposal> looked,
            Consumer<SecondLook> told) {
        Map<Integer, Proposal> now = looked.stream().collect(Collectors.toMap(Proposal::position, look -> look));
        double limit = limit(progress.step() + 1);
        List<SecondLook> seen = tentative.stream().filter(token -> doubted.contains(token.position()))
                .map(token -> new SecondLook(token.position(), token.token(), token.confidence(),
                        asks ? now.get(token.position()).confidence() : Double.NaN, limit, drop, Outcome.STAYS))
                .toList();
        Set<Integer> furthest = seen.stream().filter(look -> look.score() >= limit && fell(look) > drop)
                .sorted(Comparator.comparingDouble(LookAgain::fell).reversed()
                        .thenComparingInt(SecondLook::position))
                .limit(worst).map(SecondLook::position).collect(Collectors.toSet());
        List<SecondLook> judged = seen.stream().map(look -> judged(look, furthest)).toList();
        judged.forEach(told);
        List<Integer> back = judged.stream().filter(SecondLook::takenBack).map(SecondLook::position).toList();
        back.forEach(position -> opened.merge(position, 1, Integer::sum));
        return back;
    }

    /// The score that a token must reach in a round.
    ///
    /// @param round 1, 2, ...
    double limit(int round) {
        return rounds == 1 ? lastLimit : firstLimit + (lastLimit - firstLimit) * (round - 1) / (rounds - 1);
    }

    private static double fell(SecondLook look) {
        return look.written() - look.score();
    }

    private static SecondLook judged(SecondLook look, Set<Integer> furthest) {
        Outcome outcome = look.score() < look.limit()
                ? Outcome.BELOW_LIMIT
                : furthest.contains(look.position())
                        ? Outcome.DROPPED
                        : fell(look) > look.drop() ? Outcome.SPARED : Outcome.STAYS;
        return new SecondLook(look.position(), look.token(), look.written(), look.now(), look.limit(), look.drop(),
                outcome);
    }
}
