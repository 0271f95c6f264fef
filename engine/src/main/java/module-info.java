/// The decoding engine: model files, the forward pass, methods, and the trace that tells all of it.
module draftscope.engine {
    requires tools.jackson.core;
    requires tools.jackson.databind;
    // Static: the module starts without the incubator and falls back to the scalar kernels, saying so.
    requires static jdk.incubator.vector;

    exports draftscope.audit;
    exports draftscope.cache;
    exports draftscope.chat;
    exports draftscope.decode;
    exports draftscope.decode.diffusion;
    exports draftscope.decode.speculative;
    exports draftscope.findings;
    exports draftscope.format;
    exports draftscope.kernel;
    exports draftscope.lab;
    exports draftscope.lists;
    exports draftscope.model;
    exports draftscope.query;
    exports draftscope.sampling;
    exports draftscope.tokenizer;
    exports draftscope.trace;
}
