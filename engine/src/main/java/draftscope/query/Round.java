package draftscope.query;

import draftscope.query.Item.StepFacts;
import java.util.List;

/// One step with its items, apart from the rest of its run.
record Round(StepFacts facts, List<Item> items) {}
