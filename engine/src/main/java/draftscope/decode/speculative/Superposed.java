package draftscope.decode.speculative;

import draftscope.decode.CausalComposition;
import draftscope.decode.DecodingMethod;
import draftscope.decode.Family;
import draftscope.decode.Ingredients;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.sampling.RawLaw;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.TokenProbability;
import draftscope.trace.TopTokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Superposed Decoding: several drafts for the price of one. The target reads one row a position, a mixture of the last tokens
/// of all drafts, and says which tokens may follow; n-grams say which of them suits which draft.
///
/// In each round, with s the score of a draft, 0 for the text itself:
/// 1. The target's scores after the row, divided by `tau`, give pi over its `kept` likeliest tokens.
/// 2. The first position adds log pi to s. Later ones add (1 - alpha) log pi + alpha log n with n from [NgramLaw]; to a draft none
///    of whose continuations was ever seen, (1 - alpha) log pi - delta.
/// 3. Of the 2k best continuations of all drafts the k best that do not end the text go on; those that end it are leaves.
/// 4. The next row is the mean of the embeddings of their last tokens, weighted by softmax(s).
///
/// Every token that stood among the drafts at some position is a node, ranked by its score; one that was lost at the next position
/// has no children. A round ends at `length`, or where the very best continuation ends the text. Scores of different lengths are
/// never compared, so with one draft and without n-grams this is greedy decoding, token for token.
///
/// The mixtures lie in scratch slots, see [ReadAhead]. The target then reads the whole tree by its tokens, which writes these
/// slots again, so the cache never keeps a mixture. Each position costs a whole pass of the target, whatever the number of drafts.
///
/// Source: Shen, Fan, Pratt, Park, Wallingford, Kakade, Holtzman, Krishna, Farhadi, Kusupati 2024, arXiv 2405.18400, and its code.
/// Where the two differ we follow the paper: n-grams have no say at the first position, and the softmax of the scores takes the
/// largest off before it exponentiates. The weights of the orders add up to .5, in both. We differ: the best draft becomes output
/// and the next round starts from it, where they return all drafts once; a draft that ends the text is not kept beside the others
/// until the end; n-grams are counted from a file of one's own and the text so far, not from 200,000 documents, and unless asked
/// for they have no say without a file, because those of one text let a draft do little but repeat it; a continuation that the
/// n-grams rule out is no candidate even where fewer than k are left. Our own addition is the choice to let the target judge the
/// drafts, which makes the method exact.
///
/// Draws no random number.
public final class Superposed implements Proposer {
    private static final String BEST = "best draft";
    private static final String VERIFIED = "verified";
    private static final String TEXT = "text";

    public static final DecodingMethod METHOD = new DecodingMethod("superposed", "Superposed Decoding",
            Family.SPECULATIVE,
            "The target reads a mixture of several drafts in one pass a token; n-grams tell which word suits which draft.",
            new Paper("Shen, Fan, Pratt et al.", 2024,
                    "Superposed decoding: multiple generations from a single autoregressive inference pass",
                    "2405.18400"),
            Superposed::lossyReason, Set.of(Need.CAUSAL_MODEL),
            List.of(new Parameter.Choice("keep", "Keep",
                    "'" + BEST + "' takes the draft with the best score whole, and nobody judges it; '" + VERIFIED
                            + "' lets the target judge all drafts, and keeps its distribution.",
                    "", List.of(BEST, VERIFIED), BEST),
                    new Parameter.Whole("length", "Draft length",
                            "Tokens of each draft in a round. Each takes a whole pass of the target.", "tokens", 1, 64,
                            10),
                    new Parameter.Whole("drafts", "Drafts", "How many drafts share each pass.", "drafts", 1, 16, 3),
                    new Parameter.Whole("kept", "Kept tokens",
                            "How many of the target's likeliest tokens may continue the drafts at each position.",
                            "tokens", 1, 64, 9),
                    new Parameter.Real("tau", "Draft temperature",
                            "What the target's scores are divided by; the smaller, the more its first choice counts.",
                            "", .01, 2, .06),
                    new Parameter.Real("alpha", "Weight of n-grams",
                            "How much the n-grams count beside the target; 0 leaves them out.", "", 0, 1, .54),
                    new Parameter.Real("delta", "Penalty",
                            "What a draft loses at a position where n-grams know none of its continuations.", "", 0,
                            1000, 200),
                    CorpusFile
                            .parameter("A text file that n-grams are counted from, besides the text so far. Empty: they"
                                    + " have no say; '" + TEXT
                                    + "': the text so far alone, which drafts then mostly repeat.")),
            new CausalComposition((values, ingredients) -> {
                Optional<int[]> corpus = values.text("corpus").equals(TEXT)
                        ? Optional.of(new int[0])
                        : CorpusFile.tokens(values, ingredients);
                return new CausalParts(new Superposed(settings(values, corpus.isPresent()), corpus.orElse(new int[0]),
                        ingredients.lexicon()::isEnd), verifier(values, ingredients));
            }));

    /// @param length positions of a round
    /// @param drafts most drafts at a position, k
    /// @param kept   most tokens that may continue them
    /// @param alpha  weight of the n-grams; 0 where they have no say
    record Settings(int length, int drafts, int kept, double tau, double alpha, double delta) {}

    /// @param node its last token, [DraftNode#ROOT] for the text itself
    private record Draft(int node, double score) {}

    /// A token that may continue a draft.
    ///
    /// @param pi    the target's tempered probability among the kept tokens
    /// @param ngram n-gram law; 0 in a draft without overlap, `NaN` where n-grams have no say
    /// @param score of the draft with this token
    private record Candidate(int parent, int token, double pi, double ngram, double score) {}

    private final Settings settings;
    private final NgramLaw ngrams = new NgramLaw();
    private final IntPredicate ends;
    private List<Draft> drafts = List.of(); // best first
    private int counted; // committed tokens that n-grams were counted from

    /// @param corpus tokens of a text to count n-grams from besides the run's own; may be empty
    /// @param ends   whether a token ends a text
    Superposed(Settings settings, int[] corpus, IntPredicate ends) {
        this.settings = settings;
        this.ends = ends;
        IntStream.of(corpus).forEach(ngrams::add);
        ngrams.endText();
    }

    private static Settings settings(ParameterValues values, boolean counts) {
        return new Settings(values.whole("length"), values.whole("drafts"), values.whole("kept"), values.real("tau"),
                counts ? values.real("alpha") : 0, values.real("delta"));
    }

    private static Verifier verifier(ParameterValues values, Ingredients ingredients) {
        if (values.text("keep").equals(BEST)) {
            return new BestDraft();
        }
        return ingredients.greedy() ? new GreedyMatch() : new TargetSampleMatch();
    }

    private static String lossyReason(ParameterValues values) {
        return values.text("keep").equals(BEST)
                ? "The draft with the best score is taken whole and nobody judges it, and its score comes from mixed inputs and"
                        + " n-grams, not from the target's own law."
                : "";
    }

    @Override
    public int maxDepth() {
        return settings.length();
    }

    @Override
    public int maxNodes() {
        return 2 * settings.drafts() * settings.length();
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        context.checkpoint().run();
        if (tree.levels() == 0) {
            count(context.committed());
            drafts = List.of(new Draft(DraftNode.ROOT, 0));
        }
        RawLaw law = read(tree, context.ahead());
        int[] tokens = law.best(settings.kept());
        double[] logPi = logPi(law, tokens);
        List<Candidate> best = best(tree, context.committed(), tokens, logPi);
        TopTokens top = context.captured() > 0 ? top(tokens, logPi, context.captured()) : TopTokens.NOT_CAPTURED;
        double entropyBits = context.captured() > 0 ? entropyBits(logPi) : Double.NaN;
        String source = tree.levels() == 0
                ? "the target after the text"
                : "the target after a mixture of " + drafts.size();
        List<Draft> next = new ArrayList<>();
        for (Candidate candidate : best) {
            boolean ended = ends.test(candidate.token());
            if (ended || next.size() < settings.drafts()) {
                DraftNode node = tree.add(candidate.parent(), candidate.token(), candidate.pi(), candidate.pi(),
                        source, entropyBits, top, List.of(), candidate.score());
                if (!ended) {
                    next.add(new Draft(node.index(), candidate.score()));
                }
                if (context.captured() > 0) {
                    context.notes().accept(parts(candidate, node, ended));
                }
            }
        }
        drafts = next;
        if (context.captured() > 0) {
            double[] weights = weights();
            for (int i = 0; i < weights.length; i++) {
                context.notes().accept(new Note("weight", "its share of the next mixture", List.of(), Note.NOWHERE,
                        drafts.get(i).node(), weights[i]));
            }
        }
        return ends.test(best.getFirst().token())
                ? Optional.of(new DraftStop("the best draft ends the text", tree.levels(), settings.length()))
                : Optional.empty();
    }

    private void count(CommittedTokens text) {
        for (; counted < text.size(); counted++) {
            ngrams.add(text.get(counted));
        }
    }

    /// One pass of the target over the mixture of the drafts' last tokens.
    private RawLaw read(DraftTree tree, ReadAhead ahead) {
        double[] weights = weights();
        Map<Integer, Double> byToken = new LinkedHashMap<>();
        for (int i = 0; i < weights.length; i++) {
            byToken.merge(tree.token(drafts.get(i).node()), weights[i], Double::sum);
        }
        double[] sum = new double[ahead.width()];
        float[] embedding = new float[sum.length];
        byToken.forEach((token, weight) -> {
            ahead.embedding(token, embedding);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * embedding[i];
            }
        });
        for (int i = 0; i < sum.length; i++) {
            embedding[i] = (float) sum[i];
        }
        return ahead.read(byToken.size() == 1 ? byToken.keySet().iterator().next() : DraftNode.NONE, embedding,
                tree.levels());
    }

    /// The drafts' shares of the next mixture: softmax of their scores, `(drafts)`.
    private double[] weights() {
        double[] weights = drafts.stream().mapToDouble(draft -> Math.exp(draft.score() - drafts.getFirst().score()))
                .toArray();
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /// Logarithms of the tempered law over the kept tokens.
    private double[] logPi(RawLaw law, int[] tokens) {
        double[] log = new double[tokens.length];
        double sum = 0;
        for (int i = 0; i < log.length; i++) {
            log[i] = ((double) law.score(tokens[i]) - law.score(tokens[0])) / settings.tau();
            sum += Math.exp(log[i]);
        }
        for (int i = 0; i < log.length; i++) {
            log[i] -= Math.log(sum);
        }
        return log;
    }

    /// The 2k best continuations, best first; of equals that of the better draft, then the likelier token.
    private List<Candidate> best(DraftTree tree, CommittedTokens text, int[] tokens, double[] logPi) {
        boolean alone = tree.levels() == 0 || settings.alpha() == 0;
        List<Candidate> candidates = new ArrayList<>();
        for (Draft draft : drafts) {
            double[] ngram = alone ? null : ngrams.of(ending(tree, draft.node(), text), tokens);
            boolean overlap = !alone && IntStream.range(0, tokens.length)
                    .anyMatch(i -> ngram[i] > 0 && logPi[i] > Double.NEGATIVE_INFINITY);
            for (int i = 0; i < tokens.length; i++) {
                if (logPi[i] == Double.NEGATIVE_INFINITY || overlap && ngram[i] == 0) {
                    continue;
                }
                double gain = alone
                        ? logPi[i]
                        : (1 - settings.alpha()) * logPi[i]
                                + (overlap ? settings.alpha() * Math.log(ngram[i]) : -settings.delta());
                candidates.add(new Candidate(draft.node(), tokens[i], Math.exp(logPi[i]), alone ? Double.NaN : ngram[i],
                        draft.score() + gain));
            }
        }
        return candidates.stream().sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .limit(2L * settings.drafts()).toList();
    }

    /// The last tokens of a draft behind the text, as many as n-grams look at.
    private static int[] ending(DraftTree tree, int node, CommittedTokens text) {
        List<Integer> path = tree.path(node);
        int length = Math.min(NgramLaw.CONTEXT, text.size() + path.size());
        int[] ending = new int[length];
        for (int i = 0; i < length; i++) {
            int behind = text.size() + path.size() - length + i;
            ending[i] = behind < text.size() ? text.get(behind) : tree.token(path.get(behind - text.size()));
        }
        return ending;
    }

    private static TopTokens top(int[] tokens, double[] logPi, int count) {
        List<TokenProbability> top = new ArrayList<>();
        double rest = 0;
        for (int i = 0; i < tokens.length; i++) {
            double pi = Math.exp(logPi[i]);
            if (i < count && pi > 0) {
                top.add(new TokenProbability(tokens[i], pi));
            } else {
                rest += pi;
            }
        }
        return new TopTokens(top, rest);
    }

    private static double entropyBits(double[] logPi) {
        double sum = 0;
        for (double log : logPi) {
            sum -= Math.exp(log) > 0 ? Math.exp(log) * log : 0;
        }
        return sum / Math.log(2);
    }

    /// What a candidate's score was made of.
    private static Note parts(Candidate candidate, DraftNode node, boolean ended) {
        String text = Double.isNaN(candidate.ngram())
                ? "pi alone"
                : candidate.ngram() > 0
                        ? String.format(Locale.ROOT, "pi, and the n-grams gave %.4f", candidate.ngram())
                        : "pi, no overlap with the n-grams";
        return new Note("score", text + (ended ? "; ends the text" : ""), List.of(), Note.NOWHERE, node.index(),
                candidate.pi());
    }
}
