package draftscope.findings;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// All rules, and what they find.
public final class Findings {
    private static final List<Rule> RULES = List.of(new AcceptanceCliff(), new UselessDepth(), new LaterDecline(),
            new Loop(), new Garble(), new CostlyCopy(), new UnlikeSharpness(), new UnstablePositions(),
            new FirstDivergence());

    private Findings() {}

    /// In the order in which people meet them.
    public static List<Rule> rules() {
        return RULES;
    }

    /// What the rules find, what matters most first.
    ///
    /// @param muted ids of rules that are to keep silent
    public static List<Finding> of(Evidence evidence, Set<String> muted) {
        return RULES.stream().filter(rule -> !muted.contains(rule.id()))
                .flatMap(rule -> rule.look(evidence).stream())
                .sorted(Comparator.comparingDouble(Finding::score).reversed()).toList();
    }
}
