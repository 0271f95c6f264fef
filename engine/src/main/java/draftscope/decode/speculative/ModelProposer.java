package draftscope.decode.speculative;

import draftscope.cache.KvCache;
import draftscope.decode.TokenScorer;
import draftscope.sampling.RawLaw;
import draftscope.sampling.SamplerChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drafts with a smaller network, one forward a pass; a [Growth] says what it reads and what it draws.
public final class ModelProposer implements Proposer {
    /// The source of nodes that a draft model proposed.
    static final String DRAFT_MODEL = "draft model";

    private final SamplerChain chain;
    private final Growth growth;
    private final DraftModel model;
    private final String source;

    /// Drafts with a draft model.
    ///
    /// @param contextLength positions that the draft model was made for; beyond them it does not draft
    /// @param maxLength     most committed tokens that the run can reach
    public ModelProposer(TokenScorer scorer, SamplerChain chain, Growth growth, int contextLength, int maxLength) {
        this(scorer, chain, growth, contextLength, maxLength, DRAFT_MODEL);
    }

    /// @param contextLength positions that the network was made for; beyond them it does not draft
    /// @param maxLength     most committed tokens that the run can reach
    /// @param source        what its nodes are said to come from
    public ModelProposer(TokenScorer scorer, SamplerChain chain, Growth growth, int contextLength, int maxLength,
            String source) {
        this.source = source;
        this.chain = chain;
        this.growth = growth;
        model = new DraftModel(scorer, contextLength, maxLength, growth.maxNodes());
    }

    @Override
    public int maxDepth() {
        return growth.maxDepth();
    }

    @Override
    public int maxNodes() {
        return growth.maxNodes();
    }

    @Override
    public Optional<KvCache> cache() {
        return Optional.ofNullable(model.cache());
    }

    @Override
    public int forwards() {
        return model.forwards();
    }

    @Override
    public void begin(DraftContext context) {
        model.begin(context);
        growth.begin(context);
    }

    @Override
    public Optional<DraftStop> full(DraftTree tree) {
        return growth.full(tree);
    }

    @Override
    public Optional<DraftStop> extend(DraftTree tree, DraftContext context) {
        List<Integer> nodes = growth.next(tree);
        Optional<DraftStop> outOfReach = model.outOfReach(tree, nodes, context);
        if (outOfReach.isPresent()) {
            return outOfReach;
        }
        context.checkpoint().run();
        List<RawLaw> raw = model.read(tree, nodes, context);
        List<DraftLaw> laws = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            laws.add(new DraftLaw(nodes.get(i), raw.get(i), chain, context, source));
        }
        growth.grow(tree, laws);
        return Optional.empty();
    }

    @Override
    public void observe(Acceptance acceptance) {
        growth.observe(acceptance);
        model.observe(acceptance);
    }
}
