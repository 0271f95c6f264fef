package draftscope.decode;

import draftscope.decode.diffusion.AdaBlock;
import draftscope.decode.diffusion.BlockDiffusion;
import draftscope.decode.diffusion.ConfidenceThreshold;
import draftscope.decode.diffusion.CreditDecoding;
import draftscope.decode.diffusion.DParallel;
import draftscope.decode.diffusion.Dream;
import draftscope.decode.diffusion.FastDllm;
import draftscope.decode.diffusion.FastDllmV2;
import draftscope.decode.diffusion.FreeDave;
import draftscope.decode.diffusion.GrammarDecoding;
import draftscope.decode.diffusion.Learn2pd;
import draftscope.decode.diffusion.LocalLeap;
import draftscope.decode.diffusion.LookAgain;
import draftscope.decode.diffusion.LowConfidence;
import draftscope.decode.diffusion.Prophet;
import draftscope.decode.diffusion.RunningConfidence;
import draftscope.decode.diffusion.SecondThoughts;
import draftscope.decode.editing.MetropolisHastings;
import draftscope.decode.speculative.Aded;
import draftscope.decode.speculative.Aggressive;
import draftscope.decode.speculative.Autoregressive;
import draftscope.decode.speculative.DySpec;
import draftscope.decode.speculative.EmsSd;
import draftscope.decode.speculative.LayerSkip;
import draftscope.decode.speculative.Lookahead;
import draftscope.decode.speculative.ModelChain;
import draftscope.decode.speculative.ModelTree;
import draftscope.decode.speculative.Pearl;
import draftscope.decode.speculative.PromptLookup;
import draftscope.decode.speculative.Rapid;
import draftscope.decode.speculative.RsdC;
import draftscope.decode.speculative.Sequoia;
import draftscope.decode.speculative.SpecInfer;
import draftscope.decode.speculative.SpecTr;
import draftscope.decode.speculative.StochasticBeam;
import draftscope.decode.speculative.Superposed;
import draftscope.decode.speculative.Svip;
import draftscope.decode.speculative.TokenRecycling;
import java.util.List;
import java.util.stream.Collectors;

/// Every method, in the order in which people meet them.
public final class MethodCatalog {
    private static final List<DecodingMethod> ALL = List.of(
            Autoregressive.METHOD,
            ModelChain.METHOD,
            Svip.METHOD,
            ModelTree.METHOD,
            RsdC.METHOD,
            StochasticBeam.METHOD,
            DySpec.METHOD,
            Sequoia.METHOD,
            SpecInfer.METHOD,
            SpecTr.METHOD,
            Pearl.METHOD,
            LayerSkip.METHOD,
            PromptLookup.METHOD,
            Aggressive.METHOD,
            TokenRecycling.METHOD,
            Aded.METHOD,
            Lookahead.METHOD,
            Rapid.METHOD,
            Superposed.METHOD,
            EmsSd.METHOD,
            LowConfidence.METHOD,
            Dream.METHOD,
            ConfidenceThreshold.METHOD,
            FastDllm.METHOD,
            AdaBlock.METHOD,
            LocalLeap.METHOD,
            CreditDecoding.METHOD,
            Learn2pd.METHOD,
            Prophet.METHOD,
            FreeDave.METHOD,
            SecondThoughts.METHOD,
            RunningConfidence.METHOD,
            LookAgain.METHOD,
            GrammarDecoding.METHOD,
            DParallel.METHOD,
            BlockDiffusion.METHOD,
            FastDllmV2.METHOD,
            MetropolisHastings.METHOD);

    private MethodCatalog() {}

    public static List<DecodingMethod> all() {
        return ALL;
    }

    /// The method with this id.
    ///
    /// @throws CannotRunException for an unknown id; the message lists the known ones
    public static DecodingMethod byId(String id) {
        return ALL.stream().filter(method -> method.id().equals(id)).findFirst()
                .orElseThrow(() -> new CannotRunException("unknown method '" + id + "'; known: "
                        + ALL.stream().map(DecodingMethod::id).collect(Collectors.joining(", "))));
    }
}
