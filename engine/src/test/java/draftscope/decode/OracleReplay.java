package draftscope.decode;

import draftscope.decode.diffusion.BlockProgress;
import draftscope.decode.diffusion.DiffusionParts;
import draftscope.decode.diffusion.FixedBlocks;
import draftscope.decode.diffusion.Order;
import draftscope.decode.diffusion.Proposal;
import draftscope.decode.diffusion.UnmaskPolicy;
import draftscope.trace.Observation;
import draftscope.trace.SamplingSettings;
import draftscope.trace.UnmaskChoice;
import draftscope.trace.UnmaskChoice.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes a text that is known already, each step all guesses that are right, and notes what the model was sure of: what Learn2PD's
/// filter learns from, and the fewest steps that it could ever take. Where no guess is right, the model would guess the same again, so the
/// block is filled with what is known.
final class OracleReplay implements UnmaskPolicy {
    /// What one step saw of a block.
    ///
    /// @param confidences of each position, 1 where it stands already
    /// @param stays       whether the guess, or what stands, is what the text has there
    record Row(double[] confidences, boolean[] stays) {}

    /// @param text  that one token a step wrote
    /// @param steps that the replay took
    record Replayed(int[] text, int[] again, int steps, List<Row> rows) {}

    private final int[] canvas; // as it will be
    private final List<Row> rows = new ArrayList<>();

    private OracleReplay(int[] canvas) {
        this.canvas = canvas;
    }

    /// Decodes greedily, one token a step, and replays what was written.
    ///
    /// @param end fills the canvas behind the text
    static Replayed of(Participant model, int[] prompt, int length, int block, int end) {
        RunRequest request = new RunRequest("diffusion-low-confidence",
                Map.of("length", "" + length, "block", "" + block,
                        "steps", "4096"),
                "", Arrays.stream(prompt).boxed().toList(), length, SamplingSettings.GREEDY, 1,
                Observation.OFF, 1);
        DecodingRun plain = DecodingRun.prepare(request, model, Optional.empty(), event -> {}, Pacer.unthrottled());
        plain.run();
        int[] text = plain.outputIds();
        int[] canvas = Arrays.copyOf(prompt, prompt.length + length);
        Arrays.fill(canvas, prompt.length, canvas.length, end);
        System.arraycopy(text, 0, canvas, prompt.length, text.length);
        OracleReplay replay = new OracleReplay(canvas);
        DecodingMethod known = MethodCatalog.byId("diffusion-low-confidence");
        DecodingMethod method = new DecodingMethod("oracle-replay", "Oracle replay", Family.DIFFUSION, known.idea(),
                known.paper(), "", Set.of(Need.MASKED_DIFFUSION_MODEL), known.parameters(),
                new DiffusionComposition((values, ingredients) -> new DiffusionParts(length, new FixedBlocks(block),
                        replay)));
        DecodingRun again = DecodingRun.prepare(method, request, model, Optional.empty(), event -> {},
                Pacer.unthrottled());
        return new Replayed(text, again.run().rounds() > 0 ? again.outputIds() : new int[0], replay.rows.size(),
                replay.rows);
    }

    @Override
    public List<UnmaskChoice> choose(BlockProgress progress, List<Proposal> eligible) {
        int from = progress.span().from();
        double[] confidences = new double[progress.span().to() - from];
        boolean[] stays = new boolean[confidences.length];
        Arrays.fill(confidences, 1);
        Arrays.fill(stays, true);
        for (Proposal guess : eligible) {
            confidences[guess.position() - from] = guess.confidence();
            stays[guess.position() - from] = guess.token() == canvas[guess.position()];
        }
        rows.add(new Row(confidences, stays));
        List<Proposal> right = eligible.stream().filter(guess -> stays[guess.position() - from]).toList();
        List<UnmaskChoice> choices = new ArrayList<>();
        for (Proposal guess : Order.CONFIDENCE.ranked(right.isEmpty() ? eligible : right)) {
            choices.add(new UnmaskChoice(guess.position(), canvas[guess.position()], Reason.ALL, guess.confidence(),
                    eligible.size(), choices.size()));
        }
        return choices;
    }
}
