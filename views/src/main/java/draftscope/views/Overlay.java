package draftscope.views;

/// The one measure that the fill behind the running text stands for.
public enum Overlay {
    PLAIN("plain"), ENTROPY("entropy"), SURPRISAL("surprisal"), PROBABILITY("probability"), RANK("rank"),
    /// Raw probability of the first choice less that of the second.
    MARGIN("margin");

    private final String label;

    Overlay(String label) {
        this.label = label;
    }

    /// The word shown to people.
    public String label() {
        return label;
    }
}
