package draftscope.app.window;

/// The views that share the centre of the window.
public enum View {
    TREE("Draft tree"), KV("KV cache"), UNMASKING("Unmasking"), DISTRIBUTIONS("Distributions"), METRICS(
            "Metrics"), TIME("Time"), AUDIT("Audit"), LANES("Lanes"), COMPARE("Compare"), LAB("Tree lab"), PARALLEL(
                    "Parallel");

    private final String label;

    View(String label) {
        this.label = label;
    }

    /// The words on its tab.
    public String label() {
        return label;
    }
}
