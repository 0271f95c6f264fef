package draftscope.findings;

import java.util.List;

/// One thing that is looked for in a run. A pure function of the facts told so far; it finds nothing where too little was told.
public interface Rule {
    /// Stable, kebab case; by it a rule is muted.
    String id();

    /// What it looks for, in a few words.
    String title();

    /// When it speaks, in a sentence with its limits.
    String when();

    /// @return findings, none where there is nothing to say
    List<Finding> look(Evidence evidence);
}
