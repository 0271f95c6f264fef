package draftscope.decode.speculative;

import draftscope.cache.KvCache;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Lets a proposer see a prompt of chosen parts only, with the whole output behind it. Its positions count in that shorter text.
///
/// The draft's laws come from a shorter context than the target's; they stay the laws that the draft was really drawn from, so
/// a ratio test keeps the target's law.
public final class RetrievedContext implements Proposer {
    private final Proposer proposer;
    private final ChunkRetrieval retrieval;
    private CommittedTokens shorter;
    private int seen; // committed tokens of the whole text that the shorter one covers

    RetrievedContext(Proposer proposer, ChunkRetrieval retrieval) {
        this.proposer = proposer;
        this.retrieval = retrieval;
    }

    @Override
    public int maxDepth() {
        return proposer.maxDepth();
    }

    @Override
    public int maxNodes() {
        return proposer.maxNodes();
    }

    @Override
    public void begin(DraftContext context) {
        seen = context.committed().size();
        int[] prompt = context.committed().range(0, seen);
        List<ChunkRetrieval.Chunk> chosen = retrieval.chosen(prompt);
        shorter = new CommittedTokens(retrieval.shortened(prompt, chosen));
        for (int i = 0; context.captured() > 0 && i < chosen.size(); i++) {
            ChunkRetrieval.Chunk chunk = chosen.get(i);
            context.notes()
                    .accept(new Note("retrieved", "a part of the prompt that the draft model reads, with its score",
                            IntStream.range(chunk.from(), chunk.to()).map(at -> prompt[at]).boxed().toList(),
                            chunk.from(),
                            DraftNode.NONE, chunk.score()));
        }
        proposer.begin(narrowed(context));
    }

    private DraftContext narrowed(DraftContext context) {
        CommittedTokens text = context.committed();
        for (; seen < text.size(); seen++) {
            shorter.add(text.get(seen), text.provenance(seen));
        }
        return new DraftContext(shorter, context.step(), context.randomness(), context.captured(), context.checkpoint(),
                context.notes());
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        return proposer.extend(tree, narrowed(context));
    }

    @Override
    public void observe(Acceptance acceptance) {
        proposer.observe(acceptance);
    }

    @Override
    public Optional<KvCache> cache() {
        return proposer.cache();
    }

    @Override
    public int forwards() {
        return proposer.forwards();
    }
}
