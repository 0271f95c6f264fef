package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Lexicon;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.trace.BlockSpan;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/// Ends each block where the model expects a sentence or a line to end, so that what belongs together is filled together.
///
/// In the first step of a block the positions just ahead are looked through for proposed delimiters; the block ends at the surest of
/// them if it is sure enough, else it has its usual length. The window is a quarter of the canvas.
///
/// Source: AdaBlock-dLLM (Lu et al., 2025, arXiv 2509.26432), whose delimiters are line breaks. It takes the model's first choices;
/// above temperature 0 we take the tokens that are proposed.
public final class AdaBlock implements BlockPolicy {
    private static final double WINDOW = 0.25; // of the canvas

    public static final DecodingMethod METHOD = new DecodingMethod("adablock", "AdaBlock", Family.DIFFUSION,
            "Ends each block where the model expects a sentence or line to end.",
            new Paper("Lu, Chen, Chen et al.", 2025,
                    "AdaBlock-dLLM: semantic-aware diffusion LLM inference via adaptive block size", "2509.26432"),
            "Positions above the threshold are filled at once, each from its own marginal law, as if they did not depend on each"
                    + " other; a cache other than none also keeps old keys and values while a block is filled.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH,
                    new Parameter.Whole("block", "Usual block length", "Where no delimiter is sure enough.", "tokens",
                            1, 4096, 32),
                    new Parameter.Choice("delimiter", "Delimiter",
                            "line: tokens that break a line. sentence: those that end a sentence, too.", "",
                            List.of("line", "sentence"), "sentence"),
                    new Parameter.Real("sure", "Sure enough", "Confidence from which a delimiter ends the block.", "",
                            0, 1.1, 0.3),
                    ConfidenceThreshold.THRESHOLD,
                    new Parameter.Choice("cache", "Cache", "What is computed in each step, as in fast-dllm.", "",
                            List.of("none", "prefix", "dual"), "none")),
            new DiffusionComposition((values, ingredients) -> new DiffusionParts(values.whole("length"),
                    new AdaBlock(values.whole("block"), values.real("sure"),
                            delimiter(ingredients.lexicon(), values.text("delimiter").equals("sentence"))),
                    new ThresholdUnmask(values.real("threshold"))).caching(FastDllm.cache(values))));

    private final int usual;
    private final double sure;
    private final IntPredicate delimiter;
    private int window;

    /// @param usual     length of a block that no delimiter ends, at least 1
    /// @param sure      least confidence of a delimiter that ends a block
    /// @param delimiter whether a token is one
    AdaBlock(int usual, double sure, IntPredicate delimiter) {
        this.usual = usual;
        this.sure = sure;
        this.delimiter = delimiter;
    }

    private static IntPredicate delimiter(Lexicon lexicon, boolean sentences) {
        return token -> {
            if (lexicon.isEnd(token)) {
                return true;
            }
            String text = new String(lexicon.piece(token).bytes(), StandardCharsets.UTF_8);
            return text.contains("\n") || sentences && text.matches(".*[.!?][\"')]*");
        };
    }

    @Override
    public List<BlockSpan> plan(int from, int to) {
        window = Math.max(1, (int) (WINDOW * (to - from)));
        return List.of(new BlockSpan(from, to));
    }

    @Override
    public BlockSpan cut(BlockSpan planned, List<Proposal> proposals, Consumer<Note> notes) {
        int seen = Math.min(planned.to(), planned.from() + window);
        Optional<Proposal> surest = proposals.stream()
                .filter(proposal -> proposal.position() < seen && delimiter.test(proposal.token()))
                .reduce((one, other) -> other.confidence() > one.confidence() ? other : one);
        surest.ifPresent(found -> notes.accept(new Note("block",
                (found.confidence() >= sure ? "ends at" : "does not end at")
                        + " the surest delimiter ahead, of confidence",
                List.of(found.token()), found.position(), DraftNode.NONE, found.confidence())));
        int length = surest.filter(found -> found.confidence() >= sure)
                .map(found -> found.position() - planned.from() + 1).orElse(usual);
        return new BlockSpan(planned.from(), Math.min(planned.to(), planned.from() + length));
    }
}
