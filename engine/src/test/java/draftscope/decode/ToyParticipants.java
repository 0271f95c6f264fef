package draftscope.decode;

import draftscope.model.Arithmetic;
import draftscope.model.ModelConfig;
import draftscope.model.Shape;
import draftscope.trace.ModelIdentity;
import draftscope.trace.TokenPiece;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Participants around a [ToyNetwork]. Token i is the letter `a` + i; one of them may end a text.
final class ToyParticipants {
    static final int NO_END = -1;

    private ToyParticipants() {}

    static Participant causal(ToyNetwork.Law law, int vocab, int context, int end) {
        return participant(new ToyNetwork(vocab, true, law), vocab, context, end, -1);
    }

    /// A bidirectional one whose last token is the mask.
    static Participant diffusion(ToyNetwork.Law law, int vocab, int context, int end) {
        return participant(new ToyNetwork(vocab, false, law), vocab, context, end, vocab - 1);
    }

    /// One that sees no further than the end of a block, whose last token is the mask.
    ///
    /// @param shifted scores after a position are for the next one
    static Participant blocks(ToyNetwork.Law law, int vocab, int context, int end, int block, boolean shifted) {
        return withBlocks(diffusion(law, vocab, context, end), block, shifted);
    }

    /// The same network, said to see no further than the end of a block.
    static Participant withBlocks(Participant p, int block, boolean shifted) {
        ModelConfig c = p.config();
        return new Participant(p.name(), new ModelConfig(c.architecture(), c.name(), c.shape(), c.arithmetic(),
                c.tied(), false, block, shifted, c.maskToken()), p.lexicon(), p.scorer(), p.identity(), p.engine());
    }

    /// One of the kind that a method needs; the law is of the rest of a canvas or of what comes next.
    static Participant suiting(DecodingMethod method, ToyNetwork.Law law, int vocab, int context, int end) {
        if (method.needs().contains(Need.BLOCK_DIFFUSION_MODEL)) {
            return blocks(law, vocab, context, end, 8, true);
        }
        return method.needs().contains(Need.MASKED_DIFFUSION_MODEL)
                ? diffusion(law, vocab, context, end)
                : causal(law, vocab, context, end);
    }

    static Participant participant(TokenScorer scorer, int vocab, int context, int end, int mask) {
        ModelConfig config = config(vocab, context, mask < 0, mask);
        ModelIdentity identity = new ModelIdentity("toy", "toy", 0, 1, 1, vocab, context, 8, "");
        return new Participant("toy", config, new Letters(vocab, end), scorer, identity, "toy");
    }

    static ModelConfig config(int vocab, int context, boolean causal, int mask) {
        Shape shape = new Shape(4, 2, 2, 1, 1, 2, vocab, context);
        return new ModelConfig("toy", "toy", shape, Arithmetic.llama(shape, 1e-5, Optional.empty()), false, causal, 0,
                causal, mask);
    }

    record Letters(int size, int end) implements Lexicon {
        @Override
        public int[] encode(String text) {
            return text.chars().map(c -> c - 'a').toArray();
        }

        @Override
        public int[] encodeBehind(String text) {
            return encode(text);
        }

        @Override
        public String decode(int[] ids) {
            return IntStream.of(ids).mapToObj(id -> String.valueOf((char) ('a' + id))).collect(Collectors.joining());
        }

        @Override
        public TokenPiece piece(int id) {
            String letter = decode(new int[]{id});
            return new TokenPiece(id, letter, letter.getBytes(StandardCharsets.UTF_8), id == end);
        }

        @Override
        public boolean isEnd(int id) {
            return id == end;
        }

        @Override
        public Optional<String> difference(Lexicon other) {
            return size == other.size()
                    ? Optional.empty()
                    : Optional.of("vocabulary " + size + " against " + other.size());
        }
    }
}
