package draftscope.trace;

/// What engine time goes into.
public enum TimeSlice {
    /// Forward passes while drafting.
    DRAFT_PASS("draft pass"),
    /// The rest of drafting: laws of the draft, growing, ordering and cutting the tree.
    TREE("tree build"),
    /// The target's forward pass over root and nodes.
    TARGET_PASS("target pass"),
    /// Making the target's laws out of scores, and drawing its own token.
    SAMPLING("sampling"),
    /// The walk that judges node after node.
    ACCEPT("accept"),
    /// Copying the winners together, giving up the rest, and telling the proposer.
    KV_COPY("KV copy"),
    /// Telling events, which only an observer causes.
    CAPTURE("capture"),
    /// What is none of these, between phases too.
    OTHER("other");

    private final String label;

    TimeSlice(String label) {
        this.label = label;
    }

    /// The words shown to people.
    public String label() {
        return label;
    }
}
