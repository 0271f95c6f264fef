package draftscope.decode;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import draftscope.sampling.TokenDistribution;
import draftscope.trace.SamplingSettings;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The text that the driver writes has the target's law: three tokens over a vocabulary of three, 30,000 texts a case, against
/// the exact law. 27 outcomes, 26 degrees of freedom; the limit 66.2 is passed by a correct driver once in 50,000 choices of
/// seeds, so once in some 1,500 for thirty cases together. Ways of drafting that break the law miss it by thousands.
class DistributionTest {
    private static final int VOCAB = 3;
    private static final int LENGTH = 3;
    private static final int TEXTS = 30_000;
    private static final double LIMIT = 66.2;

    record Case(String method, Map<String, String> parameters, SamplingSettings sampling) {
        @Override
        public String toString() {
            return method + " " + parameters + " " + sampling;
        }
    }

    static Stream<Case> cases() {
        SamplingSettings warm = new SamplingSettings(.8, 0, 1, 0);
        return Stream.concat(Variant.ofEachExactCausalMethod().map(
                variant -> new Case(variant.method().id(), variant.method().id().equals("sequoia")
                        ? Map.of("acceptance", "0.5,0.3,0.2") // measured afresh for every text it would take long
                        : variant.parameters(), Recording.SAMPLED)),
                Stream.of(
                        new Case("draft-chain", Map.of("gamma", "1"), Recording.SAMPLED),
                        new Case("draft-chain", Map.of("gamma", "3"), Recording.SAMPLED),
                        new Case("draft-chain", Map.of("gamma", "2"), new SamplingSettings(1.3, 0, .9, 0)),
                        new Case("rsd-c", Map.of("widths", "2,2"), Recording.SAMPLED),
                        new Case("rsd-c", Map.of("widths", "3"), warm),
                        new Case("rsd-c", Map.of("widths", "2,1,1"), new SamplingSettings(1, 2, 1, 0)),
                        new Case("pearl", Map.of("gamma", "1"), Recording.SAMPLED),
                        new Case("pearl", Map.of("gamma", "2"), warm),
                        new Case("layer-skip", Map.of("attention", "0-1", "confidence", "0"), warm),
                        new Case("prompt-lookup", Map.of("max-draft", "3"), Recording.SAMPLED)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writesTheTargetsLaw(Case c) {
        ToyNetwork.Law law = ToyNetwork.hashed(17, VOCAB, 1);
        Participant target = ToyParticipants.causal(law, VOCAB, 50, ToyParticipants.NO_END);
        Participant draft = ToyParticipants.causal(ToyNetwork.near(law, 23, VOCAB, 1), VOCAB, 50,
                ToyParticipants.NO_END);
        int[] prompt = {0, 1, 2, 1, 0, 1}; // gives prompt lookup something to copy
        double[] exact = new double[27];
        fill(exact, law, new SamplerChain(c.sampling()), prompt, 0, 1, 0);
        int[] seen = new int[exact.length];
        for (int seed = 0; seed < TEXTS; seed++) {
            // A fourth token is asked for, so that the third may be drafted; it is cut off, which changes nothing.
            int[] text = Recording.of(Recording.unobserved(Recording.request(c.method(), c.parameters(), prompt, LENGTH
                    + 1, c.sampling(), seed)), target, draft).output();
            seen[(text[0] * VOCAB + text[1]) * VOCAB + text[2]]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < exact.length; i++) {
            double expected = TEXTS * exact[i];
            if (expected == 0) {
                assertThat(seen[i]).as("outcome " + i + " cannot occur").isZero();
            } else {
                chiSquare += (seen[i] - expected) * (seen[i] - expected) / expected;
            }
        }
        assertThat(chiSquare).isLessThan(LIMIT);
    }

    private static void fill(double[] exact, ToyNetwork.Law law, SamplerChain chain, int[] context, int depth,
            double weight, int at) {
        if (depth == LENGTH) {
            exact[at] += weight;
            return;
        }
        TokenDistribution next = chain.law(new RawLaw(law.scores(context)));
        for (int token = 0; token < VOCAB; token++) {
            int[] longer = java.util.Arrays.copyOf(context, context.length + 1);
            longer[context.length] = token;
            fill(exact, law, chain, longer, depth + 1, weight * next.probability(token), at * VOCAB + token);
        }
    }
}
