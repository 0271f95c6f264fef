package draftscope.decode.diffusion;

import draftscope.decode.DecodingMethod;
import draftscope.decode.DiffusionComposition;
import draftscope.decode.Family;
import draftscope.decode.Need;
import draftscope.decode.Paper;
import draftscope.decode.Parameter;
import draftscope.decode.ParameterValues;
import draftscope.sampling.RawLaw;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A token that has been a position's first choice for some steps earns credit, which is added to its score.
///
/// In each step a position's credits fade by `fade`, the raw first choice earns its probability to the power `power`, and every
/// token's score rises by `weight` times ln(1 + credit). The odds of a token thus rise by at most
/// (1 + 1 / (1 - fade))^weight, 3.5 with the standard values, and by 2^weight in the first step already.
///
/// Source: CreditDecoding (Wang et al. 2025, arXiv 2510.06133); the values are those of the code that its authors' group
/// published in dInfer.
public final class CreditDecoding implements Evidence {
    public static final DecodingMethod METHOD = new DecodingMethod("credit", "CreditDecoding", Family.DIFFUSION,
            "A guess that stays the same from step to step earns trust and is written sooner.",
            new Paper("Wang, Jiang, Feng et al.", 2025,
                    "CreditDecoding: accelerating parallel decoding in diffusion large language models with trace credit",
                    "2510.06133"),
            "Scores are changed by what was guessed before, and positions above the threshold are filled at once, as if they did not"
                    + " depend on each other.",
            Set.of(Need.MASKED_DIFFUSION_MODEL),
            List.of(LowConfidence.LENGTH, LowConfidence.BLOCK, ConfidenceThreshold.THRESHOLD,
                    new Parameter.Real("weight", "Weight", "How much credit counts; 0 leaves the scores alone.", "", 0,
                            4, 0.7),
                    new Parameter.Real("fade", "Fading", "What is left of a credit after a step.", "", 0, 0.99, 0.8),
                    new Parameter.Real("power", "Power",
                            "How the probability becomes credit: 1 as it is, towards 0 every first choice earns the same.",
                            "", 0, 4,
                            0.2)),
            new DiffusionComposition((values, ingredients) -> parts(values)));

    private final double weight;
    private final double fade;
    private final double power;
    private final Map<Integer, Map<Integer, Double>> credits = new HashMap<>(); // by position and token

    CreditDecoding(double weight, double fade, double power) {
        this.weight = weight;
        this.fade = fade;
        this.power = power;
    }

    private static DiffusionParts parts(ParameterValues values) {
        return LowConfidence.parts(values, new ThresholdUnmask(values.real("threshold")))
                .weighing(new CreditDecoding(values.real("weight"), values.real("fade"), values.real("power")));
    }

    @Override
    public void weigh(int position, float[] scores, Consumer<Note> notes) {
        Map<Integer, Double> mine = credits.computeIfAbsent(position, p -> new HashMap<>());
        mine.replaceAll((token, credit) -> credit * fade);
        RawLaw raw = new RawLaw(scores);
        int first = raw.mode();
        double confidence = raw.probability(first);
        mine.merge(first, Math.pow(confidence, power), Double::sum);
        mine.forEach((token, credit) -> scores[token] += (float) (weight * Math.log1p(credit)));
        notes.accept(new Note("credit", "raw confidence %.3f; credit".formatted(confidence), List.of(first), position,
                DraftNode.NONE, mine.get(first)));
    }
}
