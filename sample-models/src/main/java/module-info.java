/// Small sample models, their prompts, and the generator of the tales that they were trained on.
module draftscope.samples {
    exports draftscope.samples;
    exports draftscope.samples.tales;
}
