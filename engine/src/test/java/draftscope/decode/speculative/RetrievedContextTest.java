package draftscope.decode.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import draftscope.decode.ToyNetwork;
import draftscope.decode.speculative.LevelByLevel.Siblings;
import draftscope.sampling.SamplerChain;
import draftscope.trace.Note;
import draftscope.trace.Provenance;
import draftscope.trace.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrievedContextTest extends ProposerContract {
    private static Proposer over(ToyNetwork.Law law, ChunkRetrieval retrieval) {
        return new RetrievedContext(new ModelProposer(new ToyNetwork(VOCAB, true, law), new SamplerChain(
                new SamplingSettings(1, 0, 1, 0)), new LevelByLevel(new FixedChain(4), Siblings.DISTINCT), 200, 200),
                retrieval);
    }

    /// Prompts of the contract have at most 20 tokens, which this keeps whole, so the cache is level with the target's.
    @Override
    Proposer proposer() {
        return over(ToyNetwork.hashed(1, VOCAB, 1), new ChunkRetrieval(8, 8, 4));
    }

    @Test
    void theDraftModelReadsTheChosenPartsAndTheWholeOutput() {
        List<List<Integer>> read = new ArrayList<>();
        ToyNetwork.Law law = context -> {
            read.add(Arrays.stream(context).boxed().toList());
            return new float[VOCAB];
        };
        Proposer proposer = over(law, new ChunkRetrieval(2, 1, 1));
        CommittedTokens text = new CommittedTokens(new int[]{0, 1, 1, 2, 5, 3, 3, 5}); // the question is 5
        List<Note> notes = new ArrayList<>();
        DraftContext context = new DraftContext(text, 0, context(text, 0, 1).randomness(), 3, () -> {}, notes::add);
        proposer.begin(context);
        draft(proposer, context, 1);
        assertThat(read.getLast()).containsExactly(0, 2, 5, 5);
        assertThat(notes).hasSize(1);
        assertThat(notes.getFirst().topic()).isEqualTo("retrieved");
        assertThat(notes.getFirst().tokens()).containsExactly(2, 5);
        assertThat(notes.getFirst().position()).isEqualTo(3);
        proposer.observe(new Acceptance(draft(proposer, context, 0), List.of(), 0));
        text.add(4, Provenance.CORRECTION);
        text.add(6, Provenance.BONUS);
        draft(proposer, context, 1);
        assertThat(read.getLast()).containsExactly(0, 2, 5, 5, 4, 6);
    }
}
