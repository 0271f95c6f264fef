/// Small models made for Draftscope, and the generator of the tales they learnt from.
module draftscope.samples {}
