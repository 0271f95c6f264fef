package draftscope.decode.speculative;

import draftscope.sampling.TokenDistribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Sums out everything random in speculative decoding: all drafts, all verdicts, all of the target's own draws. No sampling,
/// so what comes out is the law of the emitted text to rounding.
///
/// Uniform numbers are summed out by asking the verifier at both ends of the interval: just above 0 it accepts whatever can be
/// accepted, just below 1 it rejects whatever can be rejected, and the test itself says how much of the interval accepts. For
/// the match rules one number stands for each token of the target's own draw.
final class ExactLaw {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final Function<List<Integer>, TokenDistribution> target;
    private final Drafting drafting;
    private final SiblingVerifier verifier;
    private final List<Integer> widths;
    private final int length;
    private final Map<List<Integer>, Double> law = new HashMap<>();

    /// All ways in which the children of a node may be drafted.
    interface Drafting {
        /// Calls `each` with every list of children and its probability.
        void children(List<Integer> context, int width, BiConsumer<List<Integer>, Double> each);

        /// The law that the verifier is told.
        Optional<TokenDistribution> told(List<Integer> context);
    }

    /// Drawn without replacement, one after the other.
    static Drafting drawn(Function<List<Integer>, TokenDistribution> draft) {
        return new Drafting() {
            @Override
            public void children(List<Integer> context, int width, BiConsumer<List<Integer>, Double> each) {
                draw(Optional.of(draft.apply(context)), width, new ArrayList<>(), 1, each);
            }

            private void draw(Optional<TokenDistribution> left, int more, List<Integer> soFar, double weight,
                    BiConsumer<List<Integer>, Double> each) {
                if (more == 0 || left.isEmpty()) {
                    each.accept(List.copyOf(soFar), weight);
                    return;
                }
                for (int token = 0; token < left.get().size(); token++) {
                    double probability = left.get().probability(token);
                    if (probability > 0) {
                        soFar.add(token);
                        draw(left.get().without(token), more - 1, soFar, weight * probability, each);
                        soFar.removeLast();
                    }
                }
            }

            @Override
            public Optional<TokenDistribution> told(List<Integer> context) {
                return Optional.of(draft.apply(context));
            }
        };
    }

    /// Drawn with replacement, each draw independent of the others.
    static Drafting repeated(Function<List<Integer>, TokenDistribution> draft) {
        return new Drafting() {
            @Override
            public void children(List<Integer> context, int width, BiConsumer<List<Integer>, Double> each) {
                draw(draft.apply(context), width, new ArrayList<>(), 1, each);
            }

            private void draw(TokenDistribution law, int more, List<Integer> soFar, double weight,
                    BiConsumer<List<Integer>, Double> each) {
                if (more == 0) {
                    each.accept(List.copyOf(soFar), weight);
                    return;
                }
                for (int token = 0; token < law.size(); token++) {
                    if (law.probability(token) > 0) {
                        soFar.add(token);
                        draw(law, more - 1, soFar, weight * law.probability(token), each);
                        soFar.removeLast();
                    }
                }
            }

            @Override
            public Optional<TokenDistribution> told(List<Integer> context) {
                return Optional.of(draft.apply(context));
            }
        };
    }

    /// Chance that one of `width` children is accepted.
    static double acceptance(TokenDistribution target, TokenDistribution draft, Drafting drafting,
            SiblingVerifier verifier,
            int width) {
        DoubleAdder accepted = new DoubleAdder();
        drafting.children(List.of(), width, (children, weight) -> {
            double reached = weight;
            Judgement all = verifier.judge(target, Optional.of(draft), children, i -> ALMOST_ONE);
            for (Judgement.Test test : all.tests()) {
                accepted.add(reached * test.threshold());
                reached *= 1 - test.threshold();
            }
        });
        return accepted.sum();
    }

    /// A law written as its probabilities with spaces between.
    static TokenDistribution law(String text) {
        return TokenDistribution.of(Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray());
    }

    /// Chosen by a rule that is not random; nothing is told.
    static Drafting copied(Function<List<Integer>, List<Integer>> rule) {
        return new Drafting() {
            @Override
            public void children(List<Integer> context, int width, BiConsumer<List<Integer>, Double> each) {
                each.accept(rule.apply(context).stream().limit(width).toList(), 1.0);
            }

            @Override
            public Optional<TokenDistribution> told(List<Integer> context) {
                return Optional.empty();
            }
        };
    }

    private ExactLaw(Function<List<Integer>, TokenDistribution> target, Drafting drafting, SiblingVerifier verifier,
            List<Integer> widths, int length) {
        this.target = target;
        this.drafting = drafting;
        this.verifier = verifier;
        this.widths = widths;
        this.length = length;
    }

    /// Law of the first `length` tokens, written in rounds with trees of these widths.
    static Map<List<Integer>, Double> speculative(Function<List<Integer>, TokenDistribution> target, Drafting drafting,
            SiblingVerifier verifier, List<Integer> widths, int length) {
        ExactLaw exact = new ExactLaw(target, drafting, verifier, widths, length);
        exact.node(List.of(), 0, 1);
        return exact.law;
    }

    /// Law of the first `length` tokens of plain decoding.
    static Map<List<Integer>, Double> plain(Function<List<Integer>, TokenDistribution> target, int length) {
        return speculative(target, copied(context -> List.of()), new TargetSampleMatch(), List.of(), length);
    }

    /// Largest difference between two laws.
    static double distance(Map<List<Integer>, Double> one, Map<List<Integer>, Double> other) {
        double largest = 0;
        List<List<Integer>> keys = new ArrayList<>(one.keySet());
        keys.addAll(other.keySet());
        for (List<Integer> key : keys) {
            largest = Math.max(largest, Math.abs(one.getOrDefault(key, 0.0) - other.getOrDefault(key, 0.0)));
        }
        return largest;
    }

    private void node(List<Integer> context, int depth, double weight) {
        if (weight == 0) {
            return;
        }
        if (context.size() >= length) {
            law.merge(context, weight, Double::sum);
        } else if (depth == widths.size()) {
            emit(context, target.apply(context), weight); // bonus
        } else {
            drafting.children(context, widths.get(depth), (children, p) -> judge(context, children, depth,
                    weight * p));
        }
    }

    private void judge(List<Integer> context, List<Integer> children, int depth, double weight) {
        TokenDistribution law = target.apply(context);
        if (children.isEmpty()) {
            emit(context, law, weight);
            return;
        }
        Optional<TokenDistribution> told = drafting.told(context);
        if (verifier.judge(law, told, children, sibling -> 0).drawnToken() != Judgement.NOT_DRAWN) {
            double before = 0;
            for (int token = 0; token < law.size(); token++) {
                double u = before + law.probability(token) / 2;
                before += law.probability(token);
                if (law.probability(token) > 0) {
                    follow(context, children, verifier.judge(law, told, children, sibling -> u), depth,
                            weight * law.probability(token));
                }
            }
            return;
        }
        double reached = weight;
        for (int accept = 0; accept <= children.size(); accept++) {
            int at = accept;
            Judgement judgement = verifier.judge(law, told, children, sibling -> sibling < at ? ALMOST_ONE : 0);
            if (accept == children.size()) {
                if (judgement.acceptedChild() < 0) {
                    follow(context, children, judgement, depth, reached);
                }
            } else if (judgement.tests().size() > accept) {
                double threshold = judgement.tests().get(accept).threshold();
                if (judgement.acceptedChild() == accept) {
                    follow(context, children, judgement, depth, reached * threshold);
                }
                reached *= 1 - threshold;
            }
        }
    }

    private void follow(List<Integer> context, List<Integer> children, Judgement judgement, int depth, double weight) {
        if (judgement.acceptedChild() >= 0) {
            node(extended(context, children.get(judgement.acceptedChild())), depth + 1, weight);
        } else if (judgement.drawnToken() != Judgement.NOT_DRAWN) {
            node(extended(context, judgement.drawnToken()), 0, weight);
        } else {
            emit(context, judgement.remaining(), weight);
        }
    }

    // The target's own token ends the round; the next begins with a new draft.
    private void emit(List<Integer> context, TokenDistribution from, double weight) {
        for (int token = 0; token < from.size(); token++) {
            node(extended(context, token), 0, weight * from.probability(token));
        }
    }

    private static List<Integer> extended(List<Integer> context, int token) {
        List<Integer> longer = new ArrayList<>(context);
        longer.add(token);
        return List.copyOf(longer);
    }
}
