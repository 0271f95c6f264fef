package draftscope.views;

/// What a person prepared for one position of a canvas, to be done when a branch goes on from there.
public enum Steer {
    /// What stands there is kept for good.
    LOCK("locked"),
    /// A token of the person's choice is put there.
    FORCE("put in by you"),
    /// It becomes a mask again.
    REMASK("masked again");

    private final String word;

    Steer(String word) {
        this.word = word;
    }

    /// The words shown to people.
    public String word() {
        return word;
    }
}
